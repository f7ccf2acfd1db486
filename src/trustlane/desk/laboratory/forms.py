"""The numbers that are tried: capacities, credits, random share, stakes; at first each is as the policy has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.desk.laboratory import words
from trustlane.pages.forms import style
from trustlane.selectivity.labels import FAMILY
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.trying.tweaks import Tweaks

Words = str | Promise
FROM_TO = gettext_lazy("Give a number from %(least)s to %(most)s.")


@dataclass(frozen=True)
class Number:
    """One number that can be tried, in per cent: its usual value, its bounds, and how far its slider goes."""

    name: str
    label: Words
    usual: float
    most: float
    slider: float
    step: float = 5
    hint: Words = ""


@dataclass(frozen=True)
class Part:
    """Numbers that belong together."""

    key: str
    title: Words
    says: Words
    numbers: tuple[Number, ...]


def parts(policy: Policy) -> Sequence[Part]:
    """Everything of a policy that can be tried."""
    capacity = [
        Part(
            f"capacity.{name}",
            _("Capacity: %(track)s") % {"track": words.track_name(policy, name)},
            gettext_lazy("In per cent of what there is now."),
            tuple(
                Number(
                    f"capacity.{name}.{look}",
                    words.look_name(policy, name, look),
                    100,
                    1000,
                    300,
                    hint=_("Now: %(amount)s.") % {"amount": words.amount(said)},
                )
                for look, said in track.looks.items()
                if said.capacity is not None
            ),
        )
        for name, track in policy.tracks.items()
    ]
    credit = (
        Number(
            "credit",
            gettext_lazy("Size of credits"),
            100,
            500,
            200,
            hint=gettext_lazy("In per cent of what each credit takes off now; 0 is no credit at all."),
        ),
        *(
            Number(
                f"cap.{family}",
                _("At most: %(family)s") % {"family": FAMILY.get(family, family)},
                _percent(cap),
                100,
                100,
                hint=gettext_lazy("Of chance times stake, however many credits meet."),
            )
            for family, cap in policy.caps.items()
        ),
    )
    lot = Number("random", gettext_lazy("Looked at by lot"), _percent(policy.random.per_million / 1e6), 100, 10, 0.5)
    stakes = tuple(
        Number(f"stake.{name}", words.kind_name(policy, name), 100, 10_000, 500, 25) for name in policy.kinds
    )
    said = gettext_lazy("What a status takes off the risk.")
    whoever = gettext_lazy("In per cent of declarations, whoever lodges them.")
    undetected = gettext_lazy("What a case costs undetected, in per cent of now.")
    return (
        *(part for part in capacity if part.numbers),
        Part("credit", gettext_lazy("Credit of the trusted"), said, credit),
        Part("random", gettext_lazy("Random share"), whoever, (lot,)),
        Part("stakes", gettext_lazy("Stakes"), undetected, stakes),
    )


def _percent(share: float) -> float:
    return round(share * 100, 4)


def plain(value: float) -> str:
    """A number as fields and addresses hold it."""
    return f"{value:.10g}"


def _field(one: Number) -> forms.FloatField:
    told = FROM_TO % {"least": 0, "most": plain(one.most)}
    messages = {"invalid": told, "min_value": told, "max_value": told, "required": told}
    field = forms.FloatField(label=str(one.label), min_value=0, max_value=one.most, error_messages=messages)
    style(field.widget)
    field.widget.attrs |= {
        "step": plain(one.step),
        "data-usual": plain(one.usual),
        "data-twin": f"slider-{one.name}",
        "inputmode": "decimal",
        "autocomplete": "off",
        "dir": "ltr",
    }
    return field


class TryForm(forms.Form):
    """The numbers as an address asks them; what it does not name stays as it is in the policy."""

    def __init__(self, policy: Policy, asked: Mapping[str, str]) -> None:
        self.policy = policy
        self.parts = parts(policy)
        self.numbers = {one.name: one for part in self.parts for one in part.numbers}
        data = {name: asked.get(name, "").strip() or plain(one.usual) for name, one in self.numbers.items()}
        forms.Form.__init__(self, data, use_required_attribute=False)
        for name, one in self.numbers.items():
            self.fields[name] = _field(one)

    @property
    def rows(self) -> Iterator[tuple[Part, bool, list[tuple[Number, Any]]]]:
        """Each part, whether it is unfolded, and its numbers with their fields."""
        for part in self.parts:
            fields = [(one, self[one.name]) for one in part.numbers]
            moved = any(self.data[one.name] != plain(one.usual) for one in part.numbers)
            yield part, moved or part.key in ("capacity.goods", "credit", "random"), fields

    @property
    def wrong(self) -> list[tuple[str, Words, str]]:
        """What cannot be tried: the name of the field, its label, what to write instead."""
        return [(name, self.numbers[name].label, str(errors[0])) for name, errors in self.errors.items() if errors]

    @property
    def moved(self) -> dict[str, float]:
        """The numbers that are not as they are in the policy."""
        return {
            name: value for name, value in self.cleaned_data.items() if plain(value) != plain(self.numbers[name].usual)
        }

    @property
    def query(self) -> str:
        """The address of exactly this: only what was moved stands in it."""
        return urlencode({name: plain(value) for name, value in self.moved.items()})

    @property
    def tweaks(self) -> Tweaks:
        """What was moved, as the policy takes it."""
        capacity: dict[tuple[str, str], float] = {}
        caps, stakes = {}, {}
        credit, random = 1.0, None
        for name, value in self.moved.items():
            word, _dot, rest = name.partition(".")
            if word == "capacity":
                track, _dot, look = rest.partition(".")
                capacity[track, look] = value / 100
            elif word == "cap":
                caps[rest] = round(value / 100, 6)
            elif word == "stake":
                stakes[rest] = value / 100
            elif word == "credit":
                credit = value / 100
            else:
                random = round(value * 10_000)
        return Tweaks(capacity, credit, caps, random, stakes)
