"""Forms of our own pages, and the look of every form's fields."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm, UsernameField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trustlane.programme.notices.mails import CHOICES


class Styled:
    """Gives each field the class its kind has in the sheet, and ties its hint and its error to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            style(field.widget)


def style(widget: forms.Widget) -> None:
    """The class of the sheet for a kind of field."""
    kind = "form-control"
    if isinstance(widget, forms.Select):
        kind = "form-select"
    elif isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, forms.HiddenInput):
        return
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {kind}".strip()


class LoginForm(Styled, AuthenticationForm):
    """Name and password. One sentence for every failure, so that it tells nobody which names exist."""

    username = UsernameField(label=_("User name"), widget=forms.TextInput(attrs={"autofocus": True}))

    error_messages = {
        "invalid_login": _("This name and password do not fit together. Mind upper and lower case in the password."),
        "inactive": _("This name and password do not fit together. Mind upper and lower case in the password."),
    }


class NewPassword(Styled, PasswordChangeForm):
    """The old password, and the new one twice."""


class FirstPassword(Styled, SetPasswordForm):  # type: ignore[type-arg]
    """The code a second person told, and a password of one's own, twice."""

    code = forms.CharField(
        label=_("The code you were told"),
        max_length=40,
        help_text=_("Eight letters and digits; spaces and hyphens do not count."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    field_order = ("code", "new_password1", "new_password2")

    def wrong_code(self, left: int) -> None:
        """Says that the code was wrong, and how often one may still try."""
        self.add_error(
            "code",
            ngettext(
                "This is not the code you were told. You may try %(left)s more time.",
                "This is not the code you were told. You may try %(left)s more times.",
                left,
            )
            % {"left": left},
        )


class Mailing(forms.Form):
    """How one is mailed about notices."""

    mailed = forms.ChoiceField(
        label=_("E-mail about notices"),
        choices=[(name, name) for name in CHOICES],
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three that are offered."),
        },
    )
