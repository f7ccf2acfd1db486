"""A fact asserted by a deed is told, inside the deed's transaction, to whoever the wiring names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

Listeners = Mapping[type, Sequence[Callable[[Any], None]]]


def tell(fact: object) -> None:
    """Run the listeners of this kind of fact, in the order of the table; what one raises undoes the whole deed."""
    listeners: Listeners = import_string(settings.TRUSTLANE_LISTENERS)
    for listener in listeners.get(type(fact), ()):
        listener(fact)
