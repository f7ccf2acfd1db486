"""Addresses of the register and its lists."""

from django.urls import path

from trustlane.desk.standing.views import lists, operator, register

app_name = "standing"
urlpatterns = [
    path("", register.register, name="register"),
    path("export.<str:kind>", register.export, name="export"),
    path("operators/<path:reference>/", operator.operator, name="operator"),
    path("lists/", lists.index, name="lists"),
    path("lists/new/", lists.new, name="upload"),
    path("lists/blank.<str:kind>", lists.blank, name="blank"),
    path("lists/<int:number>/", lists.one, name="list"),
    path("lists/<int:number>/refused.csv", lists.refused, name="refused"),
    path("lists/<int:number>/apply/", lists.apply, name="apply"),
    path("lists/<int:number>/discard/", lists.discard, name="discard"),
]
