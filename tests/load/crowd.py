"""A session with as many members as one wants, all present, each with a browser that is signed in."""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from django.utils import timezone

from committee.enums import Choice
from committee.models import Attendance, Ballot, BallotKey, College, Mandate, Participation, Poll, SealedBallot
from committee.sealing import key_of, seal_ballot
from committee.services import conduct, voting
from parkour.accounts.models import User
from parkour.core.clock import today
from tests.factories.committee import CollegeFactory, Room, released_session
from tests.factories.people import SiteFactory

BACKEND = "parkour.accounts.backends.SignInBackend"
POLES = ("direction", "employees")


@dataclass
class Crowd:
    """`room` is the open session; `browsers` the session of each member’s browser, by their key."""

    room: Room
    browsers: dict[int, str] = field(default_factory=dict)

    @property
    def people(self) -> list[int]:
        return [person.pk for person in self.room.people]

    def new_poll(self, **options) -> Poll:
        """The vote on the point, opened afresh: the one before is set aside."""
        Poll.objects.filter(item=self.room.item).delete()
        return self.room.poll(**options)

    def welcome(self, size: int, *, browsers: bool = False) -> None:
        """So many members more, present in both poles; written at once, whatever the number."""
        people = _people(size)
        for place, code in enumerate(POLES):
            college, joining = College.objects.get(code=code), people[place::2]
            self.room.poles[code] += joining
            College.objects.filter(pk=college.pk).update(seats=len(self.room.poles[code]) + 1)
            Mandate.objects.bulk_create(Mandate(college=college, person=person, from_on=today()) for person in joining)
        self.note_present(people)
        if browsers:
            self.browsers |= {person.pk: browser_of(person) for person in people}

    def note_present(self, people) -> None:
        now, session = timezone.now(), self.room.session
        Attendance.objects.bulk_create(
            Attendance(session=session, person_id=seat.person_id, college_id=seat.college_id, present_from=now)
            for seat in Mandate.objects.filter(person__in=people)
        )


def gather(size: int) -> Crowd:
    """A released and opened session of two poles with `size` members in all, presidents first."""
    people = _people(2)
    poles = {code: [person] for code, person in zip(POLES, people, strict=True)}
    for code, (president,) in poles.items():
        Mandate.objects.create(college=CollegeFactory(code=code), person=president, is_president=True, from_on=today())
    room = released_session(poles=poles)
    room.session = conduct.open_session(room.session, by=room.chair)
    crowd = Crowd(room)
    crowd.note_present(people)
    crowd.welcome(size - 2, browsers=True)
    crowd.browsers |= {person.pk: browser_of(person) for person in people}
    return crowd


def _people(size: int) -> list[User]:
    site, start = SiteFactory(), User.objects.count()
    return User.objects.bulk_create(
        User(email=f"crowd{start + n}@load.example", first_name=f"Voix{n}", last_name="Essai", site=site, password="!")
        for n in range(size)
    )


def browser_of(person) -> str:
    """The cookie of a browser in which this person has signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def fill(poll: Poll) -> None:
    """A ballot of everybody on the roll, written at once: what a close finds, without the time of casting."""
    lines = list(Participation.objects.filter(poll=poll))
    choices = [Choice.values[place % 3] for place in range(len(lines))]
    if poll.is_secret:
        _seal(poll, lines, choices)
    else:
        Ballot.objects.bulk_create(
            Ballot(poll=poll, person_id=line.person_id, college_id=line.college_id, choice=choice, key=uuid.uuid4())
            for line, choice in zip(lines, choices, strict=True)
        )
    Participation.objects.filter(poll=poll).update(has_voted=True)


def _seal(poll, lines, choices):
    key = key_of(settings.PARKOUR_BALLOT_KEY, poll.pk, BallotKey.objects.get(poll=poll).wrapped)
    SealedBallot.objects.bulk_create(
        SealedBallot(
            poll=poll,
            college_id=line.college_id,
            sealed=seal_ballot(key, poll.pk, line.college_id, choice, {}, with_words=False),
        )
        for line, choice in zip(lines, choices, strict=True)
    )


def close(crowd: Crowd, poll: Poll) -> Poll:
    """Close and count, as the chair."""
    return voting.close_poll(poll, by=crowd.room.chair)
