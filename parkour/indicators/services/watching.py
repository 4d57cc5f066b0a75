"""Once a week, on Mondays, whoever fills in an indicator and the direction are told of new signals; never at once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ideas.selectors import people_of
from parkour.accounts.models import Role
from parkour.core import clock
from parkour.indicators.models import Indicator, Measurement, SignalWeek, ToldSignal
from parkour.indicators.notifications import tell_signals
from parkour.indicators.signals import News, news_of_all

FROM = 8  # o’clock on Monday
ENTERED_SINCE = timedelta(days=35)  # what nobody filled in since has no news


@transaction.atomic
def tell_new_signals() -> int:
    """Tell what is new, once a week; return how many people were told. Late, or twice, is no harm."""
    now = timezone.localtime(clock.now())
    monday = now.date() - timedelta(days=now.weekday())
    if now.date() == monday and now.hour < FROM:
        return 0
    _row, first = SignalWeek.objects.get_or_create(monday=monday)
    return _tell(_fresh(), monday) if first else 0


def _fresh() -> list[News]:
    recent = Measurement.objects.filter(entered_at__gte=clock.now() - ENTERED_SINCE).values("indicator")
    indicators = Indicator.objects.filter(closed_at=None, pk__in=recent).select_related("owner").order_by("pk")
    going_on = news_of_all(indicators)
    told = {(row.indicator_id, row.reason_id, row.site_id, row.side): row.until for row in ToldSignal.objects.all()}
    ToldSignal.objects.bulk_create(
        [
            ToldSignal(
                indicator=one.indicator, reason=one.reason, site=one.site, side=one.side, until=one.last.starts_on
            )
            for one in going_on
        ],
        update_conflicts=True,
        unique_fields=["indicator", "reason", "site", "side"],
        update_fields=["until"],
    )
    return [one for one in going_on if one.key not in told or told[one.key] < one.since]


def _tell(news, monday) -> int:
    direction = list(people_of(Role.SPONSOR))
    people = {person.pk: person for person in direction}
    theirs = {person.pk: list(news) for person in direction}
    for one in news:
        owner = one.indicator.owner
        if owner is not None and owner.pk not in {person.pk for person in direction}:
            people[owner.pk] = owner
            theirs.setdefault(owner.pk, []).append(one)
    return sum(tell_signals(people[pk], of_theirs, monday) for pk, of_theirs in theirs.items() if of_theirs)
