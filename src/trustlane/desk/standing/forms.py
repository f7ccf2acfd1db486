"""The forms of the register: a list to upload, a reason to discard one."""

from datetime import date

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from trustlane.pages.forms import Styled

LARGEST = 20_000_000


class ListForm(Styled, forms.Form):
    """A list of trusted operators: the file, who speaks in it, of which day, and whether it is everybody."""

    file = forms.FileField(
        label=_("The list"),
        validators=[
            FileExtensionValidator(["csv", "xlsx", "txt"], message=_("Send the list as a CSV or an XLSX file."))
        ],
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("The file is empty. Send the list with its heading row."),
        },
    )
    issuer = forms.CharField(
        label=_("Who speaks in it"),
        max_length=2,
        min_length=2,
        help_text=_("Two letters: the ISO code of the administration that grants the status, such as JP, or EU."),
        widget=forms.TextInput(attrs={"list": "issuers", "autocomplete": "off", "translate": "no"}),
    )
    on = forms.DateField(
        label=_("The day it speaks of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Changes count from this day, unless a row says another."),
    )
    complete = forms.TypedChoiceField(
        label=_("Is everybody on it?"),
        choices=[
            ("no", _("No, it names only who is new or changed")),
            ("yes", _("Yes, who is missing from it no longer holds the status")),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    sender = forms.CharField(
        label=_("From whom it came"),
        required=False,
        max_length=200,
        help_text=_("A name, an office or a message number, so that it can be found again."),
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file has %(megabytes)s MB; a list may have 20. Split it by letter or by issuer."),
                params={"megabytes": round(file.size / 1_000_000)},
            )
        return file

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("A list cannot speak of a day that has not come yet."))
        return on


class DiscardForm(Styled, forms.Form):
    """Why a list is not applied."""

    reason = forms.CharField(
        label=_("Why it is not applied"),
        max_length=500,
        error_messages={"required": _("Say why: it is recorded and shown to whoever uploaded the list.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
