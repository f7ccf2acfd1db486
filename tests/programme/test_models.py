"""The tables of the programme, wherever they are written."""

from django.apps import apps

from trustlane.programme import models


def test_the_room_of_models_names_all_of_them() -> None:
    assert sorted(models.__all__) == sorted(model.__name__ for model in apps.get_app_config("programme").get_models())
