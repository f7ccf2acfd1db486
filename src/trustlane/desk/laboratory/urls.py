"""Addresses of the policy laboratory."""

from django.urls import path

from trustlane.desk.laboratory import views

app_name = "laboratory"
urlpatterns = [
    path("", views.index, name="index"),
    path("policy.yaml", views.export, name="export"),
    path("every-box/", views.every_box, name="every_box"),
    path("scenario/", views.scenario, name="scenario"),
]
