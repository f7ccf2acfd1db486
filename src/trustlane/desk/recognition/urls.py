"""Addresses of arrangements, their terms, and comparisons of programmes."""

from django.urls import path

from trustlane.desk.recognition.views import arrangements, belongings, comparison, exchange, guide, moves, terms

app_name = "recognition"
urlpatterns = [
    path("", arrangements.index, name="list"),
    path("new/", arrangements.new, name="new"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/guide/", guide.guide, name="guide"),
    path("exchange/quarantines/<int:number>/", exchange.quarantine, name="quarantine"),
    path("exchange/quarantines/<int:number>/evidence.json", exchange.evidence, name="evidence"),
    path("catalogues/", comparison.catalogues, name="catalogues"),
    path("example/", comparison.example, name="example"),
    path("example/comparison.pdf", comparison.example_pdf, name="example-pdf"),
    path("example/comparison.xlsx", comparison.example_xlsx, name="example-xlsx"),
    path("<str:reference>/", arrangements.one, name="one"),
    path("<str:reference>/moves/<str:name>/", moves.move, name="move"),
    path("<str:reference>/add/<str:kind>/", belongings.add, name="add"),
    path("<str:reference>/tasks/<int:number>/", belongings.finish, name="finish"),
    path("<str:reference>/contacts/<int:number>/end/", belongings.end, name="end-contact"),
    path("<str:reference>/documents/<int:number>/", belongings.document, name="document"),
    path("<str:reference>/terms/<str:code>/<str:direction>/", terms.draft, name="terms"),
    path("<str:reference>/comparison/<str:code>/", comparison.comparison, name="comparison"),
    path("<str:reference>/comparison/<str:code>/editions/", comparison.editions, name="editions"),
    path("<str:reference>/comparison/<str:code>/comparison.pdf", comparison.pdf, name="pdf"),
    path("<str:reference>/comparison/<str:code>/comparison.xlsx", comparison.xlsx, name="xlsx"),
]
