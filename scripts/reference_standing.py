"""The page docs/reference/standing-lists.md: what a list of trusted operators may hold, and in which words."""

from importlib import resources

INTRODUCTION = """\
# Lists of trusted operators

Made from `trustlane.standing` by `make docs`; change it there.

A list is CSV or Excel (`.xlsx`), one row a holder. Titles above the heading are passed over. `trustlane standing
template holders.xlsx` writes an empty one; `trustlane standing check` says what of yours can be used and what is
refused: by row and column, with how to mend it. What can mean two things is refused with both meanings, never guessed:
`03/04/2024`, write `2024-04-03` or `2024-03-04`. No formula is worked out; the value a person saw is what is read.

One identifier is enough. Holders are found in declarations by identifier, never by name.

## Columns

| heading | what stands below it |
|---|---|
"""
WORDS = """
## Words that are understood

Without regard to case, accents and punctuation. A heading that is not known is told and not read.

"""
SAID = {"columns": "Headings", "states": "States", "scopes": "Scopes", "roles": "Roles"}


def page() -> str:
    """Write the page."""
    import yaml

    from trustlane.standing.exports import HEADINGS, MEANING

    parts = [INTRODUCTION, *(f"| {heading} | {MEANING[heading]} |\n" for heading in HEADINGS), WORDS]
    words = yaml.safe_load(
        resources.files("trustlane.standing").joinpath("law_data/list_words.yaml").read_text("utf-8")
    )
    for name, title in SAID.items():
        parts.append(f"### {title}\n\n| means | written as |\n|---|---|\n")
        for meaning, spellings in words[name].items():
            parts.append(f"| {meaning or 'any role'} | {', '.join(map(str, spellings))} |\n")
        parts.append("\n")
    return "".join(parts)
