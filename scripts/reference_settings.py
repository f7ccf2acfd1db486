"""The page docs/reference/settings.md: every setting, what it is when nothing is said, and how to say it."""

from trustlane.config.settings import SECRETS, SECTIONS, SHORT_NAMES

INTRODUCTION = """\
# Settings of a node

Made from `trustlane.config.settings` by `make docs`; change it there.

A node reads one file: the one TRUSTLANE_SETTINGS names, else `trustlane.toml` in the checkout, else
`/etc/trustlane/trustlane.toml`. The environment overrides it. `trustlane settings` prints what is in force and whence
each came. Secrets stand in files of their own, named here, or in the environment; never in the settings file.
"""


def page() -> str:
    """Write the page."""
    short = {name: variable for variable, name in SHORT_NAMES.items()}
    parts = [INTRODUCTION]
    for section, struct in SECTIONS.items():
        parts.append(
            f"\n## [{section}]\n\n{struct.__doc__}\n\n| setting | when nothing is said | environment |\n|---|---|---|\n"
        )
        for field in struct.__struct_fields__:
            value = getattr(struct(), field)
            spelled = (
                ", ".join(value)
                if isinstance(value, tuple)
                else str(value).lower()
                if value in (True, False)
                else value
            )
            names = [f"TRUSTLANE_{section}_{field}".upper(), short.get(f"{section}.{field}", "")]
            parts.append(
                f"| {field} | {f'`{spelled}`' if spelled != '' else ''} | {', '.join(filter(None, names))} |\n"
            )
    parts.append("\n## Secrets\n\n| secret | environment | file named by |\n|---|---|---|\n")
    parts += [f"| {name} | {variable} | {by_path} |\n" for name, (variable, by_path) in SECRETS.items()]
    return "".join(parts)
