"""The sentences of the house: gathers them, makes the pseudo-languages, compiles catalogues, finds what was forgotten.

    python scripts/messages.py extract    every sentence, for translators: build/locale/trustlane.pot
    python scripts/messages.py pseudo     en-xa and ar-xb into build/locale, and every real catalogue compiled there
    python scripts/messages.py check      bare text in templates; catalogues whose placeholders differ from the English

A real language is one file, locale/<code>/LC_MESSAGES/django.po. GNU gettext is not needed anywhere.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src/trustlane"
BUILT = ROOT / "build/locale"
COMMITTED = ROOT / "locale"
PLURALS = "nplurals=2; plural=(n != 1);"

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustlane.config.django")
    django.setup()


def templates() -> list[Path]:
    return sorted(SOURCES.rglob("templates/**/*.html"))


def gathered() -> Catalog:
    """Every sentence of modules, templates and pages of permits, with the places that say it."""
    found = Catalog(project="Trustlane", charset="utf-8")
    for path in sorted(SOURCES.rglob("*.py")):
        gather(found, path, path.read_text("utf-8"))
    for path in templates():
        gather(found, path, as_python(path))
    for sentence in permit_sentences():
        found.add(sentence, locations=[("permits", 0)])
    for sentence in reason_sentences():
        found.add(sentence, locations=[("signals", 0)])
    for sentence in programme_sentences():
        found.add(sentence, locations=[("programme", 0)])
    for sentence in recognition_sentences():
        found.add(sentence, locations=[("recognition", 0)])
    return found


def gather(catalog: Catalog, path: Path, text: str) -> None:
    place = str(path.relative_to(ROOT))
    messages = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=["Translators:"])
    for line, message, comments, context in messages:
        catalog.add(message, locations=[(place, line)], auto_comments=comments, context=context, flags=flags(message))


def flags(message: Any) -> list[str]:
    """Says which sentences carry placeholders, so that translators' tools guard them."""
    forms = message if isinstance(message, tuple) else (message,)
    return ["python-format"] if any(re.search(r"%\(\w+\)[a-z]|%[sd]", form) for form in forms) else []


def as_python(path: Path) -> str:
    """A template as Django shows it to message extractors: its sentences as calls, the rest blanked out."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text("utf-8"), origin=str(path))
    # What was blanked out keeps its indentation, in which Python would see blocks; each call stands on one line.
    return "\n".join(line if re.search(r"(gettext|_)\(", line) else "" for line in map(str.strip, text.split("\n")))


def permit_sentences() -> set[str]:
    """What the pages of permits say of a person who may or may not."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    return {
        predicate.sentence
        for table in import_string(settings.TRUSTLANE_PERMITS)
        for rule in table.values()
        for clause in rule.clauses
        for predicate in clause.predicates
    }


def reason_sentences() -> set[str]:
    """What is stored with a decision as its reasons, where the words are always the same: signals, and the lot."""
    from trustlane.selectivity import again
    from trustlane.selectivity.reasons import BY_LOT
    from trustlane.selectivity.relodged import IS_LODGED_AGAIN, SENTENCE
    from trustlane.selectivity.signals.catalogue import all_signals

    return {
        BY_LOT,
        IS_LODGED_AGAIN,
        *SENTENCE.values(),
        *again.SENTENCE.values(),
        *(signal.sentence for signal in all_signals()),
    }


def recognition_sentences() -> set[str]:
    """What is data of arrangements and read by people: moves, stages, and why something was refused."""
    import inspect

    from trustlane.access.permits_page import docstrings
    from trustlane.recognition import refusals
    from trustlane.recognition.moves import MOVES, OPEN_SAYS
    from trustlane.recognition.stages import Stage

    found = {OPEN_SAYS, *(move.says for move in MOVES.values()), *docstrings(Stage).values()}
    for kind in vars(refusals).values():
        if isinstance(kind, type) and issubclass(kind, refusals.ArrangementRefused | refusals.ByFileRefused):
            found |= {" ".join((inspect.getdoc(kind) or "").split()), kind.mend}
    return found - {""}


