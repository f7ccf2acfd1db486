"""Addresses of the overview, the declarations and one declaration."""

from django.urls import path

from trustlane.desk.selectivity.views import declaration, declarations, overview

app_name = "selectivity"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("declarations/", declarations.index, name="declarations"),
    path("declarations/export.<str:kind>", declarations.export, name="export"),
    path("declarations/<path:reference>/", declaration.declaration, name="declaration"),
]
