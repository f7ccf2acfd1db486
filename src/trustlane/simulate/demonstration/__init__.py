"""The policy and the targeting rules of the invented country that the demonstration shows."""

from importlib import resources


def text(name: str) -> str:
    """One of the files beside this module."""
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
