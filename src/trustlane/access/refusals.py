"""Why access was refused, or a role not given; faces turn Refused into 403."""


class AccessRefusal(Exception):
    """The deed was refused; the message says what was expected and what came."""


class Refused(AccessRefusal):
    """The person may not do this; ``why`` holds the sentences that were not true."""

    def __init__(self, permission: str, why: tuple[str, ...]) -> None:
        self.permission = permission
        self.why = why
        super().__init__(f"{permission} is refused: {' / '.join(why)}")


class NoRowFilter(AccessRefusal):
    """A sentence about a thing has no filter for lists, so no list can be shown by it."""


class AlreadySettled(AccessRefusal):
    """The proposal was approved or refused before, or the grant was revoked before."""


class AlreadyFounded(AccessRefusal):
    """There are administrators enough; roles are given by proposal and approval."""


class NameTaken(AccessRefusal):
    """Somebody else logs in by this name."""


class TooFewFounders(AccessRefusal):
    """Two different persons are needed, for one alone could give no role."""


class RoleInTheWay(AccessRefusal):
    """Two persons gave or are to give a role for whom the account acts; it ends before that is changed."""


class RolesApart(AccessRefusal):
    """Who acts for an operator does nothing else here, and nobody acts for an operator the account does not name."""


class SetUpRefused(AccessRefusal):
    """No password is set by this link and this code."""


class LinkUnknown(SetUpRefused):
    """The link was never made, or a newer one took its place."""


class LinkUsed(SetUpRefused):
    """The link was used before; a password was set by it."""


class LinkEnded(SetUpRefused):
    """The link's time is over, or the account is closed."""


class NotConfirmed(SetUpRefused):
    """No second person has confirmed yet, so there is no code."""


class CodeWrong(SetUpRefused):
    """The code is not the one that was told; ``left`` says how many more may be tried."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"This is not the code; {left} more may be tried.")


class TooManyCodes(SetUpRefused):
    """Too many wrong codes were given; a second person has to give a new one."""
