"""The lives of all contributions, for whoever counts them: a few statements, and as many rows as there are ideas.

The worker alone reads them: no page may cost more when there is more.
"""

from collections import defaultdict
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from django.db.models import Max, Min, Q
from django.utils import timezone

from ideas.enums import Outcome, State
from ideas.models import Idea, IdeaEvent, TriageDecision
from ideas.workflow import FINAL
from parkour.dashboard.lists import ENDS, JUDGED, NOT_DONE_AFTER_ALL, STANDING, counted
from parkour.dashboard.lives import Life, size_of
from parkour.dashboard.working_time import WorkedDays
from parkour.organisation.models import Closure, Site
from parkour.organisation.working_days import DEFAULT_REGION, closed_days

AT_ONCE = 5_000
REFUSED = (State.REJECTED, State.DECLINED)
NO_ANSWER = (State.WITHDRAWN, State.MERGED)


class Marks(NamedTuple):
    """When a contribution first or last came to a state."""

    answered: datetime | None = None
    decided: datetime | None = None
    adopted: datetime | None = None
    done: datetime | None = None
    measured: datetime | None = None
    short_way: datetime | None = None
    ended: datetime | None = None


MARKS = {
    "answered": Min("at", filter=Q(to_state=State.ANSWERED)),
    "decided": Min("at", filter=Q(to_state__in=JUDGED)),
    "adopted": Min("at", filter=Q(to_state=State.APPROVED)),
    "done": Max("at", filter=Q(to_state=State.IMPLEMENTED)),
    "measured": Min("at", filter=Q(to_state=State.VERIFIED)),
    "short_way": Min("at", filter=Q(to_state=State.FAST_TRACK)),
    "ended": Max("at", filter=Q(to_state__in=ENDS)),
}
MARKING = {State.ANSWERED, State.IMPLEMENTED, State.VERIFIED, State.FAST_TRACK, *JUDGED, *ENDS}
FACTS = (
    *("pk", "state", "state_since", "submitted_at", "promised_reply_at", "first_human_reply_at", "effort"),
    "site_id",
)


class Facts(NamedTuple):
    """A row of ideas, in the order of `FACTS`."""

    pk: int
    state: str
    since: datetime
    sent: datetime
    promised: datetime | None
    replied: datetime | None
    effort: int | None
    site: int | None


def read_lives(now: datetime) -> dict[int, Life]:
    """Every contribution that is counted, by its key, as it stands at `now`. Five statements."""
    marks = {row[0]: Marks(*row[1:]) for row in _marked().iterator(chunk_size=AT_ONCE)}
    oriented = dict(_oriented().iterator(chunk_size=AT_ONCE))
    rows = counted(Idea.objects.all()).order_by().values_list(*FACTS)
    facts = [Facts(*row) for row in rows.iterator(chunk_size=AT_ONCE)]
    if not facts:
        return {}
    zone = timezone.get_default_timezone()
    worked = _calendars(min(row.sent for row in facts), now, zone)
    return {
        row.pk: _life(row, marks.get(row.pk, Marks()), oriented.get(row.pk), worked[row.site], now, zone)
        for row in facts
    }


def read_ages(now: datetime) -> dict[str, list[int]]:
    """Of each state in which something may stand, since how many days each contribution stands there."""
    found = defaultdict(list)
    rows = Idea.objects.filter(state__in=STANDING).order_by().values_list("state", "state_since")
    for state, since in rows.iterator(chunk_size=AT_ONCE):
        found[state].append(max(0, (now - since).days))
    return found


def _marked():
    rows = IdeaEvent.objects.filter(to_state__in=MARKING).order_by()
    return rows.values("idea_id").annotate(**MARKS).values_list("idea_id", *MARKS)


def _oriented():
    """A question to the author is no orientation yet."""
    rows = TriageDecision.objects.exclude(outcome=Outcome.ASK).order_by()
    return rows.values("idea_id").annotate(first=Min("at")).values_list("idea_id", "first")


def _calendars(first: datetime, last: datetime, zone: tzinfo) -> dict[int | None, WorkedDays]:
    """The working days of every site; of the whole company where there is no site."""
    closures = defaultdict(list)
    for site, start, end in Closure.objects.values_list("site_id", "starts_on", "ends_on"):
        closures[site].append((start, end))
    regions = {None: DEFAULT_REGION} | dict(Site.objects.values_list("pk", "holiday_region"))
    ends = first.astimezone(zone).date(), last.astimezone(zone).date()
    return {
        site: WorkedDays(
            *ends,
            region=region,
            closures=closed_days([*closures[None], *(closures[site] if site is not None else ())]),
        )
        for site, region in regions.items()
    }


def _life(row: Facts, marks: Marks, oriented: datetime | None, worked: WorkedDays, now: datetime, zone: tzinfo) -> Life:
    def day(moment: datetime | None) -> date | None:
        return None if moment is None else moment.astimezone(zone).date()

    def working(moment: datetime | None) -> int | None:
        return None if moment is None else worked.between(sent, day(moment))

    sent = day(row.sent)
    due = row.promised is not None and row.promised <= now
    return Life(
        sent=sent,
        size=size_of(row.effort, short_way=marks.short_way is not None),
        on_time=(row.replied is not None and row.replied <= row.promised) if due else None,
        replied=day(row.replied),
        reply_days=working(row.replied),
        oriented=day(oriented),
        triage_days=working(oriented),
        answered=day(marks.answered),
        decided=day(marks.decided),
        adopted=None if row.state in REFUSED else day(marks.adopted),
        done=None if row.state in NOT_DONE_AFTER_ALL else day(marks.done),
        measured=day(marks.measured),
        ended=day(marks.ended or row.since) if row.state in FINAL else None,
        unanswered=row.state in NO_ANSWER and marks.decided is None and marks.answered is None,
    )
