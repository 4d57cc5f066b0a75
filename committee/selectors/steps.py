"""What rows say of the preparation of a session and of what followed it."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q

from committee import calendar
from committee.enums import ENDED, HELD, SessionState
from committee.models import Session
from committee.models.session import house_zone
from committee.retroplan import Facts, Step, steps
from committee.selectors.agenda import has_unreleased_changes
from committee.selectors.people import Presence, attendance_of
from ideas.enums import UNTRIAGED
from ideas.models import Action, ActionUpdate, Idea
from parkour.core import clock
from parkour.notifications.models import Notification


def steps_of(session: Session, rows: list[Presence] | None = None) -> list[Step]:
    """The retro-planning of a session as it stands today. A bounded number of queries."""
    dates = calendar.retro_planning(session.on)
    cutoff = next(row.date for row in dates if row.key == "review_cutoff")
    facts = facts_of(session, attendance_of(session) if rows is None else rows, cutoff)
    return steps(dates, facts, clock.today(house_zone()))


def facts_of(session: Session, rows: list[Presence], cutoff: date) -> Facts:
    """What the rows say; `rows` are those of `attendance_of`. What came after `cutoff` is for the next session."""
    over = session.state in HELD
    is_ahead = session.state not in ENDED
    heard = ActionUpdate.objects.filter(action=OuterRef("pk"), at__gt=session.closed_at or session.starts_at)
    decided = Q(idea__agenda_items__session=session, decision=F("idea__agenda_items__decision"))
    return Facts(
        is_announced=session.state not in (SessionState.PLANNED, SessionState.CANCELLED),
        points=session.items.count(),
        awaited=Idea.objects.filter(state__in=UNTRIAGED, submitted_at__lt=_end_of(cutoff)).count() if is_ahead else 0,
        members=len(rows),
        silent=sum(not row.said for row in rows),
        is_released=session.is_released,
        has_unsent_changes=is_ahead and session.is_released and has_unreleased_changes(session),
        reminded=Notification.objects.filter(event_key=reminder_key(session), kind="committee_reminder").exists(),
        was_opened=session.opened_at is not None,
        is_over=over,
        has_minutes=session.has_published_minutes,
        without_news=Action.objects.filter(decided, ~Exists(heard), done_at=None).count() if over else 0,
        next_is_planned=_has_a_next(session),
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=house_zone())


def reminder_key(session: Session) -> str:
    """The event under which the members are reminded of this session on this day, once each."""
    return f"session:{session.pk}:reminder:{session.starts_at.isoformat()}"


def _has_a_next(session: Session) -> bool:
    later = Session.objects.filter(starts_at__gt=session.starts_at)
    return later.exclude(state=SessionState.CANCELLED).exists()
