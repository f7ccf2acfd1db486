"""Addresses of every page."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("trustlane.pages.urls")),
    path("desk/", include("trustlane.desk.programme.urls")),
    path("desk/access/", include("trustlane.desk.access.urls")),
    path("desk/criteria/", include("trustlane.desk.criteria.urls")),
    path("desk/benefits/", include("trustlane.desk.benefits.urls")),
    path("desk/laboratory/", include("trustlane.desk.laboratory.urls")),
    path("desk/recognition/", include("trustlane.desk.recognition.urls")),
    path("desk/selectivity/", include("trustlane.desk.selectivity.urls")),
    path("desk/standing/", include("trustlane.desk.standing.urls")),
    path("portal/", include("trustlane.portal.urls")),
    path("", include("trustlane.wire.urls")),
    path("verify/", include("trustlane.public.urls")),
]

handler400 = "trustlane.pages.views.errors.bad_request"
handler403 = "trustlane.pages.views.errors.forbidden"
handler404 = "trustlane.pages.views.errors.not_found"
handler500 = "trustlane.pages.views.errors.broken"
