"""Why the ledger would not take or change a row."""


class LedgerRefusal(Exception):
    """The ledger refused; the message says what was expected and what came."""


class Unrecordable(LedgerRefusal):
    """The content of a deed cannot be written in canonical JSON, or the deed is not fully named."""


class AlreadyErased(LedgerRefusal):
    """The body of this row was erased before."""
