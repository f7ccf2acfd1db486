"""What is done with the register and its operators, one verb a function, each recorded."""

from trustlane.standing.actions.applying import apply_list
from trustlane.standing.actions.discarding import discard_list
from trustlane.standing.actions.operators import (
    add_identifier,
    add_site,
    amend_site,
    drop_identifier,
    register_operator,
    rename_operator,
)
from trustlane.standing.actions.uploading import upload_list

__all__ = [
    "add_identifier",
    "add_site",
    "amend_site",
    "apply_list",
    "discard_list",
    "drop_identifier",
    "register_operator",
    "rename_operator",
    "upload_list",
]
