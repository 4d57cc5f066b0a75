"""Behind each number its list: the conditions by which contributions are counted, as querysets.

What a month counts is found by the same dates as in `reading`; what waits is counted by these conditions themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ideas.enums import UNTRIAGED, ActionStatus, Origin, State
from ideas.models import Idea, IdeaEvent
from ideas.selectors import visible_to
from ideas.workflow import FINAL
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.dashboard.lives import month_after

PAGE = 50
JUDGED = (State.APPROVED, State.REJECTED, State.DECLINED)
# It was declared done, and went back to work or was given up since.
NOT_DONE_AFTER_ALL = (State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.ABANDONED)
ENDS = tuple(state for state in State if state in FINAL - {State.ARCHIVED})
STANDING = tuple(state for state in State if state not in FINAL and state != State.DRAFT)
AT_WORK = (State.APPROVED, State.IN_PROGRESS)  # what is on hold is expected neither to move nor to be told
NEW_FOR, QUESTION_FOR, SILENT_FOR = timedelta(days=7), timedelta(days=14), timedelta(days=30)
LATE_FOR, CYCLES = timedelta(days=30), 2

Rows = QuerySet[Idea]


@dataclass(frozen=True)
class Within:
    """The two ends of a month as moments, and now."""

    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True)
class Listed:
    """One list: its title, whether it is of a month, and how its rows are found."""

    title: str | Promise
    monthly: bool
    find: Callable[[Rows, Within], Rows]


def counted(rows: Rows) -> Rows:
    """Without drafts, imports, and what was taken back before anybody opened it."""
    opened = Exists(IdeaEvent.objects.filter(idea=OuterRef("pk"), to_state=State.IN_TRIAGE))
    rows = rows.exclude(state=State.DRAFT).exclude(origin=Origin.IMPORT)
    return rows.filter(~Q(state=State.WITHDRAWN) | opened, submitted_at__isnull=False)


def _came(states, *, last: bool = False) -> Subquery:
    """Expression: when it first (last) came into one of `states`."""
    rows = IdeaEvent.objects.filter(idea=OuterRef("pk"), to_state__in=states)
    return Subquery(rows.order_by("-at" if last else "at").values("at")[:1])


def _moved_since(rows: Rows, within: Within) -> Rows:
    """Whatever happened in the month has changed the state since: the index of the states finds these few."""
    return counted(rows).filter(state__in=State.values, state_since__gte=within.since)


def _received(rows, within):
    return counted(rows).filter(submitted_at__gte=within.since, submitted_at__lt=within.until)


def _in_time(rows, within):
    due = _received(rows, within).filter(promised_reply_at__lte=within.now)
    return due.filter(first_human_reply_at__lte=F("promised_reply_at"))


def _late(rows, within):
    due = _received(rows, within).filter(promised_reply_at__lte=within.now)
    return due.filter(Q(first_human_reply_at=None) | Q(first_human_reply_at__gt=F("promised_reply_at")))


def _came_within(rows, within, came):
    return _moved_since(rows, within).annotate(came_at=came).filter(came_at__gte=within.since, came_at__lt=within.until)


def _decided(rows, within):
    return _came_within(rows, within, _came(JUDGED))


def _done(rows, within):
    done = _came_within(rows, within, _came([State.IMPLEMENTED], last=True))
    return done.exclude(state__in=NOT_DONE_AFTER_ALL)


def _ended(rows, within):
    came = Coalesce(_came(ENDS, last=True), F("state_since"))
    return _came_within(rows, within, came).filter(state__in=FINAL)


def _new(rows, within):
    """What was answered and came back waits for something else."""
    return rows.filter(state__in=UNTRIAGED, first_human_reply_at=None, submitted_at__lt=within.now - NEW_FOR)


def _question(rows, within):
    return rows.filter(state=State.NEEDS_INFO, state_since__lt=within.now - QUESTION_FOR)


def _committee(rows, within):
    return rows.filter(state=State.SHORTLISTED, waited_cycles__gte=CYCLES)


def _silent(rows, within):
    open_ones = rows.filter(state__in=AT_WORK).exclude(action__status=ActionStatus.DONE)
    return open_ones.filter(action__last_news_at__lt=within.now - SILENT_FOR)


def _overdue(rows, within):
    open_ones = rows.filter(state__in=AT_WORK).exclude(action__status=ActionStatus.DONE)
    today = timezone.localdate(within.now, timezone.get_default_timezone())
    return open_ones.filter(action__due_on__lt=today - LATE_FOR)


def _standing(state):
    return lambda rows, _within: rows.filter(state=state)


WAITING = {
    "new": Listed(_("Not looked at for more than 7 days"), False, _new),
    "question": Listed(_("A question to the author without answer for more than 14 days"), False, _question),
    "committee": Listed(_("Kept for the committee, two sessions later still not on an agenda"), False, _committee),
    "silent": Listed(_("Actions without news for more than 30 days"), False, _silent),
    "overdue": Listed(_("Actions more than 30 days late"), False, _overdue),
}
MONTHLY = {
    "received": Listed(_("Contributions received"), True, _received),
    "in-time": Listed(_("First answer in time"), True, _in_time),
    "late": Listed(_("First answer late, or still missing"), True, _late),
    "decided": Listed(_("Contributions decided"), True, _decided),
    "done": Listed(_("Contributions carried out"), True, _done),
    "ended": Listed(_("Contributions ended"), True, _ended),
}
LISTS: dict[str, Listed] = (
    MONTHLY | WAITING | {f"in-{state.value}": Listed(state.label, False, _standing(state)) for state in STANDING}
)
OPENED_OR_NOT = {f"in-{state.value}" for state in UNTRIAGED}


def bounds_of(month: date) -> Within:
    """The month on the clock of the organisation."""
    zone = timezone.get_default_timezone()
    ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (month, month_after(month)))
    return Within(*ends, clock.now())


def count_waiting(month: date) -> dict[str, int]:
    """How many wait where, whoever may read them."""
    return {name: listed.find(Idea.objects.all(), bounds_of(month)).count() for name, listed in WAITING.items()}


def rows_of(name: str, month: date, *, reader: User, before: int | None = None, size: int = PAGE) -> list[Idea]:
    """What `reader` may read of a list, the latest first, and one row more when there is a next page."""
    rows = _found(name, month, reader).order_by("-pk")
    return list(
        (rows if before is None else rows.filter(pk__lt=before)).select_related("site", "action__owner")[: size + 1]
    )


def _found(name, month, reader):
    """Opening is the officer's business: for others, what was opened stands where it was received."""
    if name in OPENED_OR_NOT and not reader.has_role(Role.OFFICER):
        return visible_to(reader).filter(state__in=UNTRIAGED)
    return LISTS[name].find(visible_to(reader), bounds_of(month))
