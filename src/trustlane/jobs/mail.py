"""E-mail to people for whom notices wait: how many, and where to read them; nothing of any case ever leaves by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trustlane.programme.actions import ToSend, gather, send_next
from trustlane.programme.queries.inbox import mails_here

MOST = 200  # mails a round; the next round sends the next


def send_mails(*, at: datetime, most: int = MOST) -> dict[str, int]:
    """Gather what is due and send it, some mails a round; how many were sent, failed or given up."""
    done: dict[str, int] = {}
    if not mails_here():
        return done
    gather(at=at)
    with get_connection() as connection:
        deliver = delivering(connection)
        for _number in range(most):
            came = send_next(at=at, deliver=deliver)
            if not came:
                break
            done[came] = done.get(came, 0) + 1
    return done


def delivering(connection: BaseEmailBackend) -> Callable[[ToSend], None]:
    """Hands a mail on through a connection; raises OSError where that fails, as every error of SMTP is one."""

    def deliver(mail: ToSend) -> None:
        if connection.send_messages([written(mail)]) != 1:
            raise OSError("The server took no mail.")

    return deliver


def written(mail: ToSend) -> EmailMessage:
    """The mail, in the language of its reader. Sent again after a break, it bears the number it bore before.

    By that number a server, or the reader's own program, knows it for the same mail.
    """
    language = mail.language if mail.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    host = settings.TRUSTLANE_MAIL_FROM.rpartition("@")[2]
    with translation.override(language):
        return EmailMessage(
            subject=_("%(administration)s: something waits for you") % {"administration": settings.TRUSTLANE_NAME},
            body="\n\n".join(_paragraphs(mail)) + "\n",
            from_email=settings.TRUSTLANE_MAIL_FROM,
            to=[mail.address],
            headers={
                "Message-ID": f"<notices.{mail.number}.{settings.TRUSTLANE_ADMINISTRATION.lower()}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def _paragraphs(mail: ToSend) -> list[str]:
    waits = ngettext("%(count)d notice waits for you.", "%(count)d notices wait for you.", mail.notices) % {
        "count": mail.notices
    }
    return [
        waits,
        _("Sign in to read: %(address)s") % {"address": settings.TRUSTLANE_ADDRESS + reverse("notices")},
        _("What it is about is never sent by e-mail. No link in our e-mails asks for your password."),
        _("How often you are mailed: %(address)s")
        % {"address": settings.TRUSTLANE_ADDRESS + reverse("notice_settings")},
    ]
