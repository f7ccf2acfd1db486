"""Addresses of the pages that belong to no context."""

from django.urls import path

from trustlane.pages.views import account, components, home, language, login, notices, set_up

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", login.Login.as_view(), name="login"),
    path("welcome/<str:link>/", set_up.choose, name="set_up"),
    path("logout/", login.Logout.as_view(), name="logout"),
    path("language/", language.choose, name="language"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/settings/", notices.settings, name="notice_settings"),
    path("notices/<int:number>/", notices.opened, name="notice"),
    path("components/", components.components, name="components"),
]
