"""The page docs/reference/criteria.md: the catalogues that ship, counted from their files, and how they relate."""

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
CROSSWALKS = """
## Crosswalks

An answer serves where its item is equal to another or covers it; items that overlap serve neither way.

| crosswalk | links | equal | covers | covered by | overlaps |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Write the page."""
    from trustlane.criteria.counting import by_role, counts
    from trustlane.criteria.library import shipped

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
    parts.append(CROSSWALKS)
    for crosswalk in library.crosswalks:
        of = [link.relation for link in crosswalk.links]
        told = " | ".join(str(of.count(relation)) for relation in ("equal", "covers", "covered_by", "overlaps"))
        parts.append(f"| `{crosswalk.name}` | {len(of)} | {told} |\n")
    return "".join(parts)
