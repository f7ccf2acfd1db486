"""Addresses of the figures of benefits."""

from django.urls import path

from trustlane.desk.benefits import views

app_name = "benefits"
urlpatterns = [
    path("", views.index, name="index"),
    path("export.<str:kind>", views.export, name="export"),
]
