"""Counting the figures again: what the worker does every ten minutes."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from ideas.enums import ClaimLevel, Origin, State
from ideas.models import Action, Authorship
from parkour.core import clock
from parkour.dashboard.figures import FORMAT, figures_of
from parkour.dashboard.kpis import Share
from parkour.dashboard.lists import STANDING, count_waiting
from parkour.dashboard.lives import month_of
from parkour.dashboard.measured import read_measured
from parkour.dashboard.models import Snapshot
from parkour.dashboard.participation import participation
from parkour.dashboard.reading import read_ages, read_lives
from parkour.dashboard.sessions import sessions_until

EFFECT_TOLD = (State.IMPLEMENTED, State.VERIFIED, State.CLOSED)


@transaction.atomic
def count_figures() -> Snapshot:
    """Count everything as it stands now and keep it in the place of what was kept. For the clock: asks nobody's leave.

    Twice is once: it reads all, and writes one row.
    """
    now = clock.now()
    today = clock.today(timezone.get_default_timezone())
    lives, ages = read_lives(now), read_ages(now)
    figures = figures_of(
        list(lives.values()),
        today,
        standing={state.value: ages[state.value] for state in STANDING},
        waiting=count_waiting(month_of(today)),
        taking_part=participation(lives, now),
        by_author=_by_author(),
        claims=_claims(),
        series=read_measured(),
        sessions=sessions_until(now),
    )
    kept = {"counted_at": now, "format": FORMAT, "content": figures.plain()}
    return Snapshot.objects.update_or_create(pk=Snapshot.ONLY, defaults=kept)[0]


def _claims() -> dict[str, int]:
    """KPI 27: how many that are carried out claim which proof of their effect; "" for none yet."""
    rows = _actions().order_by().values_list("claim_level")
    found = dict(rows.annotate(number=Count("pk")))
    return {level: found.get(level, 0) for level in [*ClaimLevel.values, ""]}


def _actions():
    """Of what is carried out here: what was imported was done under another tool."""
    return Action.objects.filter(idea__state__in=EFFECT_TOLD).exclude(idea__origin=Origin.IMPORT)


def _by_author() -> Share:
    """KPI 17: carried out by one of those who wrote it, among all that are carried out."""
    own = Authorship.objects.filter(idea=OuterRef("idea"), person=OuterRef("owner"), merged_from=None)
    rows = _actions().annotate(is_own=Exists(own))
    sums = rows.aggregate(own=Count("pk", filter=Q(is_own=True)), total=Count("pk"))
    return Share(sums["own"], sums["total"])
