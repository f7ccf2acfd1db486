"""The forms of an edition: its file, who is asked, what is said and answered, the days of adoption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.criteria.actions import LARGEST, LONGEST
from trustlane.criteria.labels import OUTCOMES
from trustlane.pages.forms import Styled

FAR = timedelta(days=3_660)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    more.setdefault("max_length", LONGEST)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)


class Deed(Styled, forms.Form):
    """What every deed on an edition sends: the last event the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FileForm(Styled, forms.Form):
    """The file of a catalogue, crosswalk or questions, and which item follows which where an id changed."""

    file = forms.FileField(label=_("The file"), allow_empty_file=True, max_length=200)
    successors = _lines(
        _("Items that got another id"),
        required=False,
        help_text=_("The old id, =, the new one, a pair a line: A.O1 = A.O2. Items of the same id follow one another."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large; the largest allowed has 2 MB."))
        return file


class ConsultForm(Deed):
    """Who is asked, and until when."""

    bodies = _lines(
        _("Bodies that are asked"),
        rows=5,
        help_text=_("One a line. An agency with accounts here is named by its office, and comments itself; the letters "
                    "of others are entered by an officer."),
    )  # fmt: skip
    until = _day(_("Comments until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        return _near(self.cleaned_data["until"], self.today)


class BeginForm(Deed):
    """From when it is in force, and why it is adopted."""

    begins = _day(_("In force from"))
    reason = _lines(_("The decision and its ground"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_begins(self) -> date:
        return _near(self.cleaned_data["begins"], self.today)


class AdoptForm(BeginForm):
    """The same of a catalogue, which one goes over to for some time."""

    until = _day(
        _("Transition until"),
        help_text=_("Until that day an open application may still be submitted under the edition before. "
                    "What is issued stays on the edition it was assessed by."),
    )  # fmt: skip
    field_order = ("begins", "until", "reason")

    def clean_until(self) -> date:
        return _near(self.cleaned_data["until"], self.today)


class ReasonForm(Deed):
    """Why."""

    reason = _lines(_("The reason"))


class CommentForm(Styled, forms.Form):
    """What is said of one item, or of the whole; by letter with the body and the letter."""

    item = forms.ChoiceField(label=_("About"), required=False)
    text = _lines(_("The comment"), rows=5)
    body = forms.ChoiceField(label=_("Body"), widget=forms.Select(attrs={"translate": "no"}))
    letter = forms.CharField(
        label=_("The letter"), max_length=400, help_text=_("Its number and day, so that it is found again.")
    )
    field_order = ("body", "letter", "item", "text")

    def __init__(self, *args: Any, items: Iterable[str], bodies: Sequence[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("the whole")), *((one, one) for one in items)]  # type: ignore[attr-defined]
        if bodies is None:
            del self.fields["body"], self.fields["letter"]
        else:
            self.fields["body"].choices = [(one, one) for one in bodies]  # type: ignore[attr-defined]


class ReplyForm(Styled, forms.Form):
    """What becomes of a comment, and why."""

    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=list(OUTCOMES.items()))
    text = _lines(_("The answer"), rows=5)


def _near(day: date, today: date) -> date:
    if abs(day - today) > FAR:
        raise forms.ValidationError(_("This day is more than ten years away. Look at the year."))
    return day
