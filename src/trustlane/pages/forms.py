"""Forms of our own pages, and the look of every form's fields."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.utils.translation import gettext_lazy as _


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
