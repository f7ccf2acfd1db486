"""One exception for everything this reader does not believe; its name is the word the kit compares."""


class Refused(Exception):
    """Something was not believed: the refusal's name in the exchange, and what was wrong."""

    def __init__(self, name: str, what: str) -> None:
        self.name, self.what = name, what
        super().__init__(f"{name}: {what}")
