"""What there is on a day: by office, weekday and date, the nearest word first."""

from datetime import date

import pytest

from trustlane.selectivity.capacity import Capacity, OfficeCapacity, faults

SATURDAY, SUNDAY, MONDAY = date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)
WHOLE = Capacity(
    per_day=40.0,
    weekdays={"sat": 0.5, "sun": 0.0},
    dates={SUNDAY: 0.25},
    offices={
        "plain": 10.0,
        "port": OfficeCapacity(per_day=100.0, weekdays={"sat": 1.0}, dates={MONDAY: 0.0}),
        "share": OfficeCapacity(share=0.1),
        "hours": OfficeCapacity(weekdays={"mon": 2.0}),
    },
)


@pytest.mark.parametrize(
    ("office", "day", "units"),
    [
        ("any", MONDAY, 40.0),
        ("any", SATURDAY, 20.0),
        ("any", SUNDAY, 10.0),  # the date, not the weekday
        ("plain", SATURDAY, 5.0),
        ("port", SATURDAY, 100.0),  # its own weekday
        ("port", SUNDAY, 25.0),  # everybody's date
        ("port", MONDAY, 0.0),  # its own date
        ("share", SATURDAY, 30.0),
        ("hours", MONDAY, 80.0),
    ],
)
def test_the_nearest_word_counts(office: str, day: date, units: float) -> None:
    assert WHOLE.units(office, day, asked=600.0) == pytest.approx(units)


def test_an_office_nobody_gave_anything_has_none() -> None:
    assert Capacity(offices={"port": 5.0}).units("hill", MONDAY, 100.0) == 0.0


@pytest.mark.parametrize(
    ("capacity", "told"),
    [
        (Capacity(), "at: give a share"),
        (Capacity(per_day=-1.0), "at.per_day"),
        (Capacity(share=0.1, per_day=4.0), "at: a share and a number per day"),
        (Capacity(per_day=1.0, weekdays={"mon": -1.0}), "at.weekdays.mon"),
        (Capacity(per_day=1.0, dates={MONDAY: float("nan")}), "at.dates.2026-03-09"),
        (Capacity(per_day=1.0, offices={"A1": OfficeCapacity(share=-2.0)}), "at.offices.A1.share"),
        (Capacity(per_day=1.0, offices={"A1": OfficeCapacity(dates={MONDAY: -1.0})}), "at.offices.A1.dates.2026-03-09"),
        (Capacity(offices={"A1": OfficeCapacity(weekdays={"mon": 1.0})}), "at.offices.A1: give a share or a number"),
    ],
)
def test_a_fault_is_named_by_its_place(capacity: Capacity, told: str) -> None:
    (fault,) = faults(capacity, "at")
    assert fault.startswith(told)


def test_what_is_whole_has_no_fault() -> None:
    assert faults(WHOLE, "at") == []
