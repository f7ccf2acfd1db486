"""The forms around cases: what is declared of a validator, a round in which several rate alike, a rating in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.pages.forms import Styled
from trustlane.parties import queries as parties
from trustlane.programme import labels
from trustlane.programme.queries.casefile import find
from trustlane.programme.stages import Stage

MOST_CASES = 40


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **more)


def _words(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    more.setdefault("max_length", 4_000)
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto", "translate": "no"}), **more
    )


class Declaring(Styled, forms.Form):
    """What somebody can do, speaks, has to stay away from, or when it is away."""

    kind = forms.ChoiceField(label=_("What is declared"), choices=list(labels.QUALIFICATIONS.items()))
    value = forms.CharField(
        label=_("Which"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "auto", "translate": "no"}),
        help_text=_(
            "The skill, the language as two or three letters, or the reference of the operator; nothing when away."
        ),
    )
    first = _day(_("From"), help_text=_("Empty: from now on."))
    last = _day(_("Until"), help_text=_("Empty: until it is ended. An absence has both days."))
    reason = _words(_("Why"), required=False)

    def clean(self) -> dict[str, Any]:
        """The days in their order, and what the kind asks for."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = given.get("kind"), str(given.get("value", ""))
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        if kind == "absence" and not (first and last):
            self.add_error("first", _("An absence has a first and a last day."))
        elif kind != "absence" and not value:
            self.add_error("value", _("Say which."))
        elif kind == "conflict" and parties.operator(value) is None:
            self.add_error("value", _("The register knows no operator of this reference. Look it up there."))
        return given

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, where given."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


class Ending(Styled, forms.Form):
    """Why something no longer holds."""

    reason = _words(_("Why it no longer holds"), error_messages={"required": _("Write it: it is kept.")})


class Opening(Styled, forms.Form):
    """What a round is about, the cases whose findings are rated, and who rates."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    cases = _words(
        _("Cases"),
        4,
        help_text=_("Their references, one a line. What was seen there is rated anew; how it was rated is not shown."),
    )
    raters = forms.TypedMultipleChoiceField(
        label=_("Who rates"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose two or more.")},
    )

    def __init__(self, *args: Any, validators: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), name) for number, name in validators]
        self.fields["raters"].choices = choices  # type: ignore[attr-defined]

    def clean_raters(self) -> list[int]:
        """Two or more."""
        raters: list[int] = self.cleaned_data["raters"]
        if len(raters) < 2:
            raise forms.ValidationError(_("Choose two or more."))
        return raters

    def clean_cases(self) -> list[Any]:
        """The cases themselves; a draft is nobody's here."""
        written = list(
            dict.fromkeys(each for line in self.cleaned_data["cases"].splitlines() if (each := line.strip()))
        )
        if len(written) > MOST_CASES:
            raise forms.ValidationError(_("40 cases at most; open several rounds."))
        found = {reference: find(reference) for reference in written}
        missing = [one for one, case in found.items() if case is None or case.stage == Stage.DRAFT]
        if missing:
            raise forms.ValidationError(
                _("There is no case %(missing)s."), params={"missing": ", ".join(one[:40] for one in missing[:5])}
            )
        return list(found.values())


class Alike(forms.Form):
    """One rating of a round."""

    item = forms.IntegerField(min_value=1, max_value=10_000)
    rating = forms.ChoiceField(choices=list(labels.RATINGS.items()))
    why = forms.CharField(required=False, max_length=4_000)
