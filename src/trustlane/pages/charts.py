"""Charts as data: what ECharts draws in the browser, and the same figures as a table for those who do not see it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.encoding import force_str
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Series:
    """A line or a run of bars; `tone` is a lane, accent, second, muted, good, warn, bad; `low`, `high` an interval."""

    name: Words
    values: Sequence[float | int | None]
    tone: str = "accent"
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    # Where the figures of this series lead, one address a category; a click on the bar opens it.
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Chart:
    """`kind` is bars, stacked, lines or rows (bars lying down); `unit` is "", "percent" or a word."""

    name: str
    title: Words
    kind: str
    categories: Sequence[Words]
    series: Sequence[Series]
    unit: str = ""
    says: Words = ""
    height: int = 280
    marks: Mapping[str, float] = field(default_factory=dict)

    def json(self) -> str:
        """What the script in the page reads."""
        return json.dumps(
            {
                "kind": self.kind,
                "unit": self.unit,
                "categories": [force_str(category) for category in self.categories],
                "series": [
                    {
                        "name": force_str(series.name),
                        "values": [_plain(value) for value in series.values],
                        "tone": series.tone,
                        "low": [_plain(value) for value in series.low],
                        "high": [_plain(value) for value in series.high],
                        "links": list(series.links),
                    }
                    for series in self.series
                ],
                "marks": [{"name": name, "value": _plain(value)} for name, value in self.marks.items()],
            },
            ensure_ascii=False,
        )

    @property
    def table(self) -> list[tuple[Words, list[dict[str, Any]]]]:
        """The same figures, a row a category."""
        return [
            (
                category,
                [
                    {
                        "value": series.values[at],
                        "low": series.low[at] if series.low else None,
                        "high": series.high[at] if series.high else None,
                        "link": series.links[at] if series.links else "",
                    }
                    for series in self.series
                ],
            )
            for at, category in enumerate(self.categories)
        ]


def _plain(value: Any) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)
