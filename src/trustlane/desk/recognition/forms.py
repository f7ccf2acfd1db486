"""The forms of arrangements: what is opened, moved, kept, drafted and judged; plain, because saving is a deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trustlane.desk.standing.forms import ListForm
from trustlane.pages.forms import Styled
from trustlane.recognition import labels, terms
from trustlane.recognition.by_file import JUMPS
from trustlane.recognition.feed import bodies
from trustlane.recognition.texts import LINE, LONGEST
from trustlane.standing.labels import ROLES


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LINE, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}), **more
    )


def _lines(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _choice(label: Any, words: Mapping[str, Any], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(words.items()), **more)


def _several(label: Any, words: Mapping[str, Any], **more: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=list(words.items()), widget=widget, **more)


class OpenForm(Styled, forms.Form):
    """A new arrangement."""

    title = _line(_("What it is called"))
    partners = _lines(
        _("Partners"),
        help_text=_("One a line: the two letters of its country, a blank, its name. XB Customs of Northport"),
    )
    plurilateral = forms.BooleanField(label=_("It has several partners"), required=False)


class MoveForm(Styled, forms.Form):
    """Why a move is made, and from which day proposed terms count."""

    reason = _lines(_("Why"))
    begins = _day(_("They count from"))
    owner = forms.TypedChoiceField(label=_("Who gets it"), coerce=int)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("owner", "begins", "reason", "seen")

    def __init__(
        self, *args: Any, asks: Any, needed: bool, begins: bool, owners: Mapping[int, str] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].required = asks, needed
        if not begins:
            del self.fields["begins"]
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].choices = list(owners.items())  # type: ignore[attr-defined]


class TaskForm(Styled, forms.Form):
    """What somebody has to do by a day."""

    title = _line(_("What has to be done"))
    owner = forms.TypedChoiceField(label=_("By whom"), coerce=int)
    due = _day(_("Until"))

    def __init__(self, *args: Any, owners: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owners.items())  # type: ignore[attr-defined]


class FinishForm(Styled, forms.Form):
    """What came of a task."""

    note = _lines(_("What came of it"), required=False)


class WhyForm(Styled, forms.Form):
    """Why additions of a partner may count again."""

    reason = _lines(_("What the partner said, and why additions may count again"))


class PaperForm(Styled, forms.Form):
    """A document."""

    kind = _choice(_("What it is"), labels.DOCUMENTS)
    file = forms.FileField(label=_("The file"), max_length=200)
    speaks_of = _day(_("Its day"), required=False)


class MinutesForm(Styled, forms.Form):
    """Minutes of a meeting."""

    held_on = _day(_("Held on"))
    place = _line(_("Place"), help_text=_("A town, or how one met over the line."))
    present = _lines(_("Who was there"), rows=3)
    text = _lines(_("What was said and agreed"), rows=8)


class ContactForm(Styled, forms.Form):
    """Whom to reach about what."""

    partner = forms.ChoiceField(label=_("At"), required=False)
    purpose = _choice(_("About"), labels.CONTACTS)
    name = _line(_("Person or unit"))
    mailbox = forms.EmailField(label=_("Mailbox"), required=False, max_length=LINE)
    telephone = _line(_("Telephone"), required=False)

    def __init__(self, *args: Any, partners: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [*partners.items(), ("", _("our own administration"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("mailbox") and not given.get("telephone") and "mailbox" not in self.errors:
            self.add_error("mailbox", _("Write a mailbox or a telephone number."))
        return given


class BringForm(ListForm):
    """A partner's list as it came."""

    issuer = None  # type: ignore[assignment]  # the partner on whose page it is taken in
    on = None  # type: ignore[assignment]
    speaks_of = _day(
        _("The day it speaks of"), help_text=_("Its age counts from this day, not from the day on which it came.")
    )
    received_on = _day(_("Received on"))
    came_by = _choice(_("How it came"), labels.WAYS)
    sender = _line(_("From whom it came"), help_text=_("As it is written there: a mailbox, a name, an office."))
    field_order = ("file", "speaks_of", "received_on", "came_by", "sender", "complete")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        came, of = given.get("received_on"), given.get("speaks_of")
        if came and came > self.today:
            self.add_error("received_on", _("It cannot have come on a day that has not come yet."))
        elif came and of and of > came:
            self.add_error("speaks_of", _("A list cannot speak of a day after the one on which it came."))
        return given


class SettleForm(Styled, forms.Form):
    """What is confirmed of a list that a second person applies, and what the partner said of it."""

    confirmed = forms.MultipleChoiceField(choices=[(one, one) for one in JUMPS], required=False)
    reason = _lines(_("What the partner said of it"), rows=3, required=False)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class AsideForm(Styled, forms.Form):
    """Why a list is set aside, or a suspension told by telephone is ended."""

    reason = _lines(_("Why"), rows=3)


