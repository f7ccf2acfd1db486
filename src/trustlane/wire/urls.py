"""Addresses that a partner's node asks at; those below ``tile`` are of C2SP tlog-tiles."""

from django.urls import path

from trustlane.wire import views

app_name = "wire"
urlpatterns = [
    path("mra/v1/hint", views.hint, name="hint"),
    path("mra/v1/status", views.status, name="status"),
    path("mra/v1/<path:feed>/checkpoint", views.checkpoint, name="checkpoint"),
    path("mra/v1/<path:feed>/tile/<path:path>", views.tile, name="tile"),
    path("mra/v1/<path:feed>/bodies/<int:first>-<int:last>", views.bodies, name="bodies"),
    path("mra/v1/<path:feed>/receipt", views.receipt, name="receipt"),
    path("mra/v1/<path:feed>/erased", views.erased, name="erased"),
    path("keyset/<int:version>.root.json", views.keyset, name="keyset"),
]
