"""How this process takes room from the system."""

from __future__ import annotations

import ctypes

MOST_HEAPS = -8  # glibc's M_ARENA_MAX
HEAPS = 2


def share() -> None:
    """Have all threads of this process take their room from two heaps; to be called before there are threads.

    Otherwise glibc gives every thread a heap of its own, and what one has freed lies idle while the next asks the
    system for more: a fifth more room for screening a million declarations, and a tenth more time. Other C libraries
    know no such heaps, and are left as they are.
    """
    set_limit = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_limit is not None:
        set_limit(MOST_HEAPS, HEAPS)
