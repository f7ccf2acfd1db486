"""The forms of an arrival: a table of the old system with what that counts, a later table, the day of the cut-over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from trustlane.pages.forms import Styled
from trustlane.programme.migrating.told import ToldRefused, read_told
from trustlane.programme.presets import preset_in_force, presets

LARGEST = 20_000_000  # bytes


def _file(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        validators=[
            FileExtensionValidator(["csv", "xlsx", "txt"], message=_("Send the table as a CSV or an XLSX file."))
        ],
        error_messages={
            "required": _("Choose the file with the table."),
            "empty": _("The file is empty. Send the table with its heading row."),
        },
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class LaterForm(Styled, forms.Form):
    """A later table of the old system, to be held against what was brought."""

    file = _file(_("The table"))
    on = _day(_("The day it speaks of"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file has %(megabytes)s MB; a table may have 20. Split it by office."),
                params={"megabytes": round(file.size / 1_000_000)},
            )
        return file

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("A table cannot speak of a day that has not come yet."))
        if on.year < 1900:
            raise forms.ValidationError(_("Write a year from 1900 on."))
        return on


class ArrivalForm(LaterForm):
    """A table of holders and cases, under which clocks they go on here, and how many the old system counts."""

    office = forms.CharField(
        label=_("Whose cases they are"),
        max_length=40,
        help_text=_("The office that has them where no column says so."),
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off", "translate": "no"}),
    )
    preset = forms.ChoiceField(label=_("Periods they go on under"))
    told = forms.CharField(
        label=_("What the old system counts itself"),
        required=False,
        max_length=4_000,
        help_text=_("One status a line, in its own words, such as: active 16,000. Or only: total 20,000."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    field_order = ("file", "on", "office", "preset", "told")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["preset"].choices = [(name, one.title) for name, one in presets().items()]
        fields["preset"].initial = preset_in_force()

    def clean_told(self) -> dict[str, int]:
        try:
            return read_told(self.cleaned_data["told"])
        except ToldRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_office(self) -> str:
        return str(self.cleaned_data["office"]).strip()


class ApplyForm(Styled, forms.Form):
    """The preview that was looked at, and why its counts differ from those that were told."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("Why the counts differ from those the old system tells"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["reason"]


class DayForm(Styled, forms.Form):
    """From which day on cases are decided here, and why then."""

    day = _day(_("From this day on cases are decided here"))
    reason = forms.CharField(
        label=_("Why on that day"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("The day has passed already. Name today or a later day."))
        if day.year > self.today.year + 10:
            raise forms.ValidationError(_("Name a day within ten years."))
        return day


def first_errors(form: forms.Form) -> Sequence[str]:
    """What is wrong with a form that is shown on another page."""
    return [str(error) for errors in form.errors.values() for error in errors]
