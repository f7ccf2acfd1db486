"""Addresses of arrangements, their terms, and comparisons of programmes."""

from django.urls import path

from trustlane.desk.recognition.views import (
    arrangements,
    belongings,
    by_file,
    calls,
    comparison,
    exchange,
    guide,
    moves,
    terms,
)

app_name = "recognition"
urlpatterns = [
    path("", arrangements.index, name="list"),
    path("new/", arrangements.new, name="new"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/guide/", guide.guide, name="guide"),
    path("exchange/guide/seen/", guide.seen, name="guide-seen"),
    path("exchange/quarantines/<int:number>/", exchange.quarantine, name="quarantine"),
    path("exchange/quarantines/<int:number>/evidence.json", exchange.evidence, name="evidence"),
    path("partners/", by_file.index, name="by-file"),
    path("partners/uploads/<int:upload>/", by_file.of_upload, name="by-file-upload"),
    path("partners/<str:code>/", by_file.partner, name="by-file-partner"),
    path("partners/<str:code>/lists/new/", by_file.bring, name="by-file-bring"),
    path("partners/<str:code>/lists/<int:number>/", by_file.one, name="by-file-list"),
    path("partners/<str:code>/lists/<int:number>/file/", by_file.file, name="by-file-file"),
    path("partners/<str:code>/lists/<int:number>/refused.csv", by_file.refused_rows, name="by-file-refused"),
    path("partners/<str:code>/calls/new/", calls.enter, name="by-file-call-new"),
    path("partners/<str:code>/calls/<int:number>/", calls.one, name="by-file-call"),
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
