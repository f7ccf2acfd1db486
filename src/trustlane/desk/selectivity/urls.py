"""Addresses of the overview, the declarations and one declaration."""

from django.urls import path

from trustlane.desk.selectivity.views import declaration, declarations, holds, overview, stops

app_name = "selectivity"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("holds/", holds.index, name="holds"),
    path("holds/place", holds.place, name="place_hold"),
    path("stops/", stops.index, name="stops"),
    path("stops/place", stops.place, name="place_stop"),
    path("holds/<int:number>/ratify", holds.ratify, name="ratify_hold"),
    path("holds/<int:number>/end", holds.end, name="end_hold"),
    path("declarations/", declarations.index, name="declarations"),
    path("declarations/export.<str:kind>", declarations.export, name="export"),
    path("declarations/<path:reference>/", declaration.declaration, name="declaration"),
]
