"""Finds the mapping that fits a table's header, and says what comes nearest where none does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.distance import JaroWinkler

from trustlane.declarations.readers.delimited import TableRefused
from trustlane.declarations.readers.mapping import Mapping
from trustlane.declarations.readers.mapping_files import shipped

ALIKE = 0.88


def folded(name: str) -> str:
    """A column's name without case, blanks and the signs people put between words."""
    return "".join(character for character in name.casefold() if character.isalnum())


def fitting(names: Iterable[str], mapping: Mapping | None, known: Iterable[Mapping] | None = None) -> Mapping:
    """The given mapping, or the known one that fits this header, with its columns spelt as the header spells them."""
    header = tuple(names)
    if mapping is not None:
        absent = _absent(mapping, header)
        if absent:
            raise TableRefused(
                "the header",
                f"The mapping {mapping.name!r} needs {_quoted(absent)}, which this table does not have.",
                f"{_nearest(absent, header)}Correct `from` in the mapping, or mark the column `optional: true`.",
            )
        return spelt(mapping, header)
    candidates = [m for m in (shipped() if known is None else known) if m.columns]
    fits = [m for m in candidates if not _absent(m, header)]
    if not fits:
        raise _unknown(header, candidates)
    spelling = {folded(name) for name in header}
    best = max(fits, key=lambda m: (sum(folded(source) in spelling for source in m.known()), m.name))
    return spelt(best, header)


def spelt(mapping: Mapping, header: tuple[str, ...]) -> Mapping:
    """The mapping with its sources written exactly as this header writes them."""
    spelling = {folded(name): name for name in reversed(header)}

    def own(source: str | None) -> str | None:
        return None if source is None else spelling.get(folded(source), source)

    return replace(
        mapping,
        columns=tuple(replace(c, source=own(c.source)) for c in mapping.columns),
        observed=tuple(replace(c, source=own(c.source)) for c in mapping.observed),
        outcomes=tuple(replace(o, source=own(o.source) or o.source) for o in mapping.outcomes),
        claims=tuple(replace(c, identifier=own(c.identifier) or c.identifier) for c in mapping.claims),
        parties=tuple(
            replace(p, identifier=own(p.identifier), name=own(p.name), address=own(p.address), country=own(p.country))
            for p in mapping.parties
        ),
    )


def _absent(mapping: Mapping, header: tuple[str, ...]) -> list[str]:
    present = {folded(name) for name in header}
    return [source for source in mapping.needed() if folded(source) not in present]


def _unknown(header: tuple[str, ...], candidates: list[Mapping]) -> TableRefused:
    present = {folded(name) for name in header}

    def share(mapping: Mapping) -> float:
        known = mapping.known()
        return sum(folded(source) in present for source in known) / len(known)

    nearest = max(candidates, key=share, default=None)
    hint = ""
    if nearest is not None and share(nearest) > 0.2:
        absent = _absent(nearest, header)
        known = {folded(source) for source in nearest.known()}
        strange = tuple(name for name in header if folded(name) not in known)
        hint = f" The nearest is {nearest.title!r}; it lacks {_quoted(absent)}. {_nearest(absent, strange)}".rstrip()
    return TableRefused(
        "the header",
        f"No column mapping fits this table.{hint}",
        "Run `trustlane declarations mapping FILE > mapping.yaml`, correct what it guessed, and give it as --mapping.",
    )


def _nearest(absent: list[str], header: tuple[str, ...]) -> str:
    guesses = []
    for source in absent:
        scored = [(JaroWinkler.normalized_similarity(folded(source), folded(name)), name) for name in header]
        likeness, name = max(scored, default=(0.0, ""))
        if likeness >= ALIKE:
            guesses.append(f"{name!r} may be its {source!r}.")
    return " ".join(guesses) + " " if guesses else ""


def _quoted(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:6])
    return shown + (f" and {len(names) - 6} more" if len(names) > 6 else "")
