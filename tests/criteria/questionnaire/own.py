"""A small catalogue with questions for tests: two roles, two sections, an opening question, a site, a merge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from textwrap import dedent

from hypothesis import strategies as st

from trustlane.criteria import reading
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import Answer, Value, check, choices, words
from trustlane.criteria.questionnaire.asking import Applicant, Questionnaire, asked
from trustlane.criteria.questionnaire.questions import Questions, bind

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ON = date(2026, 5, 4)

CATALOGUE = dedent("""\
    id: own
    edition: 2026
    title: Our own
    about: A catalogue for tests.
    sections:
      - id: A
        title: Records
        about: Who keeps records can show them.
        applies: {exporter: full, broker: partly}
        items:
          - {id: A.1, of: operator, level: must, weight: 3, text: Records are kept., question: "Do you keep records?",
             evidence: [rules for records], guidance: On paper or not., reference: article 1}
          - {id: A.2, of: operator, level: must, weight: 2, text: Records are checked., question: "Do you look?",
             evidence: [list of checks], reference: article 2}
          - {id: A.C1, of: customs, level: must, weight: 2, text: Customs asks for less., reference: article 3}
      - id: B
        title: Premises
        about: Goods are kept safe.
        applies: {exporter: full}
        items:
          - {id: B.1, of: operator, level: must, weight: 3, text: Sites are locked., question: "Are your sites locked?",
             evidence: [plan], reference: article 4, sites: true}
          - {id: B.2, of: operator, level: should, weight: 1, text: There is an alarm., question: "Is there an alarm?",
             evidence: [photo], reference: article 5}
          - {id: B.3, of: operator, level: should, weight: 1, text: Nobody asked yet., question: "Does this hold?",
             evidence: [letter], reference: article 6}
""")
FILE = dedent("""\
    catalogue: own
    edition: 2026
    about: For tests.
    lists:
      - id: done
        choices:
          - {id: "yes", text: "Yes", met: 100}
          - {id: partly, text: Partly, met: 50}
          - {id: "no", text: "No", met: 0}
          - {id: none, text: None of ours, applies: false}
    opening:
      - {id: FIRM.1, text: "Do you store goods?", kind: yes_no, good: neither}
      - {id: FIRM.2, text: "Who asks?", kind: text, required: false}
    items:
      - item: A.1
        questions:
          - {id: A.1.1, text: "Are records kept?", kind: choice, choices_from: done, how: true}
          - {id: A.1.2, text: "Since when?", kind: date, past: true, asked_if: {question: A.1.1, in: ["yes", partly]}}
          - {id: A.1.3, text: "How many years?", kind: number, unit: years, least: "0", most: "100", places: 1,
             light: "no"}
      - item: A.2
        questions:
          - {id: A.2.1, text: "Are they checked?", kind: yes_no, light: merged, merged_into: A.1.1}
      - item: B.1
        questions:
          - {id: B.1.1, text: "Is this site locked?", kind: choice, choices_from: done, per_site: true,
             asked_if: {question: FIRM.1, equals: "yes"}}
          - {id: B.1.2, text: "Who has the key?", kind: text, per_site: true, light: "no",
             asked_if: {question: B.1.1, in: ["yes", partly]}}
          - {id: B.1.3, text: "Why is one open?", kind: text, light: "no", asked_if: {question: B.1.1, equals: "no"}}
          - {id: B.1.4, text: A plan, kind: file, light: "no", required: false}
      - item: B.2
        questions:
          - {id: B.2.1, text: "How sure is it?", kind: scale, least: "1", most: "5", low: not, high: very, light: "no"}
    disagreements:
      - {id: kept_since, if: {question: FIRM.1, equals: "no"}, and: {question: A.1.1, equals: "yes"}, why: No goods.}
      - {id: by_trade, if: {question: FIRM.1, equals: "no"}, roles: [exporter], why: Exporters store.}
    history:
      - {id: errors, if: {question: A.2.1, equals: "yes"}, fact: errors_per_hundred, above: "2.5", why: Checked.}
      - {id: young, if: {question: A.1.1, equals: "yes"}, fact: years_in_business, below: "1", why: Long kept.}
""")


def catalogue(words: str = CATALOGUE) -> Catalogue:
    return reading.catalogue(words, where="own.yaml")


def questions(words: str = FILE, of: str = CATALOGUE) -> Questions:
    own = catalogue(of)
    return bind(own, reading.questions(words, {own.name: own}, where="own.questions.yaml"))


def exporter(*sites: str, size: str = "large") -> Applicant:
    return Applicant(frozenset({"exporter"}), size, sites)  # type: ignore[arg-type]


def said(
    question: str, value: Value, site: str | None = None, *shown: str, how: str = "so", at: datetime = AT
) -> Answer:
    return Answer(question, value, site, shown, "ann", at, how)


TEXTS = (
    st.text(max_size=60)
    .map(lambda text: "".join(one for one in text if ord(one) < 0xD800))
    .filter(lambda text: _kept(text) != "")
)


def _kept(text: str) -> str:
    try:
        return words(text)
    except Exception:
        return ""


def values(question: Question) -> st.SearchStrategy[Value]:
    """Values that answer a question."""
    if question.kind in ("yes_no", "choice"):
        return st.sampled_from([name for name, _ in choices(question)])
    least = Decimal(question.least) if question.least and question.kind in ("number", "scale") else Decimal(-(10**9))
    most = Decimal(question.most) if question.most and question.kind in ("number", "scale") else Decimal(10**9)
    if question.kind in ("number", "scale"):
        made = st.decimals(least, most, places=question.places)
    elif question.kind == "date":
        return st.dates(date(1900, 3, 1), date(2199, 12, 31))
    elif question.kind == "file":
        return st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True), min_size=1, max_size=4).map(
            lambda ids: check(question, ids)
        )
    else:
        return TEXTS.map(words)
    return made.map(lambda number: check(question, number))


@st.composite
def answered(draw: st.DrawFn, of: Questions, applicant: Applicant, *, share: float = 0.8) -> tuple[Answer, ...]:
    """Answers to some of the questions, given one after the other as they are asked."""
    found: list[Answer] = []
    for name in of.by_id:
        entry = asked(of, applicant, found).entries[name]
        for site in entry.sites:
            if draw(st.booleans() if share < 1 else st.just(True)):
                value = draw(values(entry.question))
                how = draw(st.just("") | TEXTS.map(words))
                shown = draw(st.sampled_from([(), ("12",), ("a-1", "b.2")]))
                found.append(Answer(name, value, site, shown, "ann", AT, how))
    return tuple(found)


def places(of: Questionnaire) -> Iterator[tuple[str, str | None]]:
    for entry in of.asked:
        for site in entry.sites:
            yield entry.question.id, site
