"""Why a deed of selectivity was refused."""


class SelectivityRefused(Exception):
    """The deed was refused; the message says what was expected and what came."""


class HoldRefused(SelectivityRefused):
    """The hold cannot be placed as asked."""


class HoldDoesNothing(HoldRefused):
    """A hold withdraws credit, demands a look, or does both."""


class HoldTooLong(HoldRefused):
    """A hold ends after it begins, and at most 90 days later."""


class HoldSettled(SelectivityRefused):
    """The hold is no longer in force, or was ratified before."""
