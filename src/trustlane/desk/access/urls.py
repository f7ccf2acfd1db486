"""Addresses of people and their roles."""

from django.urls import path

from trustlane.desk.access.views import arrivals, deeds, people, person

app_name = "people"
urlpatterns = [
    path("", people.people, name="people"),
    path("export.<str:kind>", people.export, name="export"),
    path("enrol/", arrivals.enrol, name="enrol"),
    path("<int:number>/", person.person, name="person"),
    path("<int:number>/amend/", deeds.amend, name="amend"),
    path("<int:number>/close/", deeds.close, name="close"),
    path("<int:number>/reopen/", deeds.reopen, name="reopen"),
    path("<int:number>/unlock/", deeds.unlock, name="unlock"),
    path("<int:number>/role/", deeds.propose, name="propose"),
    path("<int:number>/link/", arrivals.link, name="link"),
    path("<int:number>/code/", arrivals.code, name="code"),
    path("proposals/<int:number>/confirm/", arrivals.confirm, name="confirm"),
    path("proposals/<int:number>/decline/", deeds.decline, name="decline"),
    path("roles/<int:number>/withdraw/", deeds.withdraw, name="withdraw"),
]
