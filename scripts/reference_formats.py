"""The pages docs/reference/columns.md and entry-summaries.md: what a table and what a message may carry."""

from collections.abc import Iterator, Sequence

from trustlane.declarations.readers.ens_table import ENVELOPE, Field, Group
from trustlane.declarations.readers.ens_table import MESSAGES as TABLES

COLUMNS = """\
# Columns of a declaration line

Made from `trustlane.declarations.frame` and `…readers.mapping` by `make docs`; change it there.

Every reader gives the same columns: a row a line of a declaration, with its header repeated. A
[mapping](../formats/declarations.md) names them as targets. What a format does not carry stays empty. Officers' rules
ask for these fields by the same names ([rules](../rules.md)).

| column | a table gives it as | unit in a table | what it is |
|---|---|---|---|
"""
MEANING = {
    "declaration": "the reference customs gave, else the declarant's own",
    "version": "1 for the original",
    "previous": "the reference the same consignment was lodged under before",
    "message": "original, amendment, cancellation",
    "regime": "import, export, transit, entry_summary",
    "lodged": "the instant of lodging; kept in UTC",
    "day": "the day of lodging in the office's own time zone",
    "office": "the customs office",
    "procedure": "procedure code",
    "transaction": "nature of the transaction",
    "use": "what the goods are for",
    "payment": "how duty is paid",
    "transport_mode": "mode of transport at the border",
    "departure": "country of departure, ISO 3166-1",
    "destination": "country of destination, ISO 3166-1",
    "declarant": "identifier as declared",
    "importer": "identifier as declared; of an entry summary, the consignee",
    "exporter": "identifier as declared: seller or consignor",
    "carrier": "identifier as declared",
    "representative": "identifier as declared",
    "parties": "everyone named, with role, identifier, name, address, country",
    "claims": "trusted statuses claimed: role, kind, identifier",
    "containers": "container numbers, ISO 6346",
    "line": "number of the line",
    "hs": "commodity code; text, because leading zeros are real",
    "hs_edition": "edition of the Harmonized System",
    "description": "description of the goods",
    "origin": "country of origin, ISO 3166-1",
    "origin_proof": "kind of proof or marking of origin",
    "net_mass_g": "net mass in grams",
    "gross_mass_g": "gross mass in grams",
    "packages": "number of packages",
    "quantity_milli": "thousandths of the quantity unit",
    "quantity_unit": "UN/ECE Recommendation 20",
    "value_minor": "declared value in minor units of the currency",
    "currency": "ISO 4217",
    "tax_rate_ppm": "tax rate in parts per million",
    "tax_type": "kind of tax or tariff",
}
ELSEWHERE = {"parties": "section `parties`", "claims": "section `claims`"}

MESSAGES = """\
# Entry summary messages

Made from `trustlane.declarations.readers.ens_table` by `make docs`; change it there.

What CC315A (a new entry summary) and CC313A (its amendment) carry. A message is refused where something it must carry
is missing, where a value is outside its format, or where a group stands more often than it may; the refusal names the
place and what to mend. What must stand in a group must stand wherever that group does. What one administration asks for
beyond this is that administration's business and is not judged.
"""


def columns() -> str:
    """Write the page of columns."""
    from trustlane.declarations.frame import LINES
    from trustlane.declarations.readers.mapping import KINDS, UNITS

    if set(MEANING) != set(LINES):
        raise SystemExit(f"scripts/reference_formats.py: other columns than explained: {set(MEANING) ^ set(LINES)}")
    rows = [
        f"| `{name}` | {KINDS.get(name, ELSEWHERE.get(name, ''))} | {', '.join(UNITS.get(name, ()))} "
        f"| {MEANING[name]} |\n"
        for name in LINES
    ]
    return COLUMNS + "".join(rows)


def messages() -> str:
    """Write the page of entry summaries."""
    parts = [MESSAGES, "\n## Envelope of both\n\n", *_table(ENVELOPE, ())]
    for name, group in TABLES.items():
        inside = [part for part in group.parts if part not in ENVELOPE]
        parts += [f"\n## {name}: {group.what}\n\n", *_table(inside, ())]
    return "".join(parts)


HEAD = "| tag | what | must stand | how often | format |\n|---|---|---|---|---|\n"


def _table(parts: Sequence[Field | Group], path: tuple[str, ...]) -> Iterator[str]:
    yield HEAD
    yield from _rows(parts, path)


def _rows(parts: Sequence[Field | Group], path: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        place, must = "/".join((*path, part.tag)), "yes" if part.must else ""
        if isinstance(part, Group):
            often = "once" if part.most == 1 else f"up to {part.most:,} times"
            yield f"| `{place}` | **{part.what}** | {must} | {often} | |\n"
            yield from _rows(part.parts, (*path, part.tag))
        else:
            yield f"| `{place}` | {part.what} | {must} | | {part.format.notation}: {part.format.how} |\n"
