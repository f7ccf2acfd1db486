"""How e-mail leaves this node: through the server its settings name; a demonstration prints it instead."""

from __future__ import annotations

from trustlane.config.settings import InForce

_THROUGH_A_SERVER = "django.core.mail.backends.smtp.EmailBackend"
_PRINTED = "django.core.mail.backends.console.EmailBackend"
_NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def address(settings: InForce) -> str:
    """The address under which people open this node; without one in the settings, that of this machine."""
    web = settings.settings.web
    if web.address:
        return web.address.rstrip("/")
    name = web.names[0] if web.names else "localhost"
    return f"https://{name}" if web.https else f"http://{name}:{web.port}"


def sender(settings: InForce) -> str:
    """Who e-mails are from; "" where this node sends none."""
    mail = settings.settings.mail
    if not (mail.host or settings.settings.node.demonstration):
        return ""
    return mail.sender or f"no-reply@{address(settings).partition('://')[2].partition(':')[0]}"


def backend(settings: InForce) -> str:
    """The part of Django that hands e-mails on."""
    if settings.settings.mail.host:
        return _THROUGH_A_SERVER
    return _PRINTED if settings.settings.node.demonstration else _NOWHERE
