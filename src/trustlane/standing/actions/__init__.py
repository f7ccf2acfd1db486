"""What is done with the register, one verb a function, each recorded."""

from trustlane.standing.actions.applying import apply_list
from trustlane.standing.actions.discarding import discard_list
from trustlane.standing.actions.uploading import upload_list

__all__ = ["apply_list", "discard_list", "upload_list"]
