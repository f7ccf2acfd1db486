"""Addresses for everybody."""

from django.urls import path

from trustlane.public import views

app_name = "public"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:number>/", views.answer, name="number"),
    path("<str:number>/<str:code>/", views.answer, name="certificate"),
]
