"""Why access was refused, or a role not given; faces turn Refused into 403."""


class AccessRefusal(Exception):
    """The deed was refused; the message says what was expected and what came."""


class Refused(AccessRefusal):
    """The person may not do this; ``why`` holds the sentences that were not true."""

    def __init__(self, permission: str, why: tuple[str, ...]) -> None:
        self.permission = permission
        self.why = why
        super().__init__(f"{permission} is refused: {' / '.join(why)}")


class UnknownPermission(AccessRefusal):
    """No table names this permission, so nobody has it."""


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
    """The account acts for an operator by a role two persons gave; revoke it before the operator is changed."""