def programme_sentences() -> set[str]:
    """What is data in the programme and read by people: questions and their choices, moves, periods, contradictions."""
    from trustlane.criteria.library import reports, shipped
    from trustlane.criteria.questionnaire.asking import Applicant, asked
    from trustlane.criteria.questionnaire.contradictions import RULES, sentence
    from trustlane.parties.roles import ROLES
    from trustlane.programme.moves import MOVES
    from trustlane.programme.notices.table import sentences as told
    from trustlane.programme.presets import presets
    from trustlane.programme.queries.asked import criteria
    from trustlane.programme.queries.casefile import BEGAN, TO_ANOTHER_EDITION

    found = (
        {move.says for move in MOVES.values()}
        | {*BEGAN.values(), TO_ANOTHER_EDITION}
        | {sentence(rule) for rule in RULES}
    )
    found |= told()
    found |= {"Yes", "No"} | {term.title for preset in presets().values() for term in preset.terms}
    asks = [one.questions for library in (shipped(), reports()) for of in library.editions.values() for one in of]
    for questions in asks:
        for chapter in asked(questions, Applicant(frozenset(ROLES), "large")).chapters:
            found |= {chapter.title, chapter.about}
        if questions.catalogue.name in shipped().catalogues:
            found |= {*criteria(questions.catalogue.name).values()}
        for placed in questions.placed:
            one = placed.question
            found |= {one.text, one.hint, one.unit, one.low, one.high, *one.evidence}
            found |= {choice.text for choice in one.choices}
    return (found | _tables_of_the_programme()) - {""}


def _tables_of_the_programme() -> set[str]:
    """Stages, and refusals with their mends."""
    import inspect

    from trustlane.access.permits_page import docstrings
    from trustlane.criteria import lifecycle
    from trustlane.criteria import refusals as criteria
    from trustlane.programme import refusals
    from trustlane.programme.assigning.rules import SENTENCES
    from trustlane.programme.benefits.reading import shipped as benefits
    from trustlane.programme.clocks.house import OF_OFFICERS
    from trustlane.programme.monitoring import reading
    from trustlane.programme.queries.against import DECLARED_OTHERWISE, EXPIRED
    from trustlane.programme.queries.risks import FOUND_OTHERWISE
    from trustlane.programme.revalidating.reading import shipped as revalidation
    from trustlane.programme.risk import legs, mapping, sites
    from trustlane.programme.sampling import eyes, links
    from trustlane.programme.stages import Stage
    from trustlane.programme.suitability.modes import RULES

    kinds = [
        kind
        for room in (refusals, criteria)
        for _name, kind in inspect.getmembers(room, inspect.isclass)
        if issubclass(kind, Exception)
    ]
    said = {" ".join((inspect.getdoc(kind) or "").split()) for kind in kinds}
    mends = {mend for kind in kinds if (mend := getattr(kind, "mend", ""))}
    watched = {term.title for term in OF_OFFICERS.terms} | {rule.says for rule in reading.shipped().rules}
    watched |= {rule.says for rule in revalidation().rules}
    checks = eyes.SENTENCES | links.SENTENCES | {one.title for one in benefits().benefits}
    risks = {*legs.STEPS.values(), FOUND_OTHERWISE, DECLARED_OTHERWISE, EXPIRED}
    risks |= {*mapping.SENTENCES.values(), *sites.SENTENCES.values()}
    risks |= {rule.sentence for rule in RULES}
    editions = {*docstrings(lifecycle.Stage).values(), *docstrings(lifecycle.Phase).values(), lifecycle.LOAD_SAYS}
    editions |= {move.says for move in lifecycle.MOVES.values()}
    return set(docstrings(Stage).values()) | said | mends | watched | checks | {*SENTENCES.values()} | risks | editions


def of_django() -> Catalog:
    """Django's own sentences: labels of its forms, what it says of wrong passwords, names of months."""
    base = Path(django.__file__).parent
    found = Catalog()
    for path in [
        base / "conf/locale/en/LC_MESSAGES/django.po",
        *base.glob("contrib/auth/locale/en/LC_MESSAGES/django.po"),
    ]:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    found.add(message.id, context=message.context)
    return found


