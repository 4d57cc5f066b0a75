"""Who sits in which pole and until when, which seats are free, and which mandates end soon."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from committee.models import College, Mandate
from committee.terms import REMINDERS, reminder_due
from parkour.core import clock
from parkour.core.keys import beyond

MOST_TO_COME = 50


@dataclass
class Pole:
    """A pole on one day: who sits in it, presidents first, its alternates, and those whose mandate begins later."""

    college: College
    members: list[Mandate] = field(default_factory=list)
    alternates: list[Mandate] = field(default_factory=list)
    to_come: list[Mandate] = field(default_factory=list)

    @property
    def president(self) -> Mandate | None:
        return next((mandate for mandate in self.members if mandate.is_president), None)

    @property
    def free_seats(self) -> int:
        return max(self.college.seats - len(self.members), 0)

    @property
    def free_alternates(self) -> int:
        return max(self.college.alternates - len(self.alternates), 0)


def composition() -> list[Pole]:
    """The poles today. Two statements, whatever their size."""
    today = clock.today()
    poles = {college.pk: Pole(college) for college in College.objects.all()}
    rows = Mandate.objects.not_over(today).filter(person__is_active=True)
    order = ("is_alternate", "-is_president", "person__last_name", "person__first_name", "from_on", "pk")
    for mandate in rows.select_related("college", "person", "person__site").order_by(*order):
        pole = poles[mandate.college_id]
        if mandate.from_on > today:
            pole.to_come.append(mandate)
        else:
            (pole.alternates if mandate.is_alternate else pole.members).append(mandate)
    for pole in poles.values():
        pole.to_come = sorted(pole.to_come, key=lambda row: (row.from_on, row.pk))[:MOST_TO_COME]
        for mandate in (*pole.members, *pole.alternates):
            mandate.reminder = reminder_due(*mandate.term, today)
    return list(poles.values())


def past_mandates(*, before: tuple[date, int] | None = None, size: int) -> list[Mandate]:
    """Mandates that are over, the last to end first, one more than `size` when there are more."""
    rows = Mandate.objects.filter(until_on__lte=clock.today())
    if before:
        rows = rows.filter(beyond(["committee_mandate.until_on", "committee_mandate.id"], before, descending=True))
    return list(rows.select_related("college", "person").order_by("-until_on", "-pk")[: size + 1])


def ending_mandates() -> list[Mandate]:
    """Mandates of which a reminder holds today and that nothing follows, the first to end first."""
    today = clock.today()
    last = today + timedelta(days=max(REMINDERS))
    rows = Mandate.objects.held_on(today).filter(until_on__lte=last, person__is_active=True)
    rows = list(rows.select_related("college", "person").order_by("until_on", "pk"))
    # Whoever goes on without a gap, renewed or as the president, is told of nothing.
    followed = set(
        Mandate.objects.filter(
            person__in=[row.person_id for row in rows], from_on__in={row.until_on for row in rows}
        ).values_list("person_id", "from_on")
    )
    found = []
    for row in rows:
        row.reminder = reminder_due(*row.term, today)
        if row.reminder and (row.person_id, row.until_on) not in followed:
            found.append(row)
    return found


def goes_on(mandate: Mandate) -> bool:
    """Whether its holder has another mandate from the day on which this one ends."""
    return Mandate.objects.filter(person=mandate.person_id, from_on=mandate.until_on).exists()
