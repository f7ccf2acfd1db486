"""People and things that journeys are about; each function runs once in a process of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.actions.founding import Founder, found
from trustlane.access.roles import Role


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - journeys happen now


PASSWORD = "journeys-are-long"

STAFF = {
    "rita": ("Rita Register", Role.REGISTER_OFFICER, ""),
    "rolf": ("Rolf Register", Role.REGISTER_OFFICER, ""),
    "mara": ("Mara Risk", Role.RISK_MANAGER, ""),
    "mira": ("Mira Risk", Role.RISK_MANAGER, ""),
    "fred": ("Fred Frontline", Role.FRONTLINE_OFFICER, ""),
    "flora": ("Flora Frontline", Role.FRONTLINE_OFFICER, ""),
    "aude": ("Aude Auditor", Role.AUDITOR, ""),
    "otto": ("Otto Operator", Role.OPERATOR, "XA1000000001"),
    "olga": ("Olga Operator", Role.OPERATOR, "XA7700000001"),
}


def people() -> None:
    """Two administrators, one person a role, and Nina who has none; they have been there for some months."""
    at = now() - timedelta(days=120)
    first, second = found(
        founders=[Founder("anna", "Anna Admin", PASSWORD), Founder("bela", "Béla Admin", PASSWORD)],
        at=at,
        reason="first start",
    )
    for username, (full_name, role, operator) in STAFF.items():
        user = accounts.enrol(
            username=username, full_name=full_name, password=PASSWORD, operator=operator, by=first, at=at
        )
        proposal = roles.propose(user=user, role=role, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)
    accounts.enrol(username="nina", full_name="Nina New", password=PASSWORD, by=first, at=at)


def register() -> None:
    """A small register: one list applied, and a second that waits with a change and a refused row."""
    from trustlane.access.models import User
    from trustlane.standing import actions, queries

    rita, rolf = (User.objects.get(username=name) for name in ("rita", "rolf"))
    at = now()
    head = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n"
    first = head + "".join(
        f"{name};XA60000000{number:02};both;{role};valid;2024-01-01;2028-12-31\n"
        for number, (name, role) in enumerate([("Sorrel Trading", "importer"), ("Teasel Air", "carrier")], start=1)
    )
    applied = actions.upload_list(
        file_name="first.csv", data=first.encode(), issuer="XA", on=at.date(), complete=False, by=rita, at=at
    )
    seen = queries.preview(applied, at=at).digest
    actions.apply_list(upload=applied, seen=seen, by=rolf, at=at)
    later = at + timedelta(seconds=1)
    waiting = first.replace("carrier;valid", "carrier;suspended") + "Nobody;;both;importer;valid;;\n"
    actions.upload_list(
        file_name="second.csv", data=waiting.encode(), issuer="XA", on=at.date(), complete=False, by=rita, at=later
    )


HEAD = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n"
HOLDERS = 30  # XA7700000001 to XA7700000030; the importers above are on no list yet
DAYS = 40


def applied_list(name: str, text: str, at: datetime) -> None:
    """A list in two hands, applied at a moment of the past."""
    from trustlane.access.models import User
    from trustlane.standing import actions, queries

    rita, rolf = (User.objects.get(username=name) for name in ("rita", "rolf"))
    upload = actions.upload_list(
        file_name=name, data=text.encode(), issuer="XA", on=at.date(), complete=False, by=rita, at=at
    )
    actions.apply_list(upload=upload, seen=queries.preview(upload, at=at).digest, by=rolf, at=at)


def consignments() -> Any:
    """Two hundred and sixty declarations of the last forty days; twenty of an importer that is on no list yet."""
    import polars as pl

    from tests.selectivity.declared import many

    def company(column: str, prefix: str) -> pl.Expr:
        return pl.format(f"{prefix}{{}}", pl.col(column).str.extract(r"(\d+)").str.zfill(8))

    unknown = many(20, seed=6, importer="IMP99", hs="300490", origin="VN", departure="SG")
    entries = many(20, seed=7, regime="entry_summary", value_minor=None, tax_rate_ppm=None)
    rows = pl.concat([many(220, seed=5), unknown, entries])
    spread = pl.int_range(pl.len()) % DAYS
    last = now().date() - timedelta(days=1)
    moved = pl.lit(last) - pl.duration(days=DAYS - 1) + pl.duration(days=1) * spread
    return rows.with_columns(
        day=moved.cast(pl.Date),
        lodged=moved.cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + pl.duration(hours=9),
        importer=company("importer", "XA77"),
        exporter=company("exporter", "CN66"),
        declarant=company("declarant", "XA55"),
        office=pl.format("XA0{}", pl.col("office").str.extract(r"(\d)")),
        description=pl.when(pl.int_range(pl.len()) % 9 == 0)
        .then(pl.lit("general cargo"))
        .otherwise(pl.lit("Trousers")),
    )


def screening() -> None:
    """Declarations of forty days, decided when they were lodged; trusted importers, of whom one was suspended since."""
    import polars as pl

    from tests.world import declare, screen_and_keep
    from trustlane.access.models import User
    from trustlane.standing import queries

    holders = "".join(
        f"Juniper {number} Ltd;XA77{number:08};both;importer;valid;2024-01-01;2030-12-31\n"
        for number in range(1, HOLDERS + 1)
    )
    applied_list("juniper.csv", HEAD + holders, now() - timedelta(days=100))
    applied_list("suspended.csv", HEAD + holders.replace(";valid;", ";suspended;"), now() - timedelta(days=2))
    lines = consignments()
    observed, events = [], []
    for number, row in enumerate(lines.iter_rows(named=True)):
        examined = number % 6 == 0
        observed.append(
            {
                "declaration": row["declaration"],
                "lane": "red" if examined else "green",
                "rerouted_to": "yellow" if number % 18 == 0 else None,
                "rerouted_by": "officer 04" if number % 18 == 0 else None,
                "rerouted_why": "Scanner out of service" if number % 18 == 0 else None,
                "examination": "physical" if examined else "none",
                "examined_at": row["lodged"] + timedelta(hours=4) if examined else None,
                "result": ("find" if number % 30 == 0 else "clean") if examined else None,
                "kind": "misclassification" if number % 30 == 0 else None,
                "released_at": row["lodged"] + timedelta(hours=2 + number % 9),
            }
        )
        events.append({"declaration": row["declaration"], "event": "accepted", "at": row["lodged"]})
        if examined:
            events.append({"declaration": row["declaration"], "event": "control", "at": row["lodged"]})
    declare(lines, events=events, observed=observed, at=now() - timedelta(hours=3))
    amended = lines.head(3).with_columns(
        version=pl.lit(2, pl.Int32),
        message=pl.lit("amendment").cast(lines.schema["message"]),
        value_minor=pl.lit(9_900_000, pl.Int64),
    )
    declare(amended, at=now() - timedelta(hours=2))
    by = User.objects.get(username="mara")
    screen_and_keep(lines, queries.snapshot(now() - timedelta(days=50)), by=by)


def next_screening() -> None:
    """What an importer lodged that came on a list since, decided again by the register as it is known now."""
    from tests.world import screen_and_keep
    from trustlane.access.models import User
    from trustlane.standing import queries

    at, by = now(), User.objects.get(username="mara")
    screen_and_keep(consignments(), queries.snapshot(at), by=by, at=at, of="XA7700000099")


def arrivals() -> None:
    """Aron whose role will be taken, Lena who lost her password, Pia with a past, and a company with nobody yet."""
    from trustlane.access.models import User
    from trustlane.parties.actions import enter
    from trustlane.parties.facts import Entry
    from trustlane.parties.identifiers import Identifier

    first, second = (User.objects.get(username=name) for name in ("anna", "bela"))
    at = now() - timedelta(days=60)
    users = {}
    for username, full_name in (("aron", "Aron Away"), ("lena", "Lena Lost"), ("pia", "Pia Past")):
        user = accounts.enrol(username=username, full_name=full_name, password=PASSWORD, by=first, at=at)
        proposal = roles.propose(user=user, role=Role.RISK_MANAGER, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)
        users[username] = user
    pia = users["pia"]
    for days, office in ((50, "XA01"), (40, "XA02")):
        later = now() - timedelta(days=days)
        accounts.amend(user=pia, office=office, by=second, at=later, reason="moved")
        given = roles.propose(user=pia, role=Role.AUDITOR, office=office, by=second, at=later, reason="for a while")
        grant = roles.approve(proposal=given, by=first, at=later)
        roles.revoke(grant=grant, by=second, at=later + timedelta(days=5), reason="the while is over")
    declined = roles.propose(user=pia, role=Role.MRA_DESK, by=first, at=at, reason="perhaps")
    roles.refuse(proposal=declined, by=second, at=at, reason="not needed")
    roles.propose(user=pia, role=Role.CASE_OFFICER, office="XA02", by=first, at=now(), reason="lends a hand")
    enter(
        entries=[Entry("XA8800000001", "Bramble Ltd", (Identifier("TIN", "XA8800000001"),))],
        actor="system:tests",
        at=at,
        source="the test",
        issuer="XA",
    )


def peers() -> None:
    """A quarter long past: Otto's company and thirteen importers like it, some of whose goods were examined."""
    from tests.selectivity.declared import lines
    from tests.world import declare
    from trustlane.declarations.quarters import Quarter
    from trustlane.parties.actions.registering import register
    from trustlane.parties.identifiers import Identifier

    at, own = now() - timedelta(days=100), STAFF["otto"][2]
    register(name="Otto Thistle Imports", identifiers=[Identifier("TIN", own)], actor="system:tests", at=at)
    quarter = Quarter.of(now().date())
    while now() < quarter.closes:
        quarter = Quarter.of(quarter.first - timedelta(days=1))
    firms = [own, *(f"XA88{number:08}" for number in range(13))]
    rows = [
        {"declaration": f"PEER-{firm}-{number}", "importer": firm, "day": quarter.first + timedelta(days=5 * number)}
        for firm in firms
        for number in range(16)
    ]
    kept = lines(*rows)
    observed = [
        {
            "declaration": row["declaration"],
            "lane": "red" if number % 4 == 0 else "green",
            "examination": "physical" if number % 4 == 0 else "none",
            "examined_at": row["lodged"] + timedelta(hours=2) if number % 4 == 0 else None,
            "released_at": row["lodged"] + timedelta(hours=3 + number % 5),
        }
        for number, row in enumerate(kept.iter_rows(named=True))
    ]
    declare(kept, observed=observed, at=quarter.closes - timedelta(days=30))
