"""Addresses of the operators' pages."""

from django.urls import path

from trustlane.portal.views import consignments, peers, standing

app_name = "portal"
urlpatterns = [
    path("", standing.standing, name="standing"),
    path("peers/", peers.index, name="peers"),
    path("consignments/", consignments.index, name="consignments"),
    path("consignments/<path:reference>/", consignments.one, name="consignment"),
]
