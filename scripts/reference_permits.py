"""The page docs/reference/permits.md: who may do what, from the tables the system itself goes by."""

import os


def page() -> str:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustlane.config.django")
    import django

    django.setup()
    from trustlane.access.permits_page import permits_page
    from trustlane.config.wiring import PERMITS

    return permits_page(PERMITS)
