"""What a journey asks of the page it is on."""

import os
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# Width and language: a desk and a phone, from left to right and from right to left. Wide and from the left, narrow and
# from the right each time; the other two in the drills.
VIEWS = [
    (1360, "en"),
    (390, "ar-xb"),
    pytest.param(390, "en", marks=pytest.mark.drill),
    pytest.param(1360, "ar-xb", marks=pytest.mark.drill),
]
# For rooms with many pages, whose journeys are wide and from the left: narrow and from the right each time.
VIEWS_OF_MANY_PAGES = [
    (390, "ar-xb"),
    pytest.param(1360, "en", marks=pytest.mark.drill),
    pytest.param(390, "en", marks=pytest.mark.drill),
    pytest.param(1360, "ar-xb", marks=pytest.mark.drill),
]

# For a journey, once with everybody at a desk or a phone as it says, once the other way round: both see every page.
AT_BOTH_WIDTHS = pytest.mark.parametrize(
    "exchanged",
    [pytest.param(False, id="as-said"), pytest.param(True, id="widths-exchanged", marks=pytest.mark.drill)],
    indirect=True,
)

# Text that people see and nobody marked for translation: letters outside ⟦ ⟧, outside what says it is data, and outside
# a part written in another language than the page.
UNMARKED = """
() => {
  const unmarked = (text) => {
    for (let before = ''; before !== text; ) [before, text] = [text, text.replace(/⟦[^⟦⟧]*⟧/g, '')];
    return text.replace(/Trustlane|UTC/g, '');
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const home = node.parentElement;
    if (!home || home.closest('[translate=no], script, style, code, [lang]:not(html)')) continue;
    if (!home.checkVisibility({ visibilityProperty: true }) && !home.closest('details')) continue;
    const rest = unmarked(node.textContent);
    if (/\\p{L}{2,}/u.test(rest)) found.push(rest.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (element.closest('[translate=no], [lang]:not(html)')) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const said = unmarked(element.getAttribute(name) || '');
      if (/\\p{L}{2,}/u.test(said)) found.push(`${name}: ${said}`);
    }
  }
  return found;
}
"""


def violations(page: Any) -> list[str]:
    """What axe finds wrong with the page as it stands, each with the places."""
    # What a click led to is read when it is whole.
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'], preload: false })")
    return [
        f"{one['id']}: {one['help']}\n" + "\n".join(f"    {node['html'][:200]}" for node in one["nodes"])
        for one in found["violations"]
    ]


def assert_accessible(page: Any) -> None:
    """No axe violation, and nothing that has to be scrolled sideways."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over} px wider than the window"


def assert_fits(page: Any, name: str = "") -> None:
    """Accessible as it stands, in journeys that are gone at both widths; with TRUSTLANE_SHOTS set, a picture of the
    page on a desk and on a phone in that folder."""
    assert_accessible(page)
    if not (os.environ.get("TRUSTLANE_SHOTS") and name):
        return
    before = page.viewport_size
    for width in (1360, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(os.environ["TRUSTLANE_SHOTS"]) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(before)


def assert_translatable(page: Any) -> None:
    """In the pseudo-language everything that people read was marked for translation."""
    found = page.evaluate(UNMARKED)
    assert not found, f"{page.url} says untranslated: {found}"


def assert_for_everybody(page: Any) -> None:
    """Accessible; and in a language made by machine, every sentence was marked for translation."""
    assert_accessible(page)
    if page.evaluate("document.documentElement.lang") != "en":
        assert_translatable(page)