def pseudo() -> None:
    """Makes both pseudo-languages from everything gathered, and compiles the real catalogues beside them."""
    from trustlane.pages.pseudo import accented, mirrored

    ours, theirs = gathered(), of_django()
    for locale, change in {"en_XA": accented, "ar_XB": mirrored}.items():
        made = Catalog(charset="utf-8")
        for source in (theirs, ours):
            for message in source:
                if message.id:
                    changed = tuple(map(change, message.id)) if isinstance(message.id, tuple) else change(message.id)
                    made.add(message.id, changed, context=message.context)
        compile_to(BUILT / locale, made)
    for path in sorted(COMMITTED.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            compile_to(BUILT / path.parts[-3], read_po(file, locale=path.parts[-3]))
    print(f"{len(ours)} sentences of ours, {len(theirs)} of Django's → {BUILT.relative_to(ROOT)}")


def compile_to(folder: Path, catalog: Catalog) -> None:
    out = folder / "LC_MESSAGES/django.mo"
    out.parent.mkdir(parents=True, exist_ok=True)
    if catalog.locale is None:
        # Not a locale Babel knows: its rule for plurals is the English one, and stands in the head of the file.
        catalog.mime_headers = [
            (name, PLURALS if name == "Plural-Forms" else value) for name, value in catalog.mime_headers
        ]
        if not any(name == "Plural-Forms" for name, _value in catalog.mime_headers):
            catalog.mime_headers = [*catalog.mime_headers, ("Plural-Forms", PLURALS)]
    with out.open("wb") as file:
        write_mo(file, catalog)


def extracted() -> None:
    BUILT.mkdir(parents=True, exist_ok=True)
    catalog = gathered()
    with (BUILT / "trustlane.pot").open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, omit_header=False)
    print(f"{len(catalog)} sentences → build/locale/trustlane.pot")


# ---- what was forgotten --------------------------------------------------------------------------------------------

SPOKEN = {
    "title",
    "alt",
    "aria-label",
    "placeholder",
    "label",
    "lead",
    "pretitle",
    "subtitle",
    "text",
    "hint",
    "button",
}
SPOKEN |= {"question", "word", "unit", "who_may"}
SILENT = {"script", "style", "code"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use"}
EXEMPT = "notranslate:"
# Names that no language translates.
NAMES = re.compile(r"\bTrustlane\b")


class BareText(HTMLParser):
    """Finds words in a template that no translator would ever see."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        quiet = dict(attrs).get("translate") == "no" or tag in SILENT
        if tag == "meta":
            return
        for name, value in attrs:
            if name in SPOKEN and value and not (quiet or self.quiet):
                self.judge(value)
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                break

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.judge(data)

    @property
    def quiet(self) -> bool:
        return any(quiet for _tag, quiet in self.open)

    def judge(self, text: str) -> None:
        if LETTERS.search(NAMES.sub("", text)):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def without_template_code(text: str) -> Iterator[str]:
    """The template as a browser would get it, code and translated sentences blanked out, lines kept."""
    from django.template.base import Lexer, TokenType

    inside = ""
    for token in Lexer(text).tokenize():
        word = (token.contents.split() or [""])[0]
        lines = "\n" * token.contents.count("\n")
        if token.token_type == TokenType.BLOCK and word in {"blocktrans", "blocktranslate", "comment"}:
            inside = f"end{word}"
        elif token.token_type == TokenType.BLOCK and token.contents == "block body_class":
            inside = "endblock"
        elif token.token_type == TokenType.BLOCK and word == inside:
            inside = ""
        if token.token_type == TokenType.TEXT and not inside:
            yield token.contents
        else:
            yield lines


def bare_text() -> list[str]:
    complaints = []
    for path in templates():
        text = path.read_text("utf-8")
        if EXEMPT in text:
            continue
        finder = BareText()
        finder.feed("".join(without_template_code(text)))
        complaints += [
            f"{path.relative_to(ROOT)}:{line}: not marked for translation: {words!r}" for line, words in finder.found
        ]
    return complaints


def unlike_the_english() -> list[str]:
    """Translations that would break a page: a placeholder too many or too few."""
    complaints = []
    for path in sorted(COMMITTED.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        for message in catalog:
            if message.id and message.string:
                complaints += [
                    f"{path.relative_to(ROOT)}:{message.lineno}: {error}" for error in message.check(catalog)
                ]
    return complaints


def check() -> None:
    complaints = bare_text() + unlike_the_english()
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{len(templates())} templates, no untranslated sentence")


def main() -> None:
    deeds = {"extract": extracted, "pseudo": pseudo, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:
        sys.exit(__doc__)
    prepare()
    deeds[sys.argv[1]]()


if __name__ == "__main__":
    main()
