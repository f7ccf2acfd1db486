"""What every page is given: the menu of this person, the languages, whether the data is invented."""

import json
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info, gettext

from trustlane.pages import menu
from trustlane.pages.people import actor, viewer
from trustlane.programme.queries import inbox

VERSION = version("trustlane")


def layout(request: HttpRequest) -> dict[str, Any]:
    written_in = getattr(request, "written_in", "")
    user = getattr(request, "user", None)
    groups: tuple[menu.Group, ...] = ()
    unread = 0
    if user is not None and user.is_authenticated:
        groups = menu.drawn(menu.entries(), viewer(request), path=request.path)
        unread = inbox.unread(actor(request))
    return {
        "menu": groups,
        "unread_notices": unread,
        "demonstration": settings.DEMONSTRATION,
        "version": VERSION,
        "time_zone": settings.TIME_ZONE,
        # What scripts say to people: they carry no sentence of their own.
        "words": json.dumps(
            {
                "sent": gettext("%(percent)s %% sent"),
                "reading": gettext("Sent. The file is being read …"),
                "unsent": gettext(
                    "%(many)s ratings or photographs are on this device only. Logging out throws them away. Log out?"
                ),
                "dropped": gettext("The line broke. Nothing was kept; send it again."),
                "lower": gettext("from"),
                "upper": gettext("to"),
            }
        ),
        "written_in": written_in,
        "written_in_name": get_language_info(written_in)["name_local"] if written_in else "",
    }
