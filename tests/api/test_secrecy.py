"""A hidden name leaves by no address of the API, for any colleague, whatever moment the contribution is in."""

from datetime import timedelta

import pytest

from committee.services import conduct
from committee.services.decisions import decide_item
from committee.services.minutes import publish_minutes
from ideas import privacy
from ideas.models import Idea
from ideas.services.conversation import write_message
from ideas.services.follow_up import give_news, start_work
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from tests.api.asking import Program, rows
from tests.factories import IdeaFactory, UserFactory, committee_of, open_session_with
from tests.factories.committee import counted, vote_all
from tests.ideas.lives import decided
from tests.ideas.talking import say
from tests.remembered import usual

pytestmark = pytest.mark.django_db

MARKS = ("Zéphyrine", "Quetzal", "QUETZAL", "zephyrine.q@", "Volcanologue", "Site-Caché")
SIGNED = "Zéphyrine Quetzal attend entre deux clientes."


def _hidden():
    person = UserFactory(
        first_name="Zéphyrine", last_name="Quetzal", email="zephyrine.q@parkour.example", job_title="Volcanologue"
    )
    type(person.site).objects.filter(pk=person.site_id).update(name="Site-Caché")
    person.refresh_from_db()
    return person


def addresses(program, ideas, room):
    """Every address that tells something, of these contributions and of this session."""
    yield from ("me/", "ideas/", "ideas/?limit=100", "board/", "decisions/", "actions/", "actions/?ended=true")
    yield from ("triage/", "recommendations/", "sessions/", "sessions/?when=past", "quick-wins/", "inbox/", "sites/")
    for idea in ideas:
        one = f"ideas/{idea.reference}/"
        yield from (f"{one}support/", f"{one}comments/")
        yield from (one, f"{one}story/", f"{one}messages/", f"actions/{idea.reference}/")
        yield from (f"triage/{idea.reference}/", f"triage/{idea.reference}/candidates/")
    one = f"sessions/{room.session.number}/"
    yield from (one, f"{one}agenda/", f"{one}released-agenda/", f"{one}pool/", f"{one}minutes/")
    for item in room.items:
        yield f"items/{item.pk}/"
        yield from (f"polls/{poll.pk}/" for poll in item.polls.all())


def told(program, ideas, room):
    """{address: marks of the hidden name in its answer}, where there is one."""
    found = {}
    for address in addresses(program, ideas, room):
        answer = program.asks(address)
        assert answer.status_code in {200, 404}
        text = answer.content.decode()
        if marks := [mark for mark in MARKS if mark in text]:
            found[address] = marks
    return found


def lives_of(hidden, officer):
    """Contributions of a hidden author, signed in their own text, at every moment that somebody else reads."""
    facts = {"author": hidden, "officer": officer, "visibility": "name_hidden", "problem_text": SIGNED}
    lives = [
        IdeaFactory(**facts, **{moment: True}) for moment in ("opened", "parked", "declined", "workshop", "in_window")
    ]
    lives.append(decided(IdeaFactory(shortlisted=True, **facts), outcome="recommended"))
    acted = decided(IdeaFactory(shortlisted=True, **facts), reason="Demandé par Quetzal.", owner=hidden)
    start_work(acted, by=hidden)
    give_news(Idea.objects.get(pk=acted.pk).action, by=hidden, status="moving", progress=20, note="Signé Quetzal.")
    write_message(acted, by=hidden, body="C'est Zéphyrine.")
    write_message(lives[0], by=hidden, body="C'est Zéphyrine.")
    for idea in (*lives[2:], acted):
        say(Idea.objects.get(pk=idea.pk), hidden, "Signé Quetzal.")
    joined = IdeaFactory(opened=True)
    apply_transition(IdeaFactory(opened=True, **facts), "merge", by=officer, message="Même sujet.", into=joined)
    return [*lives, acted, joined]


@usual
def _company():
    """(whoever hides their name, their contributions, a session that is over, the officer)."""
    hidden, officer = _hidden(), UserFactory(officer=True)
    lives = lives_of(hidden, officer)
    facts = {"author": hidden, "visibility": "name_hidden", "problem_text": SIGNED}
    IdeaFactory(shortlisted=True, **facts)  # in the pool
    room = open_session_with(IdeaFactory(shortlisted=True, **facts), poles=committee_of(2, 2))
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    due_on = clock.today() + timedelta(days=30)
    decide_item(room.item, by=room.chair, reason="Proposé par Zéphyrine.", owner=hidden, due_on=due_on)
    conduct.close_session(room.session, by=room.chair)
    publish_minutes(room.session, by=room.officer)
    return hidden, [*lives, room.item.idea], room, officer


@pytest.fixture
def company():
    return _company()


ROLES = [None, "reviewer", "facilitator", "sponsor"]


@pytest.mark.parametrize("role", ROLES)
def test_no_address_tells_a_colleague_the_hidden_name(company, role):
    _hidden, ideas, room, _officer = company
    reader = Program(UserFactory(**{role: True} if role else {}))
    assert told(reader, ideas, room) == {}
    assert len(rows(reader.asks("ideas/?limit=100"))) > 3


def test_no_address_tells_a_member_nor_the_chair_the_hidden_name(company):
    _hidden, ideas, room, _officer = company
    for person in (room.chair, room.poles["employees"][1]):
        assert told(Program(person), ideas, room) == {}


def test_the_officer_and_the_author_read_it(company):
    hidden, ideas, room, officer = company
    assert f"ideas/{ideas[0].reference}/" in told(Program(officer), ideas, room)
    assert f"ideas/{ideas[0].reference}/" in told(Program(hidden), ideas, room)


def test_what_a_room_reads_together_names_nobody_even_to_the_officer(company):
    _hidden, ideas, room, officer = company
    shared = told(Program(officer), ideas, room)
    assert not [address for address in shared if address.startswith(("sessions/", "items/", "polls/", "quick-wins/"))]


def test_without_the_veil_the_name_would_leave(company, monkeypatch):
    """The planted fault: the marks above do see what the veil hides."""
    _hidden, ideas, room, _officer = company
    monkeypatch.setattr(privacy.Veil, "words", lambda self, text: text)
    monkeypatch.setattr(privacy.Veil, "hides", lambda self, person: False)
    found = told(Program(UserFactory(reviewer=True)), ideas, room)
    assert {"ideas/", "decisions/", f"ideas/{ideas[0].reference}/"} <= set(found)
    assert f"ideas/{ideas[2].reference}/comments/" in found
    assert f"sessions/{room.session.number}/minutes/" in told(Program(UserFactory()), ideas, room)
