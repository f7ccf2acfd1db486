"""Claims about how this process takes room from the system."""

import ctypes
import subprocess
import sys

import pytest

COUNTED = """
import ctypes, sys, threading
from trustlane.config import heaps

if sys.argv[1] == "shared":
    heaps.share()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes, libc.malloc_info.argtypes = [ctypes.c_void_p], [ctypes.c_int, ctypes.c_void_p]
meet = threading.Barrier(8)

def ask():
    libc.malloc(1000)
    meet.wait()

every = [threading.Thread(target=ask) for _ in range(8)]
[one.start() for one in every]
[one.join() for one in every]
told = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, told)
libc.fclose(told)
"""


def heaps_of_eight_threads(way: str) -> int:
    told = subprocess.run([sys.executable, "-c", COUNTED, way], capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="this C library has no heaps to count")
def test_threads_share_two_heaps_where_each_would_have_its_own() -> None:
    assert heaps_of_eight_threads("shared") <= 2 < heaps_of_eight_threads("alone")
