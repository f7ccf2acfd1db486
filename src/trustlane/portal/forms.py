"""The small forms of the programme's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from trustlane.criteria.labels import STANDARDS
from trustlane.pages.forms import Styled
from trustlane.parties.labels import SITE_KINDS
from trustlane.portal.deeds import Deed
from trustlane.portal.words import ROLES
from trustlane.programme.actions import Place
from trustlane.programme.labels import RECEIVED

LONGEST = 4_000
MOST_MORE = 3_660  # days, or months


class BeginForm(forms.Form):
    """What is applied for, and how large the firm is."""

    roles = forms.MultipleChoiceField(
        label=_("What does your firm do?"),
        choices=[(role, label) for role, (label, _says) in ROLES.items()],
        error_messages={"required": _("Choose what your firm does. Several are fine.")},
    )
    scope = forms.MultipleChoiceField(
        label=_("What do you apply for?"),
        choices=[("security", _("Security")), ("compliance", _("Customs compliance"))],
        error_messages={"required": _("Choose one of the two, or both.")},
    )
    small = forms.ChoiceField(
        label=_("How many people work in your firm?"),
        choices=[("yes", ""), ("no", "")],
        error_messages={"required": _("Say how large your firm is: it decides how much you are asked.")},
    )
    catalogue = forms.ChoiceField(
        label=_("By which criteria do you apply?"),
        error_messages={"required": _("Choose the criteria by which Customs shall look at your firm.")},
    )
    office = forms.ChoiceField(label=_("Which customs office do you deal with?"), required=True)

    def __init__(self, *args: Any, offices: Iterable[str], catalogues: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(catalogues) > 1:
            self.fields["catalogue"].choices = list(catalogues.items())  # type: ignore[attr-defined]
        else:
            del self.fields["catalogue"]
        known = list(offices)
        self.fields["office"].choices = [(office, office) for office in known]  # type: ignore[attr-defined]
        if len(known) == 1:
            self.fields["office"].required = False
        self.only_office = known[0] if len(known) == 1 else ""


def _day(label: Any, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Write a day that exists: year, month and day, such as 2026-03-31"),
            "required": _("Choose the day."),
        },
        validators=[MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2199, 12, 31))],
        **more,
    )


class DeedForm(Styled, forms.Form):
    """The text of a deed; where it has kinds or documents, these; and until which day, where it is for a time."""

    kind = forms.ChoiceField(label=_("What is it about?"))
    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST}))
    until = _day(_("Until which day"), required=False)
    documents = forms.TypedMultipleChoiceField(
        label=_("Documents that belong to it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        deed: Deed,
        documents: Iterable[tuple[int, str]] = (),
        conditions: Mapping[str, str] | None = None,
        today: date | None = None,
        says_until: bool = False,
        **kwargs: Any,
    ) -> None:
        """``today`` is asked for where a deed is for a time; ``says_until`` where nobody else says for how long."""
        super().__init__(*args, **kwargs)
        self.today = today
        if deed.until and today is not None:
            self.fields["until"].required = says_until
            self.fields["until"].help_text = _("Customs looks at your firm again before that day.")
        else:
            del self.fields["until"]
        text = self.fields["text"]
        text.label, text.required = str(deed.label), deed.required
        text.error_messages["required"] = _("Write a sentence or more: Customs has to know why.")
        kinds = conditions or deed.kinds
        if kinds is None:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]
        if conditions:
            self.fields["kind"].label = _("Which condition")
        given = list(documents)
        if deed.documents and given:
            self.fields["documents"].choices = given  # type: ignore[attr-defined]
        else:
            del self.fields["documents"]

    def days(self, first: date) -> int | None:
        """How many days from the first it is for, where a day is given."""
        until = self.cleaned_data.get("until")
        return None if until is None else (until - first).days

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and self.today is not None and until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until


class CameForm(Styled, forms.Form):
    """How and on which day what an officer enters for a firm came to the office."""

    channel = forms.ChoiceField(label=_("How it came"), choices=list(RECEIVED.items()))
    received = _day(
        _("Received on"), help_text=_("The day it came to the office. It counts from that day, not from today.")
    )
    scan = forms.FileField(
        label=_("What came, scanned"),
        required=False,
        help_text=_("Kept among the documents of the firm, and opened from the case."),
    )

    def __init__(self, *args: Any, today: date, paper: bool = False, **kwargs: Any) -> None:
        """``paper`` says that the scan is needed: somebody with an account acts for the firm."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["scan"].required = paper
        self.fields["scan"].error_messages["required"] = _("Choose the scan of the paper, or the e-mail as a file.")
        self.fields["received"].widget.attrs["max"] = today.isoformat()

    def clean_received(self) -> date:
        received: date = self.cleaned_data["received"]
        if received > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return received


