"""Addresses of the catalogues, their editions on the way to adoption, and how catalogues relate."""

from django.urls import path

from trustlane.desk.criteria.views import catalogues, crosswalks, editions

app_name = "criteria"
urlpatterns = [
    path("", catalogues.index, name="list"),
    path("template.yaml", catalogues.template, name="template"),
    path("load/", editions.load, name="load"),
    path("relations/", crosswalks.index, name="relations"),
    path("relations/<str:one>/<str:other>/", crosswalks.one, name="relation"),
    path("<str:name>/", catalogues.one, name="catalogue"),
    path("<str:name>/words.yaml", catalogues.words, name="words"),
    path("<str:name>/differences/", catalogues.differences, name="differences"),
    path("<str:name>/edition/", editions.edition, name="edition"),
    path("<str:name>/edition/revise/", editions.revise, name="revise"),
    path("<str:name>/edition/comment/", editions.comment, name="comment"),
    path("<str:name>/edition/comments/<int:number>/", editions.reply, name="reply"),
    path("<str:name>/edition/<str:deed>/", editions.deed, name="deed"),
]
