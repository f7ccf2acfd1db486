"""The forms of an audit: from which cases to draw how many under which seed, and what was found in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.desk.programme.words import DECISION_KINDS
from trustlane.pages.forms import Styled
from trustlane.programme import labels
from trustlane.programme.actions.auditing import LARGEST, LONGEST_SEED
from trustlane.programme.lots import LEAST_SEED
from trustlane.programme.queries.sampling import BY_OUTCOME, BY_OUTCOME_AND_OFFICER, Population
from trustlane.programme.stages import Stage

STRATA = {
    BY_OUTCOME_AND_OFFICER: _("Each outcome of each officer"),
    BY_OUTCOME: _("Each outcome, whoever decided"),
}
_ALL = ("", _("All"))


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class SampleForm(Styled, forms.Form):
    """A population, a size, how it is parted, and a seed, typed or drawn."""

    first = _day(_("From"))
    last = _day(_("To, that day included"))
    kind = forms.ChoiceField(label=_("Kind of decision"), choices=[_ALL, *DECISION_KINDS.items()], required=False)
    stage = forms.ChoiceField(
        label=_("Stage at this moment"),
        choices=[_ALL, *((one.value, labels.STAGES[one]) for one in Stage if one is not Stage.DRAFT)],
        required=False,
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    officer = forms.TypedChoiceField(label=_("Officer"), required=False, coerce=int, empty_value=None)
    size = forms.IntegerField(
        label=_("How many cases"),
        min_value=1,
        max_value=LARGEST,
        initial=20,
        help_text=_("A larger sample under the same seed holds the smaller one: what was looked at stays."),
    )
    strata = forms.ChoiceField(
        label=_("At least one case of"),
        choices=list(STRATA.items()),
        help_text=_("The other places are given out in proportion."),
    )
    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        min_length=LEAST_SEED,
        max_length=LONGEST_SEED,
        help_text=_("Leave it empty, and the server draws one. Typed, it has 16 signs or more, such as a row of dice."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, today: date, offices: Sequence[str], officers: Mapping[int, str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"first": date(today.year - 1, today.month, 1), "last": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["office"].choices = [_ALL, *((one, one) for one in offices)]
        fields["officer"].choices = [_ALL, *((str(number), name) for number, name in officers.items())]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        for name in ("first", "last"):
            if given.get(name) and not 1900 <= given[name].year <= 9000:
                self.add_error(name, _("Write a year from 1900 on."))
        if "\x00" in given.get("seed", ""):
            self.add_error("seed", _("The seed holds a sign that cannot be kept."))
        return given

    @property
    def population(self) -> Population:
        """What was asked for, once the form is valid."""
        return Population(**{name: self.cleaned_data[name] for name in Population.__slots__})


class LookForm(Styled, forms.Form):
    """What an auditor found in one case."""

    verdict = forms.ChoiceField(
        label=_("What the trail shows"),
        choices=[("in_order", _("Looked at: in order")), ("finding", _("Looked at: a finding"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the case is in order.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=20_000,
        help_text=_("With a finding: what is not in order, and where in the trail it shows."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == "finding" and not given.get("note", "").strip():
            self.add_error("note", _("A finding without a note tells nobody what to mend. Write it here."))
        return given
