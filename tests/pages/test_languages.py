"""Every template is ready to be translated, and every icon it names exists."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_template_says_anything_that_no_translator_sees() -> None:
    assert script("messages").bare_text() == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Bare words</p>",
        '<c-card title="Bare words">{% trans "x" %}</c-card>',
        '<input placeholder="Bare words">',
        "{% if x %}Bare words{% endif %}",
        "<p>{% blocktrans %}said{% endblocktrans %} bare words</p>",
    ],
)
def test_bare_words_are_found_wherever_they_stand(template: str) -> None:
    messages = script("messages")
    finder = messages.BareText()
    finder.feed("".join(messages.without_template_code(template)))
    assert len(finder.found) == 1


@pytest.mark.parametrize(
    "template",
    [
        '<p translate="no">XA 0007</p>',
        "<p>{{ name }} · 5 %</p>",
        "<p>{% trans 'Said' %}</p>",
        "{# a note to whoever builds pages #}",
        "{% blocktrans count n=n %}one row{% plural %}{{ n }} rows{% endblocktrans %}",
        "<code>&lt;c-lane&gt; of</code>",
    ],
)
def test_data_code_and_translated_sentences_are_no_bare_words(template: str) -> None:
    messages = script("messages")
    finder = messages.BareText()
    finder.feed("".join(messages.without_template_code(template)))
    assert finder.found == []


def test_sentences_of_templates_modules_and_permits_are_all_gathered() -> None:
    messages = script("messages")
    said = {message.id for message in messages.gathered()}
    assert "Register of trusted operators" in said
    assert "The person did not upload the list." in said
    assert ("in %(days)s day", "in %(days)s days") in said


def test_every_icon_that_is_named_exists() -> None:
    icons = script("icons")
    if not icons.OUTLINE.is_dir():
        pytest.skip("the icons are not installed; make setup fetches them")
    assert [name for name in icons.named() if not (icons.OUTLINE / f"{name}.svg").is_file()] == []
