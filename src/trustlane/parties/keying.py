"""Keeps what names are looked up by beside them; whoever writes names calls it in the same deed."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from trustlane.parties.among import kept_keys
from trustlane.parties.names import taken_apart

PUT = """
INSERT INTO parties_namekeys (name_id, keys)
SELECT made.name, ARRAY(SELECT json_array_elements_text(made.keys))
FROM json_to_recordset(%s::json) AS made (name bigint, keys json)
"""


def keep_keys(names: Iterable[tuple[int, str]]) -> None:
    """Keep the keys of names just written, given by row number and as written."""
    made = [{"name": number, "keys": kept_keys(taken_apart(name))} for number, name in names]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(PUT, [json.dumps(made)])
