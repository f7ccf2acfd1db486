"""Addresses of the operators' pages."""

from django.urls import path

from trustlane.portal.views import consignments, standing

app_name = "portal"
urlpatterns = [
    path("", standing.standing, name="standing"),
    path("consignments/", consignments.index, name="consignments"),
    path("consignments/<path:reference>/", consignments.one, name="consignment"),
]
