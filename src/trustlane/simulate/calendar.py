"""How trade swells and ebbs over a year and towards the end of a month."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np


def season(day: date, swell: float = 0.12, month_end: float = 1.15) -> float:
    """More towards the year's end and at the end of a month, less in the first days of the year."""
    of_year = 1.0 + swell * np.sin(2 * np.pi * (day.timetuple().tm_yday - 210) / 365)
    of_month = month_end if (day + timedelta(days=4)).month != day.month else 1.0
    return float(of_year * of_month * (0.5 if (day.month, day.day) <= (1, 3) else 1.0))
