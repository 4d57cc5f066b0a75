"""School holidays that all three zones of France keep at once: no clock, no database.

The dates are those of the package, read once. The summer is not here: it is asked for by itself. A day outside what is
known is simply not in them: nobody is warned of what nobody knows.
"""

from datetime import date
from functools import cache

from vacances_scolaires_france import SchoolHolidayDates

_SUMMER = "Vacances d'été"


@cache
def _days() -> frozenset[date]:
    known = SchoolHolidayDates()
    return frozenset(
        day
        for year in range(known.min_year, known.max_year + 1)
        for day, row in known.holidays_for_year(year).items()
        if row["nom_vacances"] != _SUMMER
        and all(known.is_holiday_for_zone(day, zone) for zone in known.SUPPORTED_ZONES)
    )


def in_school_holidays(day: date) -> bool:
    """True on a day of school holidays of every zone, the summer apart, in the years that are known."""
    return day in _days()
