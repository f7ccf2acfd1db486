"""What is done between administrations, one verb a function: each locks, asks the permits, saves, records."""

from trustlane.recognition.actions.comparing import change_editions, import_file, judge, open_comparison
from trustlane.recognition.actions.filing import (
    add_contact,
    add_task,
    draft_terms,
    end_contact,
    finish_task,
    keep_minutes,
    keep_paper,
)
from trustlane.recognition.actions.moving import end_holds, move, open_arrangement

__all__ = [
    "add_contact",
    "add_task",
    "change_editions",
    "draft_terms",
    "end_contact",
    "end_holds",
    "finish_task",
    "import_file",
    "judge",
    "keep_minutes",
    "keep_paper",
    "move",
    "open_arrangement",
    "open_comparison",
]
