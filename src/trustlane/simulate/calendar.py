"""When declarations are lodged: weekdays, seasons, the end of the month, and office hours."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

_WEEKDAYS = (1.0, 1.05, 1.05, 1.0, 0.95, 0.30, 0.10)
DAY = 86_400


def lodgings(seed: int, first: date, last: date, n: int) -> np.ndarray:
    """Instants of lodging, as seconds since 1970 in UTC, in their order: int64 (n,)."""
    rng = np.random.default_rng([seed, 4])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weight = np.array([_WEEKDAYS[day.weekday()] * season(day) for day in days])
    day = rng.choice(len(days), n, p=weight / weight.sum())
    hour = np.where(rng.random(n) < 0.85, rng.normal(11.0, 2.6, n), rng.uniform(0, 24, n))
    second = np.clip((hour * 3600).astype(np.int64), 0, DAY - 1)
    start = (first - date(1970, 1, 1)).days
    return np.sort((start + day) * DAY + second)


def season(day: date, swell: float = 0.12, month_end: float = 1.15) -> float:
    """More towards the year's end and at the end of a month, less in the first days of the year."""
    of_year = 1.0 + swell * np.sin(2 * np.pi * (day.timetuple().tm_yday - 210) / 365)
    of_month = month_end if (day + timedelta(days=4)).month != day.month else 1.0
    return float(of_year * of_month * (0.5 if (day.month, day.day) <= (1, 3) else 1.0))
