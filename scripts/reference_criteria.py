"""The page docs/reference/criteria.md: the catalogues that ship, counted from their files, what is asked under them,
and how they relate."""

INTRODUCTION = """\
# Catalogues of criteria

Counted from `src/trustlane/criteria/library/` by `make docs`; change it there.

A catalogue says what a programme asks of operators and of customs: each item with its words, whether it must or should
be met, whom it applies to and how far, what would show it, what other standard satisfies it, and where it comes from.
Catalogues are data: `trustlane criteria check FILE` reads one of your own beside those that ship, and says with its
line what is wrong. An edition is part of a catalogue's name; what was assessed under one edition stays on it.

The words are ours. Items whose source was not read in the original are counted as *not confirmed*: check them against
the official text before you rely on them.
"""
FIELDS = (
    (
        "`id`, `text`, `hint`",
        "its words; the hint says what is meant and what is enough. The first question of an item takes "
        "hint and evidence from the item where it has none",
    ),
    (
        "`kind`",
        "one of {kinds}",
    ),
    (
        "`choices`, `choices_from`",
        "for `choice`: what can be chosen, or the name of a list; `met` is always there (yes, partly, no, "
        "does not concern us). Each choice says how far it meets the item, `met: 0` to `100`, or "
        "`applies: false`",
    ),
    (
        "`good`",
        "for `yes_no` and `scale`: which end meets the item, `yes`, `no` or `neither`",
    ),
    (
        "`unit`, `least`, `most`, `places`",
        "of a number: of what, from, to, and how many decimal places; `least` and `most` also of a scale "
        "and of a date, `most` of a text in characters",
    ),
    (
        "`low`, `high`",
        "what the ends of a scale mean",
    ),
    (
        "`past`",
        "the date cannot lie in the future",
    ),
    (
        "`required`",
        "`false` where it may be left out; yes where nothing is said",
    ),
    (
        "`how`",
        "also asked in a sentence: how?",
    ),
    (
        "`per_site`",
        "answered for each site",
    ),
    (
        "`roles`",
        "asked only of these",
    ),
    (
        "`asked_if`",
        "the condition under which it is asked: `{question: ID, equals: ANSWER}`, `{question: ID, in: "
        "[ANSWER, …]}`, and `all`, `any`, `not` of conditions. Only yes_no and choice decide, and only "
        "what is asked before",
    ),
    (
        "`light`, `merged_into`",
        "whether a small firm is asked: `yes`, `no`, or `merged` into another question",
    ),
    (
        "`evidence`",
        "what would show it",
    ),
)
QUESTIONS = """
## Questions

What an applicant is asked about a criterion is data as well: in a file beside the catalogue, called
`NAME-EDITION.questions.yaml`, or under `questions` of an item. An item about which nothing is written is asked with its
own question: yes, partly, no, or does not concern us; how; and what shows it. `trustlane criteria check` reads such
files too; a question to an item that there is not stops `make check`.

A file that ships may say under `begins` from which day it counts; it is then called `NAME-EDITION.DAY.questions.yaml`.
It is asked of cases opened from that day on; a case keeps the questions it was opened with. Files of an
administration's own get their day when they are adopted.

A file holds `catalogue` and `edition`; `about`; `lists` of choices that several questions share; `opening`, questions
about the firm, whose ids begin with `FIRM.`; `items`, each with its `item` and `questions`, whose ids begin with that
of the item; `disagreements`, two answers that cannot both be right, or an answer that does not fit some roles; and
`history`, answers that customs' own figures speak against, above or below a number that is a setting and no law.

{fields}

Every operator's item is asked about or has a stated reason why not, and what must be met is never left out of the light
path. On the light path, of micro and small firms, one question may stand for several. Numbers of questions below
are for a firm in one role with one site; those in brackets are asked only if an earlier answer asks for them.
"""
GRADES = """
## Grades

Points are the weight of each item times how far it is met, a hundredth at a time. What must be met and is not is told
apart and never made up for by points. Thresholds are data of a catalogue.

| catalogue | grade | needs | confirmed |
|---|---|---|---|
"""
CROSSWALKS = """
## Crosswalks

An answer serves where its item is equal to another or covers it; items that overlap serve neither way, and neither do
those that somebody compared and found to have nothing in common (`none`).

| crosswalk | links | equal | covers | covered by | overlaps | none |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Write the page."""
    from typing import get_args

    from trustlane.criteria.counting import by_role, counts
    from trustlane.criteria.crosswalk import Relation
    from trustlane.criteria.library import shipped
    from trustlane.criteria.question import Kind

    library = shipped()
    parts = [INTRODUCTION, "\n| catalogue | what it is | sections | must | should | for customs | not confirmed |\n"]
    parts.append("|---|---|---|---|---|---|---|\n")
    for name, one in library.catalogues.items():
        count = counts(one)
        told = " | ".join(str(count[what]) for what in ("sections", "must", "should", "customs", "unconfirmed"))
        parts.append(f"| `{name}` | {one.title} | {told} |\n")
    for name, one in library.catalogues.items():
        parts.append(f"\n## {one.title} (`{name}`)\n\n{one.about}\n\n")
        parts.append("| section | items for operators | for customs |\n|---|---|---|\n")
        for section in one.sections:
            asked = sum(item.of == "operator" for item in section.items)
            parts.append(f"| {section.id} {section.title} | {asked} | {len(section.items) - asked} |\n")
        parts.append("\n| role | must | should | of these partly |\n|---|---|---|---|\n")
        for role, count in by_role(one).items():
            if count["must"] + count["should"]:
                parts.append(
                    f"| {role.replace('_', ' ')} | {count['must']} | {count['should']} | {count['partly']} |\n"
                )
    rows = "".join(f"| {field} | {told} |\n" for field, told in FIELDS)
    rows = rows.rstrip().replace("{kinds}", ", ".join(f"`{kind}`" for kind in get_args(Kind)))
    parts.append(QUESTIONS.format(fields=f"| field of a question | what it says |\n|---|---|\n{rows}"))
    parts.extend(_questions(name) for name in library.catalogues)
    parts.append(GRADES)
    for name, one in library.catalogues.items():
        for grade in one.grades:
            needs = ", ".join(f"{need.section or 'all'} at least {need.at_least}" for need in grade.needs)
            parts.append(f"| `{name}` | {grade.id} | {needs} | {'yes' if grade.confirmed else 'no'} |\n")
    parts.append(CROSSWALKS)
    for crosswalk in library.crosswalks:
        of = [link.relation for link in crosswalk.links]
        told = " | ".join(str(of.count(relation)) for relation in get_args(Relation))
        parts.append(f"| `{crosswalk.name}` | {len(of)} | {told} |\n")
    return "".join(parts)


def _questions(name: str) -> str:
    """What is asked under one catalogue, if anybody wrote questions to it."""
    from trustlane.criteria.counting import questions_by_role
    from trustlane.criteria.library import shipped

    asked = shipped().questions[name]
    if not asked.written:
        return ""
    opening = sum(placed.item is None for placed in asked.placed)
    told = f"\n### Questions to `{name}`\n\n"
    begins = shipped().editions[name][-1].begins
    told += f"For cases opened from {begins} on. " if begins.year > 1 else ""
    told += f"{len(asked.placed)} questions: {opening} about the firm, the others about "
    told += f"{len(asked.of_item)} criteria; {len(asked.disagreements)} pairs that cannot both be right, "
    told += f"{len(asked.history)} answers held against what customs knows.\n\n"
    told += "| role | full path | light path | light of a hundred |\n|---|---|---|---|\n"
    for role, count in questions_by_role(asked).items():
        share = count["light"] * 100 // count["full"]
        told += f"| {role.replace('_', ' ')} | {count['full']} ({count['full_after']}) "
        told += f"| {count['light']} ({count['light_after']}) | {share} |\n"
    return told
