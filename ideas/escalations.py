"""Reading what was passed on: to whom, why, and what waits for one person."""

from django.db.models import Prefetch, Q, QuerySet

from ideas.enums import UNTRIAGED
from ideas.models import Authorship, Escalation, Idea
from ideas.privacy import Told
from ideas.selectors import officers, people_of
from parkour.accounts.models import Role, User

SHOWN = 20


def may_be_asked(officer: User, idea: Idea) -> QuerySet[User]:
    """Of whom `officer` may ask it: the direction, the other officers and their deputies; not who wrote it."""
    people = User.objects.filter(Q(pk__in=people_of(Role.SPONSOR)) | Q(pk__in=officers()))
    people = people.exclude(pk=officer.pk).exclude(authorships__idea=idea)
    return people.order_by("last_name", "first_name", "pk")


def open_escalation(idea: Idea) -> Escalation | None:
    """The one that waits for words."""
    return idea.escalations.filter(answered_at=None).select_related("by", "to").first()


def escalations_of(person: User) -> list[Escalation]:
    """What waits for `person`, the oldest first, with its `idea.told`; what has left triage waits no more."""
    rows = Escalation.objects.filter(to=person, answered_at=None, idea__state__in=UNTRIAGED)
    rows = rows.select_related("by", "idea__site", "idea__action").order_by("at", "pk")
    authors = Prefetch("idea__authorships", Authorship.objects.select_related("person"))
    found = list(rows.prefetch_related(authors)[:SHOWN])
    for row in found:
        row.idea.told = Told(row.idea, person)
    return found


def escalation_for(person: User, reference: str) -> Escalation | None:
    """The open one of this contribution, for whom it was asked of; None for everybody else."""
    return next((row for row in escalations_of(person) if row.idea.reference == reference.upper()), None)
