"""The forms of selectivity: a covert hold or a stop to place, a reason to end one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.pages.forms import Styled
from trustlane.selectivity import labels
from trustlane.selectivity.holding import LONGEST


class HoldForm(Styled, forms.Form):
    """On what or whom, what it does, until when, and why."""

    about = forms.ChoiceField(label=_("What is held"), choices=list(labels.ABOUT.items()))
    subject = forms.CharField(
        label=_("Its number"),
        max_length=200,
        help_text=_("A number the operator declares under, or the number of the declaration."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "translate": "no", "spellcheck": "false"}),
    )
    withdraws_credit = forms.BooleanField(label=_("Its credit does not count"), required=False, initial=True)
    demands_look = forms.BooleanField(label=_("It is looked at, as lots are"), required=False)
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, at most 90 days from now."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the second person has to judge it.")},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today <= until < self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, at most 90 days away."))
        return until

    def clean(self) -> None:
        given = self.cleaned_data
        if not given.get("withdraws_credit") and not given.get("demands_look"):
            raise forms.ValidationError(_("A hold withdraws credit or demands a look: choose at least one."))


class StopForm(Styled, forms.Form):
    """Which consignment an agency stops, until when, and why."""

    agency = forms.ChoiceField(label=_("For which agency"))
    reference = forms.CharField(
        label=_("Number of the declaration"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "translate": "no", "spellcheck": "false"}),
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, at most 90 days from now."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("What customs is to look for."),
        error_messages={"required": _("Say why: customs has to know what to look for.")},
    )

    def __init__(self, *args: Any, today: date, agencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        agency: Any = self.fields["agency"]
        agency.choices = [(one, one) for one in agencies]
        if len(agencies) == 1:
            agency.initial, agency.widget = agencies[0], forms.HiddenInput()

    def clean_reference(self) -> str:
        return " ".join(str(self.cleaned_data["reference"]).split())

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today <= until < self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, at most 90 days away."))
        return until


class EndForm(Styled, forms.Form):
    """Why a hold ends."""

    reason = forms.CharField(
        label=_("Why it ends"), max_length=500, error_messages={"required": _("Say why the hold ends.")}
    )


def soon(today: date) -> date:
    """The end a form proposes."""
    return today + timedelta(days=14)
