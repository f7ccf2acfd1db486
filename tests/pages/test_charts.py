"""A chart is data that a script reads and never runs, and a table with the same figures."""

import json
from html.parser import HTMLParser
from pathlib import Path

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from trustlane.pages import charts
from trustlane.pages.charts import Chart, Series

WORDS = st.text(max_size=40)
# The place in the component that carries the figures.
COMPONENT = Path(charts.__file__).parent / "templates" / "cotton" / "chart.html"
DRAWN = next(line for line in COMPONENT.read_text("utf-8").splitlines() if "data-chart=" in line)


class Carried(HTMLParser):
    """What a browser reads of the figures that a chart carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "data-chart"]


@given(WORDS, st.lists(st.tuples(WORDS, st.none() | st.integers() | st.floats(-1e9, 1e9)), min_size=1, max_size=5))
def test_no_name_ends_the_place_it_stands_in(title: str, rows: list[tuple[str, float | None]]) -> None:
    chart = Chart("c", title, "bars", [name for name, _ in rows], [Series(title, [value for _, value in rows])])
    carried = Carried(Template(DRAWN).render(Context({"chart": chart}))).found
    assert len(carried) == 1
    assert json.loads(carried[0])["categories"] == [name for name, _ in rows]


def test_the_table_says_what_the_picture_shows() -> None:
    chart = Chart(
        "rates", "Hit rate", "rows", ["Green", "Red"], [Series("Rate", [0.01, 0.3], low=[0.0, 0.2], high=[0.1, 0.4])]
    )
    assert [(category, cells[0]["value"], cells[0]["low"]) for category, cells in chart.table] == [
        ("Green", 0.01, 0.0),
        ("Red", 0.3, 0.2),
    ]
