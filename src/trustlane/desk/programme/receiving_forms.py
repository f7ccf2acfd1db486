"""The form of an application that did not come through the portal: from whom, how, when, and what is applied for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.pages.forms import Styled
from trustlane.parties.labels import SCHEMES
from trustlane.programme.labels import RECEIVED
from trustlane.standing.labels import ROLES

# The numbers under which a firm is registered; the others name goods, places or statuses.
NUMBERS = ("NATIONAL", "TIN", "EORI", "LEI")


class ReceiveForm(Styled, forms.Form):
    """What stands on the first page of the paper."""

    number = forms.CharField(
        label=_("Number of the firm"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "translate": "no", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("As the register has it, or as it is to be registered."),
        error_messages={"required": _("Write the number by which the firm is known.")},
    )
    scheme = forms.ChoiceField(label=_("What number that is"), choices=[(name, SCHEMES[name]) for name in NUMBERS])
    name = forms.CharField(
        label=_("Name of the firm"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "translate": "no", "dir": "auto"}),
        help_text=_("Only of a firm that the register does not know yet: it is registered with it."),
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=list(RECEIVED.items()))
    received = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day it came to the office. The periods count from that day, not from today."),
        error_messages={
            "required": _("Write the day on which the application came to the office."),
            "invalid": _("Write a day that exists: year, month and day, such as 2026-03-31"),
        },
    )
    roles = forms.MultipleChoiceField(
        label=_("In which roles"),
        choices=[(role, label) for role, label in ROLES.items() if role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one role.")},
    )
    scope = forms.MultipleChoiceField(
        label=_("For which risks"),
        choices=[("security", _("Security")), ("compliance", _("Compliance"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one of the two, or both.")},
    )
    small = forms.ChoiceField(
        label=_("Size"),
        choices=[("yes", _("Small firm")), ("no", _("Not a small firm"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how large the firm is: it decides how much is asked.")},
    )
    catalogue = forms.ChoiceField(label=_("By which criteria"))
    office = forms.ChoiceField(label=_("Office"))
    scan = forms.FileField(
        label=_("The application, scanned"),
        required=False,
        help_text=_("Kept among the documents of the firm, and opened from the case."),
    )

    def __init__(
        self, *args: Any, offices: Iterable[str], catalogues: Mapping[str, str], today: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"received": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.today = today
        self._choose("office", [(office, office) for office in offices])
        self._choose("catalogue", list(catalogues.items()))
        self.fields["received"].widget.attrs["max"] = today.isoformat()

    def _choose(self, name: str, offered: list[tuple[str, str]]) -> None:
        """Asks only where there is something to choose."""
        self.fields[name].choices = offered  # type: ignore[attr-defined]
        if len(offered) < 2:
            self.fields[name].required = False
            self.fields[name].widget = forms.HiddenInput()
            self.initial[name] = offered[0][0] if offered else ""

    def asked_by_ticks(self) -> list[forms.BoundField]:
        """The fields whose choices all stand on the page."""
        return [self[name] for name in ("roles", "scope", "small")]

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split())

    def clean_received(self) -> date:
        received: date = self.cleaned_data["received"]
        if received > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return received
