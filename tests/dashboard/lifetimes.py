"""Four contributions whose figures were worked out by hand."""

from datetime import date

from parkour.dashboard.lives import Life, Size

# Adopted after 36 days, carried out 38 days later.
CARRIED = Life(
    sent=date(2026, 1, 5),
    size=Size.LIGHT,
    on_time=True,
    replied=date(2026, 1, 7),
    reply_days=2,
    oriented=date(2026, 1, 12),
    triage_days=5,
    decided=date(2026, 2, 10),
    adopted=date(2026, 2, 10),
    done=date(2026, 3, 20),
)
# Not kept after 13 days, its first answer late.
REFUSED = Life(
    sent=date(2026, 1, 20),
    size=Size.HEAVY,
    on_time=False,
    replied=date(2026, 2, 2),
    reply_days=9,
    oriented=date(2026, 2, 2),
    triage_days=9,
    decided=date(2026, 2, 2),
    ended=date(2026, 2, 2),
)
# Answered the next day, nothing since.
WAITING = Life(sent=date(2026, 2, 3), on_time=True, replied=date(2026, 2, 4), reply_days=1)
# Just sent: its promise is still to come.
FRESH = Life(sent=date(2026, 3, 30))
ALL = [CARRIED, REFUSED, WAITING, FRESH]
MONTHS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
