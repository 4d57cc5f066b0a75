"""Measurements of a company with many contributions: ten for each of them, written by the database itself."""

from django.db import connection

from parkour.indicators.models import Attention, Better, Indicator, Measurement, Period, Reason, Unit
from parkour.organisation.models import Site

FOR_EACH, INDICATORS, MONTHS = 10, 40, 60

FILL = """
INSERT INTO indicators_measurement (indicator_id, site_id, reason_id, starts_on, numerator, denominator, entered_at)
SELECT i.id, s.id, r.id, (date_trunc('month', now()) - month * interval '1 month')::date,
       70 + (i.id * 7 + s.id * 5 + month * 3) %% 23, 100, now()
  FROM generate_series(1, %(months)s) AS month, indicators_reason r, organisation_site s, indicators_indicator i
 ORDER BY month, r.id, s.id, i.id LIMIT %(wanted)s
"""


def measure(total: int) -> None:
    """Series by month, site and reason of forty indicators, for a company of `total` contributions; once."""
    if Measurement.objects.exists():
        return
    wanted = FOR_EACH * total
    series = INDICATORS * Site.objects.count() * MONTHS
    Reason.objects.bulk_create(Reason(name=f"Motif {number}") for number in range(1 + wanted // series))
    Indicator.objects.bulk_create(
        Indicator(
            name=f"Indicateur {number}",
            counted="ce qui va",
            among="ce qui est vu",
            unit=Unit.PERCENT,
            better=Better.UP,
            target=80,
            period=Period.MONTH,
            attention=Attention.CUSTOMERS if number % 2 else Attention.EMPLOYEES,
        )
        for number in range(INDICATORS)
    )
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"months": MONTHS, "wanted": wanted})
        cursor.execute("ANALYZE indicators_measurement")
