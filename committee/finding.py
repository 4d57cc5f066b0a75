"""Finding a session, a point, a poll or a document for the person who asks: what they may not see does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from committee.models import AgendaItem, AwaitedDocument, MinutesObjection, Poll, Session


def session_for(user, number: int, *, permission: str = "committee.view_committee") -> Session:
    """The session of this number, 404 unless the person has `permission` on it."""
    around = ("chair", "convocation", "held_move__by", "reconvenes")
    session = get_object_or_404(Session.objects.select_related(*around), number=number)
    return _seen(user, session, session, permission)


def item_for(user, pk: int, *, permission: str = "committee.view_draft") -> AgendaItem:
    """A point of an agenda; the permission is asked on its session."""
    item = get_object_or_404(AgendaItem.objects.select_related("session__chair", "idea", "decision"), pk=pk)
    return _seen(user, item, item.session, permission)


def poll_for(user, pk: int, *, permission: str = "committee.view_draft") -> Poll:
    """A poll of a session; the permission is asked on it."""
    polls = Poll.objects.filter(item__isnull=False).select_related("item__session__chair", "item__idea__site")
    poll = get_object_or_404(polls, pk=pk)
    return _seen(user, poll, poll.item.session, permission)


def document_for(user, pk: int) -> AwaitedDocument:
    """A document that is awaited: 404 for whoever neither prepares agendas nor is to bring it."""
    document = get_object_or_404(AwaitedDocument.objects.select_related("idea", "person", "by", "arrived_by"), pk=pk)
    return _seen(user, document, document, "committee.hand_over")


def _seen(user, found, asked_on, permission):
    if not user.has_perm(permission, asked_on):
        raise Http404
    return found


def objection_for(user, pk: int | None) -> MinutesObjection:
    """An objection to minutes, for those who answer it."""
    objection = get_object_or_404(MinutesObjection.objects.select_related("minutes__session", "person"), pk=pk)
    return _seen(user, objection, objection.minutes.session, "committee.publish_minutes")
