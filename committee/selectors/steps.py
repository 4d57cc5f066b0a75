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
from parkour.core.counting import capped_counts
from parkour.notifications.models import Notification

MOST_TOLD = 99_999  # contributions that wait are told with their exact number


def steps_of(session: Session, rows: list[Presence] | None = None, changed: bool | None = None) -> list[Step]:
    """The retro-planning of a session as it stands today. A bounded number of queries.

    `rows` of `attendance_of` and `changed` of `has_unreleased_changes`, when they are read already.
    """
    dates = calendar.retro_planning(session.on)
    cutoff = next(row.date for row in dates if row.key == "review_cutoff")
    if changed is None:
        changed = session.is_released and session.state not in ENDED and has_unreleased_changes(session)
    facts = _facts(session, attendance_of(session) if rows is None else rows, cutoff, changed)
    return steps(dates, facts, clock.today(house_zone()))


def _facts(session: Session, rows: list[Presence], cutoff: date, changed: bool) -> Facts:
    """What the rows say. What came after `cutoff` is for the next session."""
    numbers = _numbers(session, cutoff)
    return Facts(
        is_announced=session.state not in (SessionState.PLANNED, SessionState.CANCELLED),
        points=numbers["points"],
        awaited=numbers["awaited"],
        members=len(rows),
        silent=sum(not row.said for row in rows),
        is_released=session.is_released,
        has_unsent_changes=changed,
        reminded=numbers["reminders"] > 0,
        was_opened=session.opened_at is not None,
        is_over=session.state in HELD,
        has_minutes=session.has_published_minutes,
        without_news=numbers["without_news"],
        next_is_planned=numbers["later"] > 0,
    )


def _numbers(session: Session, cutoff: date) -> dict[str, int]:
    """What is counted for the facts, in one statement; what does not matter at this time is not looked for."""
    heard = ActionUpdate.objects.filter(action=OuterRef("pk"), at__gt=session.closed_at or session.starts_at)
    decided = Q(idea__agenda_items__session=session, decision=F("idea__agenda_items__decision"))
    asked = {
        "points": session.items.all(),
        "reminders": Notification.objects.filter(event_key=reminder_key(session), kind="committee_reminder"),
        "later": Session.objects.filter(starts_at__gt=session.starts_at).exclude(state=SessionState.CANCELLED),
    }
    if session.state not in ENDED:
        asked["awaited"] = Idea.objects.filter(state__in=UNTRIAGED, submitted_at__lt=_end_of(cutoff))
    if session.state in HELD:
        asked["without_news"] = Action.objects.filter(decided, ~Exists(heard), done_at=None)
    return {"awaited": 0, "without_news": 0} | capped_counts(most=MOST_TOLD, **asked)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=house_zone())


def reminder_key(session: Session) -> str:
    """The event under which the members are reminded of this session on this day, once each."""
    return f"session:{session.pk}:reminder:{session.starts_at.isoformat()}"
