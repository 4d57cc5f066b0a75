"""School holidays that all three zones of France keep at once: no clock, no database.

From the official calendars of the school years 2023-2024 to 2026-2027, first and last day without school; the summer
is not here. A day outside what is known is simply not in them: nobody is warned of what nobody knows.
"""

from datetime import date

_PERIODS = (
    (date(2023, 10, 21), date(2023, 11, 5)),
    (date(2023, 12, 23), date(2024, 1, 7)),
    (date(2024, 10, 19), date(2024, 11, 3)),
    (date(2024, 12, 21), date(2025, 1, 5)),
    (date(2025, 10, 18), date(2025, 11, 2)),
    (date(2025, 12, 20), date(2026, 1, 4)),
    (date(2026, 10, 17), date(2026, 11, 1)),
    (date(2026, 12, 19), date(2027, 1, 3)),
)


def in_school_holidays(day: date) -> bool:
    """True in the autumn or Christmas holidays of every zone, in the years that are known."""
    return any(first <= day <= last for first, last in _PERIODS)
