"""The form of an act that extends a clock of many cases: which clock, of which cases, by how much, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.desk.programme.forms import LONGEST, MANY_DAYS
from trustlane.pages.forms import Styled
from trustlane.programme.queries.extending import Chosen


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ManyForm(Styled, forms.Form):
    """Which clock, of which cases, by how much, on which basis; and how many the person was shown."""

    term = forms.ChoiceField(label=_("Clock"))
    office = forms.ChoiceField(label=_("Office"), required=False)
    since = _day(
        _("Where it ends from"),
        required=False,
        help_text=_("Leave both days empty for every case in which the clock runs."),
    )
    until = _day(_("to, that day included"), required=False)
    amount = forms.IntegerField(label=_("By how much"), min_value=1, max_value=MANY_DAYS)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("days", _("Days, as the clock counts them")), ("months", _("Months"))]
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Name the act: it stands in each of the cases.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Each operator reads it in the letter."),
        error_messages={"required": _("Write it: it is kept with each case.")},
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, terms: Mapping[str, str], offices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["term"].choices = list(terms.items())
        fields["office"].choices = [("", _("All")), *((office, office) for office in offices)]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        said = super().clean() or self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("This lies before the first day. Look at both days."))
        return said

    @property
    def chosen(self) -> Chosen:
        """The clock and the cases."""
        said = self.cleaned_data
        return Chosen(said["term"], said["office"], said["since"], said["until"])

    @property
    def length(self) -> dict[str, int]:
        """By how much, under the name of its unit."""
        return {self.cleaned_data["unit"]: self.cleaned_data["amount"]}
