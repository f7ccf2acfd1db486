"""The page docs/reference/benefits.md: the catalogue of benefits that ships, and how delivery is measured."""

INTRODUCTION = """\
# Benefits

Made from `src/trustlane/programme/benefits/library/` by `make docs`; change it there.

What a programme can grant to holders. An administration chooses by ids; the check of article 7.7.3 of the Trade
Facilitation Agreement then says for each role which of the measures (a) to (g) are met and whether these are at least
three. By the article's footnote a measure (a) to (d) also counts where it is generally available to all operators. A
benefit limited to a tier does not count for holders of the others.

The words are ours. None has been compared with the original text, so that no benefit is confirmed: check them before
you rely on them. Every benefit says how its delivery is measured, or why it is not.
"""


def page() -> str:
    """Write the page."""
    from trustlane.programme.benefits.catalogue import GROUPS, MEASURES, TFA
    from trustlane.programme.benefits.choosing import tfa_check
    from trustlane.programme.benefits.reading import shipped

    catalogue = shipped()
    benefits = catalogue.benefits
    measured = sum(one.measured is not None for one in benefits)
    parts = [INTRODUCTION, f"\n## {catalogue.title} (`{catalogue.name}`)\n\n{catalogue.about}\n\n"]
    parts.append(f"{len(benefits)} benefits, of which {measured} are measured and ")
    parts.append(f"{sum(one.agency != 'customs' for one in benefits)} are for other agencies to grant.\n\n")
    parts.append("| benefit | what it is | TFA 7.7.3 | SAFE | RKC | granted by | roles | confirmed |\n")
    parts.append("|---|---|---|---|---|---|---|---|\n")
    for one in benefits:
        tfa = "–" if one.tfa == "none" else f"({one.tfa})"
        safe = "–" if one.safe == "none" else one.safe
        words = (one.agency, ", ".join(one.roles), "yes" if one.confirmed else "no")
        agency, roles, confirmed = (word.replace("_", " ") for word in words)
        told = (f"**{one.title}.** {one.text}", tfa, safe, one.rkc or "–", agency, roles, confirmed)
        parts.append(f"| `{one.id}` | {' | '.join(told)} |\n")
    parts.append("\n## How delivery is measured\n\n| benefit | measure |\n|---|---|\n")
    for one in benefits:
        how = f"`{one.measured}`" if one.measured else f"not measured: {one.not_measured}"
        parts.append(f"| `{one.id}` | {how} |\n")
    parts.append("\n| measure | what it is |\n|---|---|\n")
    parts += [f"| `{measure}` | {what} |\n" for measure, what in MEASURES.items()]
    parts.append("\n## Measures of article 7.7.3\n\n| | measure | benefits |\n|---|---|---|\n")
    for letter, what in TFA.items():
        met = ", ".join(f"`{one.id}`" for one in benefits if one.tfa == letter)
        parts.append(f"| ({letter}) | {what} | {met} |\n")
    parts.append("\nIf all of the catalogue were granted:\n\n| role | measures met |\n|---|---|\n")
    for role, found in tfa_check(benefits).items():
        parts.append(f"| {role.replace('_', ' ')} | {', '.join(f'({letter})' for letter in found.measures)} |\n")
    parts.append("\n## Groups of the SAFE Framework\n\n| | group | benefits |\n|---|---|---|\n")
    for group, what in GROUPS.items():
        parts.append(f"| {group} | {what} | {sum(one.safe == group for one in benefits)} |\n")
    return "".join(parts)
