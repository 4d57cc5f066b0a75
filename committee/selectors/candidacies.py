"""Calls for candidates: which are running, who applied, and in which order lots came."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from committee.enums import CollegeCode
from committee.models import Candidacy, CandidacyCall, Mandate, VoteMark
from committee.rules import pole_of
from committee.terms import overlap
from parkour.accounts.models import Role, RoleAssignment
from parkour.core import clock
from parkour.core.keys import beyond
from parkour.organisation.models import SiteKind

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
    """Calls for which `person` may apply and has not, or in whose vote they may vote and have not."""
    if person.contributor_only or person.partner_site is not None:
        return []
    today = clock.today()
    own = Candidacy.objects.filter(call=OuterRef("pk"), person=person, withdrawn_at=None)
    seat = Mandate.objects.filter(person=person).filter(Q(until_on=None) | Q(until_on__gt=OuterRef("from_on")))
    stood_for = Candidacy.objects.filter(call=OuterRef("pk"), withdrawn_at=None)
    voted = VoteMark.objects.filter(call=OuterRef("pk"), person=person)
    rows = CandidacyCall.objects.filter(
        Q(closes_on__gte=today) & ~Exists(own) & ~Exists(seat)
        | Q(closes_on__lt=today, votes_until__gte=today) & Exists(stood_for) & ~Exists(voted),
        opens_on__lte=today,
        settled_at=None,
        cancelled_at=None,
    )
    found = list(rows.select_related("college").order_by("closes_on", "pk")[:MOST_CALLS])
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


def has_voted(call: CandidacyCall, person) -> bool:
    return VoteMark.objects.filter(call=call, person=person).exists()


def electors(call: CandidacyCall) -> QuerySet:
    """The people of the pole of a call, who may vote in it: what `committee.elect` says, as one statement."""
    return people_of(call.college.code)


def people_of(code: str) -> QuerySet:
    """The active people of the house who are of a pole: what `committee.rules.pole_of` says, as one statement."""
    mandates = Mandate.objects.filter(person=OuterRef("pk"))
    roles = RoleAssignment.objects.filter(user=OuterRef("pk"))
    of_the_house = Q(site=None) | Q(site__kind=SiteKind.OWN) | Exists(roles)
    directs = Exists(roles.filter(role=Role.SPONSOR)) | Exists(mandates.filter(college__code=CollegeCode.DIRECTION))
    of_the_pole = directs if code == CollegeCode.DIRECTION else ~directs
    sits = Exists(mandates.in_force(clock.today()))
    return get_user_model().objects.filter(of_the_house | sits, of_the_pole, is_active=True)
