"""What is done with operators, one verb a function, each recorded."""

from trustlane.parties.actions.amending import (
    add_identifier,
    add_site,
    amend_site,
    close_site,
    drop_identifier,
    rename,
)
from trustlane.parties.actions.registering import enter, register

__all__ = ["add_identifier", "add_site", "amend_site", "close_site", "drop_identifier", "enter", "register", "rename"]