class MoreTimeForm(DeedForm):
    """For which period, how much more, and why."""

    amount = forms.IntegerField(
        label=_("How much more"),
        min_value=1,
        max_value=MOST_MORE,
        error_messages={"required": _("Say how much more time you need.")},
    )
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("days", _("Days, as the period counts them")), ("months", _("Months"))]
    )

    def __init__(self, *args: Any, periods: Mapping[str, str], **kwargs: Any) -> None:
        """``periods`` are those that can be asked about, by term, in words."""
        super().__init__(*args, conditions=periods, **kwargs)
        # Where nothing can be asked any more, the page says so in the form's place.
        if periods:
            self.fields["kind"].label = _("For which period")


class DocumentForm(Styled, forms.Form):
    """A document, the day it speaks of and the last day it is good for."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})
    speaks_of = _day(
        _("The day it speaks of"),
        required=False,
        help_text=_("The day a certificate was issued, the day of a photo, the last day of a year’s accounts."),
    )
    expires = _day(
        _("Good until"),
        required=False,
        help_text=_("The last day of a certificate, a permit, an insurance. Before it ends you are reminded here."),
    )

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("speaks_of"), said.get("expires")
        if first and last and last < first:
            self.add_error("expires", _("This lies before the day it speaks of. Look at both days."))
        return said


class CertificateForm(DocumentForm):
    """The certificate of a standard, with the day it was issued and the last day it is good for."""

    certifies = forms.ChoiceField(
        label=_("Certificate of"), error_messages={"required": _("Choose the standard the certificate is of.")}
    )

    def __init__(self, *args: Any, standards: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certifies"].choices = [(one, STANDARDS[one]) for one in standards]  # type: ignore[attr-defined]
        for name in ("speaks_of", "expires"):
            self.fields[name].required = True


class WorkbookForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose the file first.")})


class MessageForm(Styled, forms.Form):
    """A message to Customs."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": _("Write something first.")},
    )


class SubmitForm(forms.Form):
    """The declaration under which an application is submitted."""

    true = forms.BooleanField(error_messages={"required": _("Confirm this first; Customs relies on it.")})
    seen = forms.IntegerField(required=False)


class SiteForm(Styled, forms.Form):
    """A place where the firm works."""

    name = forms.CharField(
        label=_("What do you call it?"),
        max_length=200,
        help_text=_("A short name that your people use, such as Mill Road warehouse."),
        error_messages={"required": _("Give it a name, so that the questions about it can say which site is meant.")},
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=list(SITE_KINDS.items()))
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=200, required=False)
    city = forms.CharField(
        label=_("Town"), max_length=200, error_messages={"required": _("Write the town or the village.")}
    )
    country = forms.CharField(
        label=_("Country"),
        min_length=2,
        max_length=2,
        help_text=_("Its two letters."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Write the two letters of the country.")},
    )
    locode = forms.CharField(
        label=_("UN/LOCODE"),
        required=False,
        max_length=8,
        help_text=_("The code of the port or town in transport papers, if you know it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    contact = forms.CharField(
        label=_("Whom do we meet there?"),
        required=False,
        max_length=1_000,
        help_text=_("Name and telephone of one or two people who know the place."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    since = _day(_("Since when, or from when"), required=False)
    reason = forms.CharField(
        label=_("What Customs should know about it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
    )

    def __init__(self, *args: Any, opens: bool, tells: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not opens:
            del self.fields["since"]
        if not tells:
            del self.fields["reason"]

    @property
    def place(self) -> Place:
        """What was said of the site; only of a form that is valid."""
        said = self.cleaned_data
        names = ("name", "kind", "street", "postcode", "city", "country", "locode", "contact")
        return Place(**{name: said[name] for name in names})


class CloseForm(Styled, forms.Form):
    """The last day at a site."""

    last = _day(_("The last day there"))
    reason = forms.CharField(
        label=_("What becomes of the goods and the work there"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
    )
