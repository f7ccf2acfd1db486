"""What a journey asks of the page it is on."""

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# Width and language: a desk and a phone, from left to right and from right to left.
VIEWS = [(1360, "en"), (390, "en"), (1360, "ar-xb"), (390, "ar-xb")]

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
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
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


def assert_translatable(page: Any) -> None:
    """In the pseudo-language everything that people read was marked for translation."""
    found = page.evaluate(UNMARKED)
    assert not found, f"{page.url} says untranslated: {found}"
