"""A process that grants, suspends and revokes without end, and prints the entries of each act once it is committed."""

import json
import random
import sys
from datetime import UTC, datetime

import django


def main(seed: int) -> None:
    """Act until killed; every line printed is an acknowledged act."""
    django.setup()
    from django.db import connection, transaction

    from tests.recognition.issuer import assert_valid, said
    from trustlane.parties.models import Operator
    from trustlane.recognition.models import FeedEntry

    lot = random.Random(seed)
    operators = list(Operator.objects.order_by("pk"))
    while True:
        operator = lot.choice(operators)
        at = datetime.now(UTC)  # noqa: TID251 - a drill runs in real time
        with transaction.atomic():
            state = lot.choice(("valid", "valid", "suspended", "revoked"))
            scope = {} if lot.random() < 0.7 else {"compliance": False}
            assert_valid(operator, said(state, **scope), since=at.date(), at=at)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
                (xid,) = cursor.fetchone()
            names = list(FeedEntry.objects.filter(xid=int(xid)).values_list("name", flat=True))
        print(json.dumps(names), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
