"""Which day it is somewhere at an instant, and when a day begins there; safe where clocks are put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)


class UnknownZone(ValueError):
    """No IANA time zone goes by this name."""


class NoInstant(ValueError):
    """A time without a zone is no instant."""


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of this name, such as ``Pacific/Apia``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(
            f"{name!r} is no IANA time zone; expected a name such as 'Europe/Berlin' or 'UTC'."
        ) from error


def day_of(instant: datetime, zone: str) -> date:
    """The calendar day of the instant in that zone."""
    if instant.tzinfo is None:
        raise NoInstant(f"{instant.isoformat()} has no zone, so it may be two different days.")
    return instant.astimezone(zone_of(zone)).date()


def begins(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which the day begins there.

    Where midnight is left out, that is the instant the clocks jump; where it comes twice, the first of the two.
    """
    return datetime.combine(day, time.min, tzinfo=zone_of(zone)).astimezone(UTC)


def span(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of the day and the first after it: 23 to 25 hours, and none where a day was left out."""
    return begins(day, zone), begins(day + ONE_DAY, zone)
