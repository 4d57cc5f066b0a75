"""The committee at named moments, brought there through the services once the seats are given."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from committee.models import AgendaItem, College, Mandate, Poll, Session
from committee.services import agenda, attendance, candidacies, conduct, consultations, voting
from parkour.core import clock
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual


class CollegeFactory(DjangoModelFactory):
    class Meta:
        model = College
        django_get_or_create = ["code"]

    code = "direction"
    seats = 6


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    college = factory.SubFactory(CollegeFactory)
    person = factory.SubFactory(UserFactory)
    from_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=200))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    place = "Salle Loire"


@usual
def committee_of(direction=3, employees=3, presidents=True):
    """Two poles with that many members and one free seat each.

    Returns {"direction": [people], "employees": [people]}, presidents first.
    """
    poles = {}
    for code, size in (("direction", direction), ("employees", employees)):
        college = CollegeFactory(code=code, seats=size + 1)
        poles[code] = [
            MandateFactory(college=college, is_president=presidents and index == 0).person for index in range(size)
        ]
    return poles


def call_for(officer, code="employees", **facts):
    """A call for one seat, open for ten days from today, of a pole with three free seats and two for alternates."""
    college = CollegeFactory(code=code)
    seats = 3 + college.mandates.in_force(clock.today()).count()
    type(college).objects.filter(pk=college.pk).update(seats=seats, alternates=2)
    college.refresh_from_db()
    today = clock.today()
    dates = {"opens_on": 0, "closes_on": 10, "from_on": 20, "until_on": 385}
    given = {name: today + timedelta(days=days) for name, days in dates.items()} | {"seats": 1, "alternates": 0}
    return candidacies.open_call(college, by=officer, **given | facts)


def call_with(officer, people, **facts):
    """(such a call, these people, who have applied for it); its last day is ten days ahead of the clock."""
    call = call_for(officer, **facts)
    for person in people:
        candidacies.apply(call, by=person, letter="Je connais le terrain.")
    return call, people


def voted_call(officer, people, **facts):
    """(a call with a vote of five days after the ten days to apply, these people, who have applied for it)."""
    days = {"votes_until": clock.today() + timedelta(days=15), "method": "vote"}
    return call_with(officer, people, **days | facts)


@dataclass
class Room:
    """An open session and who is in it. `poles` is as `committee_of` returns it; the chair presides."""

    session: Session
    poles: dict
    officer: object
    chair: object
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def people(self):
        return self.poles["direction"] + self.poles["employees"]

    @property
    def item(self) -> AgendaItem:
        return self.items[0]

    def poll(self, item=None, **options) -> Poll:
        """The vote opened on a point (default: the first), which becomes the current one."""
        item = conduct.start_item(self.session, item or self.item, by=self.chair)
        return voting.open_poll(item, by=self.chair, **options)


@usual
def released_session(*ideas, poles=None, block=None, **fields) -> Room:
    """A session whose agenda holds these contributions (default: a shortlisted one) and is released.

    `block`: the one they are all placed in, by default the one that suits each.
    """
    poles = poles or committee_of()
    officer, chair = UserFactory(officer=True), poles["direction"][0]
    session = SessionFactory(chair=chair, **fields)
    for idea in ideas or [IdeaFactory(shortlisted=True)]:
        agenda.add_item(session, idea, by=officer, block=block)
    agenda.release_agenda(session, by=officer)
    session.refresh_from_db()
    items = list(AgendaItem.objects.filter(session=session).order_by("pk"))
    return Room(session, poles, officer, chair, items)


@usual
def open_consultation(*ideas, **facts):
    """A consultation of all employees that is open whatever the day, on the first point of a session to come."""
    room = released_session(*ideas, starts_at=clock.now() + timedelta(days=6), **facts)
    with clock.at(clock.now() - timedelta(days=6)):
        return consultations.consult_on(room.session, by=room.officer, points=[room.item.pk])[0]


@usual
def open_session_with(*ideas, poles=None, absent=(), **fields) -> Room:
    """The same, open, with every member present but `absent`."""
    room = released_session(*ideas, poles=poles, **fields)
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in room.people:
        if person not in absent:
            attendance.mark_present(room.session, by=room.chair, person=person)
    return room


def vote(poll: Poll, person, choice="yes", key=None):
    """One click of a voter."""
    return voting.cast_ballot(poll, by=person, choice=choice, key=key or uuid.uuid4())


def answer(poll: Poll, person, key=None, **said):
    """One click of a voter, by another method than for and against."""
    return voting.cast_ballot(poll, by=person, answer=said, key=key or uuid.uuid4())


def vote_all(poll: Poll, choices):
    """`choices`: {person: choice}."""
    for person, choice in choices.items():
        vote(poll, person, choice)


def counted(room: Room, poll: Poll) -> Poll:
    """Closed and revealed by the chair."""
    voting.close_poll(poll, by=room.chair)
    return voting.reveal_poll(poll, by=room.chair)
