"""Addresses of the operators' pages."""

from django.urls import path

from trustlane.portal.views import standing

app_name = "portal"
urlpatterns = [path("", standing.standing, name="standing")]
