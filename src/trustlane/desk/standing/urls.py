"""Addresses of the register and its lists."""

from django.urls import URLPattern

app_name = "standing"
urlpatterns: list[URLPattern] = []
