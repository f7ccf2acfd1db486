"""The forms about people: somebody to enrol, particulars to change, a role to propose, a reason for what is taken."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trustlane.access.roles import Role
from trustlane.pages.forms import Styled
from trustlane.pages.roles import NAMES

LONGEST = 200
REASON = _("It is recorded, and shown with the deed.")


class Printed(forms.CharField):
    """Text that can be shown: composed, blanks single, and no letter that hides or turns the others around."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", " ".join((super().to_python(value) or "").split()))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value.isprintable():
            raise forms.ValidationError(_("There is a letter in it that cannot be shown. Type it anew by hand."))


def data(**more: str) -> forms.TextInput:
    """A field for a name or a number, which no browser translates."""
    return forms.TextInput(attrs={"autocomplete": "off", "translate": "no", "dir": "auto"} | more)


def languages() -> list[tuple[str, Any]]:
    return [("", _("As the browser says")), *settings.LANGUAGES]


def desk_roles() -> list[tuple[str, Any]]:
    return [(role.value, NAMES[role]) for role in Role if role is not Role.OPERATOR]


class Reason(Styled, forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=REASON,
        error_messages={"required": _("Say why: it is recorded, and shown with the deed.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Particulars(Styled, forms.Form):
    """What an account says of a person."""

    full_name = Printed(label=_("Full name"), max_length=LONGEST, widget=data())
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=LONGEST, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    office = Printed(
        label=_("Office"),
        required=False,
        max_length=LONGEST,
        help_text=_("Where the person works, written as declarations write it."),
        widget=data(list="offices"),
    )
    operator = Printed(
        label=_("Acts for the operator"),
        required=False,
        max_length=LONGEST,
        help_text=_("Only for somebody outside: the company's reference in the register."),
        widget=data(),
    )
    language = forms.ChoiceField(label=_("Language of the pages"), required=False, choices=languages)

    def __init__(self, *args: Any, knows: Callable[[str], str | None], **kwargs: Any) -> None:
        """`knows` gives the operator's own reference for what was typed, or None."""
        super().__init__(*args, **kwargs)
        self.knows = knows

    def clean_operator(self) -> str:
        typed: str = self.cleaned_data["operator"]
        if not typed or typed == self.initial.get("operator"):
            return typed
        found = self.knows(typed)
        if found is None:
            raise forms.ValidationError(
                _("The register knows no operator by this reference or number. Look it up there.")
            )
        return found


class Amended(Particulars):
    """Particulars changed, and why."""

    reason = Reason.base_fields["reason"]


class Enrolled(Particulars):
    """Somebody of the administration, or somebody who acts for an operator."""

    username = Printed(
        label=_("Name to log in with"),
        max_length=80,
        help_text=_("Short, without spaces; it cannot be changed later."),
        widget=data(autocapitalize="none", spellcheck="false"),
    )
    role = forms.ChoiceField(
        label=_("Role to propose"),
        required=False,
        choices=lambda: [("", _("None yet")), *desk_roles()],
        help_text=_("It is held once another administrator has confirmed it."),
    )
    only_office = forms.BooleanField(label=_("The role counts for this office only"), required=False)
    reason = Reason.base_fields["reason"]

    field_order = ("full_name", "username", "email", "office", "role", "only_office", "operator", "language", "reason")

    def __init__(self, *args: Any, traders_only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if traders_only:
            # Register officers enrol those outside: what is for the administration's own people is not asked.
            for name in ("office", "role", "only_office"):
                del self.fields[name]
            self.fields["operator"].required = True
            self.fields["operator"].help_text = _("The company's reference in the register.")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if " " in name:
            raise forms.ValidationError(_("Leave out spaces: ana.silva"))
        return name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("operator") and given.get("role"):
            self.add_error("role", _("Who acts for an operator holds no role here. Leave one of the two empty."))
        if given.get("only_office") and not given.get("office"):
            self.add_error("office", _("Name the office the role counts for."))
        return given

    @property
    def wanted_role(self) -> Role | None:
        """The role to propose: what was chosen, or to act for the operator that was named."""
        if self.cleaned_data["operator"]:
            return Role.OPERATOR
        chosen = self.cleaned_data.get("role")
        return Role(chosen) if chosen else None


class Proposed(Styled, forms.Form):
    """A role for a person: for one office or all, from a day to another, and why."""

    role = forms.ChoiceField(label=_("Role"))
    office = Printed(
        label=_("For the office"),
        required=False,
        max_length=LONGEST,
        help_text=_("Empty: for all offices. Else written as declarations write it."),
        widget=data(list="offices"),
    )
    first = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: as soon as it is confirmed."),
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is taken away."),
    )
    reason = Reason.base_fields["reason"]

    def __init__(
        self, *args: Any, trader: bool, today: date, zone: tzinfo, held: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Role.OPERATOR.value, NAMES[Role.OPERATOR])] if trader else desk_roles()
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        if trader:
            del self.fields["office"]
        self.today, self.zone, self.held = today, zone, held

    def clean_first(self) -> datetime | None:
        first: date | None = self.cleaned_data["first"]
        if first is not None and not self.today <= first <= self.today + timedelta(days=3650):
            raise forms.ValidationError(_("A role begins today or later, within ten years."))
        return None if first in (None, self.today) else self._start(first)

    def clean_last(self) -> datetime | None:
        last: date | None = self.cleaned_data["last"]
        if last is None:
            return None
        if not self.today <= last <= self.today + timedelta(days=36500):
            raise forms.ValidationError(_("The last day is over already, or out of reach."))
        return self._start(last + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last <= first:
            self.add_error("last", _("The last day comes before the first."))
        if (given.get("role"), given.get("office", "")) in self.held:
            self.add_error("role", _("The person holds this role for this office, or it is proposed already."))
        return given

    def _start(self, day: date | None) -> datetime:
        assert day is not None
        return datetime.combine(day, time(), self.zone)
