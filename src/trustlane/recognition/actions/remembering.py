"""Nonces of requests, remembered by all processes that answer: a table whose key refuses the second."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from trustlane.recognition.models import SeenNonce
from trustlane.recognition.requests.refusals import MemoryFull

MOST = 10_000  # of one key within the life of a request
FORGET = 500  # rows after which those that are over are cleared
KEPT = timedelta(minutes=1)  # beyond their end, for clocks that differ

PUT = """
INSERT INTO recognition_seennonce (keyid, nonce, until) VALUES (%s, %s, %s)
ON CONFLICT (keyid, nonce) DO NOTHING
"""


class InDatabase:
    """Nonces as `requests.replays.Nonces` says, for every process of this node."""

    def first_time(self, keyid: str, nonce: str, *, until: datetime, at: datetime) -> bool:
        """Remember the nonce in one statement and say whether it is new; MemoryFull where a key asks too often."""
        rows = SeenNonce.objects.filter(keyid=keyid)
        held = rows.count()
        if held >= FORGET:
            rows.filter(until__lt=at - KEPT).delete()
        if held >= MOST and rows.filter(until__gte=at).count() >= MOST:
            raise MemoryFull("request, nonce", f"{MOST:,} requests of one key came within their lives")
        with connection.cursor() as cursor:
            cursor.execute(PUT, [keyid, nonce, until])
            return bool(cursor.rowcount == 1)
