"""The bytes of a request that are signed (RFC 9421 section 2.5): a line a component, then what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

PARAMETERS = "@signature-params"


def base(components: Sequence[tuple[str, str]], parameters: str) -> bytes:
    """The signature base of these names and values; ``parameters`` as the Signature-Input has them after the label."""
    lines = [*components, (PARAMETERS, parameters)]
    if any("\n" in value or not value.isascii() for _, value in lines):
        raise ValueError("A component of a signature is one line of ASCII.")
    return "\n".join(f'"{name}": {value}' for name, value in lines).encode("ascii")


def listed(names: Sequence[str]) -> str:
    """The names of the components as the parameters begin (RFC 9421 section 2.3)."""
    return "({})".format(" ".join(f'"{name}"' for name in names))
