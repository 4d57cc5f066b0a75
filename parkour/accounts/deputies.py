"""Standing in for an officer on some days. Whoever does holds the role of officer on these, and only then.

Nobody has to take the role back: `User.role_names` reads the dates.
"""

from datetime import date

from django.db.models import QuerySet

from parkour.accounts.models import Deputy, Role, User
from parkour.core import clock

SHOWN = 20


def candidates(officer: User) -> QuerySet[User]:
    """Who may stand in for `officer`: other officers, and second reviewers."""
    people = User.objects.filter(is_active=True, role_assignments__role__in=[Role.OFFICER, Role.REVIEWER])
    return people.exclude(pk=officer.pk).distinct().order_by("last_name", "first_name", "pk")


def in_force(day: date) -> QuerySet[Deputy]:
    """Who stands in for whom on `day`, as long as both work here and the officer is one."""
    return Deputy.objects.filter(
        ended_at=None,
        starts_on__lte=day,
        ends_on__gte=day,
        person__is_active=True,
        officer__is_active=True,
        officer__role_assignments__role=Role.OFFICER,
    ).order_by("pk")


def deputies_of(officer: User) -> list[Deputy]:
    """Whom `officer` has named, the latest first."""
    return list(Deputy.objects.filter(officer=officer).select_related("officer", "person")[:SHOWN])


def stood_in_for(person: User) -> list[Deputy]:
    """For whom `person` stands in, now or later."""
    rows = Deputy.objects.filter(person=person, ended_at=None, ends_on__gte=clock.today())
    return list(rows.select_related("officer", "person")[:SHOWN])


def is_given_officer(person: User) -> bool:
    """Holds the role for good, and not because they stand in for somebody."""
    return person.has_role(Role.OFFICER) and person.role_assignments.filter(role=Role.OFFICER).exists()
