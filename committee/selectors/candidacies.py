"""Calls for candidates: which are running, who applied, and in which order lots came."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from committee.models import Candidacy, CandidacyCall, Mandate
from committee.rules import pole_of
from committee.terms import overlap
from parkour.core import clock
from parkour.core.keys import beyond

MOST_CALLS = 20


def _with_numbers(rows: QuerySet[CandidacyCall]) -> QuerySet[CandidacyCall]:
    return rows.select_related("college").annotate(
        applied=Count("candidacies", filter=Q(candidacies__withdrawn_at=None)),
    )


def calls_now() -> list[CandidacyCall]:
    """Calls that are neither settled nor cancelled, the first to close first, each with how many applied."""
    rows = CandidacyCall.objects.filter(settled_at=None, cancelled_at=None)
    return list(_with_numbers(rows).order_by("closes_on", "pk")[:MOST_CALLS])


def past_calls(*, before: tuple[date, int] | None = None, size: int) -> list[CandidacyCall]:
    """Settled and cancelled calls, the last first, one more than `size` when there are more."""
    rows = CandidacyCall.objects.filter(Q(settled_at__isnull=False) | Q(cancelled_at__isnull=False))
    if before:
        columns = ["committee_candidacycall.closes_on", "committee_candidacycall.id"]
        rows = rows.filter(beyond(columns, before, descending=True))
    return list(_with_numbers(rows).order_by("-closes_on", "-pk")[: size + 1])


def calls_for(person) -> list[CandidacyCall]:
    """Open calls for which `person` may apply and has not."""
    if person.contributor_only or person.partner_site is not None:
        return []
    today = clock.today()
    own = Candidacy.objects.filter(call=OuterRef("pk"), person=person, withdrawn_at=None)
    seat = Mandate.objects.filter(person=person).filter(Q(until_on=None) | Q(until_on__gt=OuterRef("from_on")))
    rows = CandidacyCall.objects.filter(opens_on__lte=today, closes_on__gte=today, settled_at=None, cancelled_at=None)
    rows = rows.exclude(Exists(own)).exclude(Exists(seat)).select_related("college").order_by("closes_on", "pk")
    found = list(rows[:MOST_CALLS])
    pole = pole_of(person) if found else None
    return [call for call in found if call.college.code == pole]


def candidates_of(call: CandidacyCall, *, after: int = 0, size: int) -> list[Candidacy]:
    """Who has applied and stands by it, by number, one more than `size` when there are more."""
    rows = call.candidacies.filter(withdrawn_at=None, number__gt=after).select_related("person", "person__site")
    return list(rows.order_by("number")[: size + 1])


def places_of(call: CandidacyCall, *, after: int = 0, size: int) -> list[Candidacy]:
    """The places of the draw, or those who were chosen, in order, one more than `size` when there are more."""
    rows = call.candidacies.filter(rank__gt=after).select_related("person", "person__site")
    return list(rows.order_by("rank")[: size + 1])


def standing_candidacies(call: CandidacyCall) -> list[Candidacy]:
    """Candidacies among which seats are given: not withdrawn, of people who can sign in and have no mandate then."""
    rows = call.candidacies.filter(withdrawn_at=None, person__is_active=True)
    rows = list(rows.select_related("person", "person__site").order_by("number"))
    term, seated = (call.from_on, call.until_on), set()
    for mandate in Mandate.objects.filter(person__in=[row.person_id for row in rows]):
        if overlap(mandate.term, term):
            seated.add(mandate.person_id)
    return [row for row in rows if row.person_id not in seated]
