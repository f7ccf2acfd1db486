"""The page docs/reference/policy.md: what stands in a policy file, and the one that ships."""

import inspect
from importlib import resources
from typing import Any

INTRODUCTION = """\
# The policy

Made from `trustlane.selectivity.policy` by `make docs`; change it there, or in `scripts/reference_policy.py`.

A policy is a YAML file that officers own. It says what is looked for, what an undetected case costs, what each way to
look catches and uses, how much of it there is, whose trusted status softens what, and how large the random share is.
`trustlane screen … --policy FILE` uses it; without one, the policy at the end of this page is used. It is checked whole
before anything is decided: a fault is refused with its place and how to mend it. Its digest is stored with every
decision.

Chances, catches, shares and credits lie between 0 and 1. Money is in whole minor units of the policy's currency.
"""

# What each field means. A field without a sentence here is a fault of this page, and `make check` says so.
MEANING = {
    "Policy": {
        "name": "A short name.",
        "version": "A whole number; a changed policy takes the next one.",
        "currency": "ISO 4217 code of the currency in which stakes, prices and worths are counted.",
        "own": "Issuers in the list of trusted operators that are ourselves; all others are partners.",
        "kinds": "The kinds of offence that are looked for, by name.",
        "tracks": "What can happen to some regimes, by name: goods and entry summaries have a track each.",
        "credits": "Whose trusted status softens what; of several that apply, the largest counts.",
        "caps": "By family, the most that any credit may take away.",
        "random": "The random share.",
        "signals": "By signal, weights that replace those it ships with ([signals](signals.md)).",
        "exchange": "By currency and day: minor units of the policy's currency for one minor unit, from that day on.",
        "title": "What people read.",
    },
    "Kind": {
        "family": "`security` or `revenue`.",
        "stake": "What one undetected case costs.",
        "base": "The chance of an ordinary declaration, used where no model knows this kind.",
        "title": "What people read.",
        "generic": "It stands for its whole family, and only where a model knows it.",
        "never_softened": "No credit applies to it.",
    },
    "Stake": {
        "harm": "A fixed amount: a place on the harm scale.",
        "of_value": "A share of the declared value.",
        "of_duty": "A share of the duty, that is of value × tax rate.",
        "least": "It costs at least so much.",
        "most": "It costs at most so much; 0 means no bound.",
    },
    "Track": {
        "regimes": "The regimes whose declarations take this track; a regime stands in one track only.",
        "nothing": "What it is called when no look is worth its price.",
        "looks": "The ways to look, by name: these are the lanes.",
        "random_look": "The look that the random share gets.",
        "title": "What people read.",
    },
    "Look": {
        "strictness": "A whole number; where a mandatory check or the lot asks for one look and the free choice is "
        "another, the stricter is taken.",
        "unit": "What is counted: officer hours, scanner slots, …",
        "use": "What one look uses of that.",
        "catches": "By kind, the share of cases it finds: the catch table.",
        "capacity": "How much there is in a day; or give a `price`.",
        "price": "A fixed price of one unit, instead of a capacity.",
        "minutes": "Of an officer's time, for reports.",
        "title": "What people read.",
    },
    "Use": {
        "declaration": "For a declaration.",
        "line": "For each line after the first.",
        "container": "For each container; after the first, where `declaration` is given too.",
    },
    "Capacity": {
        "share": "A share of what looking at every declaration of that day would use.",
        "per_day": "Units in a day, at every office not named.",
        "weekdays": "By weekday (`mon` … `sun`), how many times the usual there is: `{sat: 0.5, sun: 0}`.",
        "dates": "By date, how many times the usual there is, whatever the weekday: `{2026-12-24: 0.5}`.",
        "offices": "By office: units in a day, or what that office has, as below.",
    },
    "OfficeCapacity": {
        "share": "A share of what looking at every declaration of that day at this office would use.",
        "per_day": "Units in a day at this office.",
        "weekdays": "By weekday, how many times its usual there is at this office.",
        "dates": "By date, how many times its usual there is at this office.",
    },
    "Credit": {
        "whose": "`own` or `partner`: who granted the status.",
        "role": "The role in the declaration in which the holder has to stand.",
        "scope": "What the status has to cover: `security`, `compliance`, or both.",
        "families": "The families whose chance × stake it softens.",
        "by": "How much of it is taken away.",
        "looks": "The looks it applies to; all where empty.",
        "tiers": "The tiers that count; all where empty.",
        "title": "What people read.",
    },
    "RandomShare": {"per_million": "Declarations in a million that are looked at whatever the score says."},
}
ORDER = ("Policy", "Kind", "Stake", "Track", "Look", "Use", "Capacity", "OfficeCapacity", "Credit", "RandomShare")


def page() -> str:
    """Write the page."""
    from trustlane.selectivity import capacity, policy

    parts = [INTRODUCTION, "\n## What stands where\n"]
    parts += [_section(getattr(policy, name, None) or getattr(capacity, name), MEANING[name]) for name in ORDER]
    text = resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text("utf-8")
    parts.append(f"\n## The policy that ships\n\n```yaml\n{text.rstrip()}\n```\n")
    return "".join(parts)


def _section(struct: Any, meaning: dict[str, str]) -> str:
    import msgspec

    fields = msgspec.structs.fields(struct)
    if {field.name for field in fields} != set(meaning):
        raise SystemExit(f"scripts/reference_policy.py: {struct.__name__} has other fields than the page explains.")
    about = inspect.cleandoc(struct.__doc__ or "")
    rows = "".join(
        f"| `{field.name}` | {meaning[field.name]} | {'' if field.required else _spelled(field)} |\n"
        for field in fields
    )
    return f"\n### {struct.__name__}\n\n{about}\n\n| field | meaning | when left out |\n|---|---|---|\n{rows}"


def _spelled(field: Any) -> str:
    """What a field is when a file leaves it out."""
    import msgspec

    value = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if value is None or value in ("", (), {}):
        return "nothing"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