class CallForm(Styled, forms.Form):
    """A suspension that a partner told by telephone."""

    operator = _line(_("Of which operator"), help_text=_("Its number as the partner's list has it, or its name."))
    caller = _line(_("Who told it"))
    telephone = _line(
        _("The number that was called back"), help_text=_("One you knew before: never the number of the call itself.")
    )
    told_at = forms.DateTimeField(
        label=_("When it was told"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    called_back = forms.BooleanField(
        label=_("I called the partner back at that number, and it was confirmed there"),
        error_messages={"required": _("Call the partner back first, at a number you knew before.")},
    )
    said = _lines(_("What was said"), rows=3, required=False)


DEBTS_SHOWN = 4


class TermsForm(Styled, forms.Form):
    """The terms of one direction."""

    scope = _several(_("Scope"), labels.SCOPES)
    roles = _several(_("For operators that are"), ROLES)
    benefits = _several(_("What they get"), labels.BENEFITS)
    fields_told = _several(
        _("What is told of each"),
        {name: labels.FIELDS[name] for name in sorted(bodies.ALL - bodies.ALWAYS)},
        required=False,
        help_text=_("The trader identification number, the scope and the first day are always told."),
    )
    preset = _choice(_("When silence takes a benefit"), labels.PRESETS)
    days = forms.IntegerField(
        label=_("Days of the period"),
        required=False,
        min_value=1,
        max_value=terms.LONGEST_PERIOD,
        help_text=_("For lists that come every so many days."),
    )
    additions = forms.IntegerField(
        label=_("Additions a day"),
        min_value=1,
        max_value=terms.MOST_ADDITIONS,
        help_text=_("More than that on one day are held back until two persons looked."),
    )
    kind = _choice(_("By which number"), {one: one for one in terms.NUMBERS})
    pattern = _line(_("How it is written"), help_text=_("Capital letters, digits, [0-9], {10}: AEOXB[0-9]{10}"))
    declared_as = _choice(_("Where it is declared"), labels.DECLARED)
    translates = _choice(_("Who translates it"), labels.TRANSLATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, DEBTS_SHOWN + 1):
            self.fields[f"what_{number}"] = _choice(_("Owed"), {"": _("nothing"), **labels.DEBTS}, required=False)
            self.fields[f"every_{number}"] = _choice(_("When"), labels.EVERY, required=False)
            self.fields[f"within_{number}"] = forms.IntegerField(
                label=_("Within"), required=False, min_value=0, max_value=1_000
            )
        for name in list(self.fields)[-3 * DEBTS_SHOWN :]:
            widget = self.fields[name].widget
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"

    @property
    def debts(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each line of what is owed."""
        return [(self[f"what_{one}"], self[f"every_{one}"], self[f"within_{one}"]) for one in range(1, DEBTS_SHOWN + 1)]

    @property
    def words(self) -> dict[str, Any]:
        """The terms as they are written."""
        given = self.cleaned_data
        periodic = {"days": given["days"]} if given["preset"] == "periodic" else {}
        debts = [
            {
                "what": given[f"what_{one}"],
                "every": given[f"every_{one}"],
                "within": given[f"within_{one}"],
            }
            for one in range(1, DEBTS_SHOWN + 1)
            if given[f"what_{one}"]
        ]
        return {
            "scope": given["scope"],
            "roles": given["roles"],
            "benefits": given["benefits"],
            "fields": given["fields_told"],
            "ages": {"preset": given["preset"], **periodic},
            "additions": given["additions"],
            "numbers": {name: given[name] for name in ("kind", "pattern", "declared_as", "translates")},
            "owes": debts,
        }


def filled(of: terms.Terms) -> dict[str, Any]:
    """What the form shows of terms."""
    debts = {
        f"{name}_{number}": getattr(debt, name)
        for number, debt in enumerate(of.owes, 1)
        for name in ("what", "every", "within")
    }
    return {
        "scope": of.scope,
        "roles": of.roles,
        "benefits": of.benefits,
        "fields_told": of.fields,
        "preset": of.preset,
        "days": of.days or None,
        "additions": of.additions,
        "kind": of.numbers.kind,
        "pattern": of.numbers.pattern,
        "declared_as": of.numbers.declared_as,
        "translates": of.numbers.translates,
        **debts,
    }


class SidesForm(Styled, forms.Form):
    """Which catalogues stand beside each other."""

    ours = forms.ChoiceField(label=_("Our programme"))
    theirs = forms.ChoiceField(label=_("Their programme"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ours: Mapping[str, str], theirs: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, titles in (("ours", ours), ("theirs", theirs)):
            choices = [(one, f"{title} ({one})") for one, title in titles.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["translate"] = "no"


class ImportForm(Styled, forms.Form):
    """A partner's catalogue, or a crosswalk to it."""

    file = forms.FileField(label=_("The file"), max_length=200, allow_empty_file=True)


class VerdictForm(forms.Form):
    """What somebody found of one item."""

    direction = forms.CharField(max_length=20)
    item = forms.CharField(max_length=60)
    verdict = forms.ChoiceField(choices=list(labels.VERDICTS.items()))
    remedy = forms.CharField(max_length=LONGEST, required=False)
    evidence = forms.CharField(max_length=LONGEST, required=False)
    documents = forms.TypedMultipleChoiceField(coerce=int, required=False)
    seen = forms.IntegerField(required=False)
    before = forms.IntegerField(required=False)

    def __init__(self, *args: Any, documents: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [(one, str(one)) for one in documents]  # type: ignore[attr-defined]
