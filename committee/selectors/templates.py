"""Kinds of sessions, and what a new session gets of the usual one."""

from django.db.models import Count, Q, QuerySet

from committee.enums import UPCOMING
from committee.models import Session, SessionTemplate


def session_templates() -> QuerySet[SessionTemplate]:
    """All of them (there are few), the usual one first; `to_come`: sessions that follow its changes."""
    following = Q(sessions__in=_following())
    return SessionTemplate.objects.annotate(to_come=Count("sessions", filter=following))


def followers(template: SessionTemplate) -> QuerySet[Session]:
    """Sessions to come of this kind whose agenda was not sent."""
    return _following().filter(template=template)


def _following() -> QuerySet[Session]:
    return Session.objects.filter(state__in=UPCOMING, agenda_version=0)


def facts_of_the_usual_kind() -> dict:
    """What a session that is planned gets; nothing in a house without a usual kind: the usual times hold then."""
    usual = SessionTemplate.objects.filter(is_default=True).first()
    return {"template": usual, "block_times": usual.times, "duration": usual.duration} if usual else {}
