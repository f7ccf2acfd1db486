"""What a question is made of, as it is written beside an item of a catalogue or in a file of questions.

A question is data: its words, what may be answered, what each answer is worth, when it is asked and of whom. The
conditions are a small closed set; nothing that is written here is ever run.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from trustlane.criteria.words import Edition, Name, Percent, Place, Sentence, Word
from trustlane.parties.roles import Role

Kind = Literal["yes_no", "choice", "scale", "number", "date", "text", "file"]
Light = Literal["yes", "merged", "no"]
Good = Literal["yes", "no", "neither"]
Fact = Literal["errors_per_hundred", "penalties", "declarations", "years_in_business"]

FIRM = "FIRM"  # the section of the opening questions, which belong to no item
YES_NO = ("yes", "no")
MET_LIST = "met"  # the list of choices that every file may use


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer that can be chosen, and how far it meets the item."""

    id: Word
    text: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]
    met: Percent | None = None  # None: says nothing about whether the item is met
    applies: bool = True  # False: whoever chooses it is not concerned by the item


class Condition(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"within": "in", "every": "all", "some": "any", "negated": "not"},
):
    """When a question is asked: one answer is this, or one of these; all of, any of, or not a condition."""

    question: Place | None = None
    equals: Sentence | None = None
    within: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=12)] = ()
    every: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=8)] = ()
    some: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=8)] = ()
    negated: Condition | None = None


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question to an applicant."""

    id: Place
    text: Sentence
    kind: Kind
    hint: Annotated[str, msgspec.Meta(max_length=2_000)] = ""  # what is meant, what is enough
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=12)] = ()
    choices_from: Word | None = None  # a list of choices named in the file, or `met`
    good: Good = "yes"  # for yes_no and scale: which end meets the item; neither: it only tells
    unit: Annotated[str, msgspec.Meta(max_length=60)] = ""  # of a number, in words
    least: str | None = None  # of a number, a scale, a date
    most: str | None = None  # the same; of a text: how many characters
    places: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0  # of a number: decimal places
    low: Annotated[str, msgspec.Meta(max_length=200)] = ""  # of a scale: what its least says
    high: Annotated[str, msgspec.Meta(max_length=200)] = ""  # and its most
    past: bool = False  # of a date: it cannot lie in the future
    required: bool = True
    asked_if: Condition | None = None
    light: Light = "yes"  # whether a small firm is asked
    merged_into: Place | None = None  # the question that stands for this one on the light path
    evidence: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=8)] = ()  # what would show it
    how: bool = False  # also asked in a sentence: how?
    per_site: bool = False  # answered for each site
    roles: tuple[Role, ...] = ()  # only of operators in these roles; none named: whoever the item applies to

    @property
    def counts(self) -> bool:
        """Whether the answer says how far the item is met."""
        if self.kind == "choice":
            return any(choice.met is not None for choice in self.choices)
        return self.kind in ("yes_no", "scale") and self.good != "neither"


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked about one item of a catalogue."""

    item: Place
    questions: Annotated[tuple[Question, ...], msgspec.Meta(min_length=1, max_length=12)]


class ChoiceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Choices that several questions share."""

    id: Word
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(min_length=2, max_length=12)]


class Disagreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"when": "if", "against": "and"}):
    """Two answers that cannot both be right, or an answer that does not fit some roles, and why."""

    id: Word
    when: Condition
    why: Sentence
    against: Condition | None = None
    roles: tuple[Role, ...] = ()


class Against(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"when": "if"}):
    """An answer that customs' own figures speak against: above or below a number. The number is a setting, no law."""

    id: Word
    when: Condition
    fact: Fact
    why: Sentence
    above: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?\Z")] | None = None
    below: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?\Z")] | None = None


class LightPath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which answer tells how large a firm is, and the most at which the light path is for it. A setting, no law."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    most: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}\Z")]


class QuestionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The questions to one edition of a catalogue, in a file beside it."""

    catalogue: Name
    edition: Edition
    about: Sentence
    items: tuple[Asking, ...]
    begins: date | None = None  # of a file that ships: asked of cases opened from that day on; None: from ever
    opening: Annotated[tuple[Question, ...], msgspec.Meta(max_length=40)] = ()  # about the firm, asked of all, first
    lists: tuple[ChoiceList, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    history: tuple[Against, ...] = ()
    light_path: LightPath | None = None

    @property
    def name(self) -> str:
        """The catalogue it belongs to, as `Catalogue.name`."""
        return f"{self.catalogue}-{self.edition}"

    @property
    def called(self) -> str:
        """How a file that ships is called, such as `safe-2025.questions`; with its day where it has one."""
        return ".".join([self.name, *([] if self.begins is None else [self.begins.isoformat()]), "questions"])


MET = (
    Choice("yes", "Yes", met=100),
    Choice("partly", "Partly", met=50),
    Choice("no", "No", met=0),
    Choice("not_applicable", "This does not concern us", applies=False),
)
