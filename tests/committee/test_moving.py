"""A session moves after its undo window: held, taken back as if nothing had happened, carried out once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.forms.models import model_to_dict

from committee.enums import Answer, SessionState
from committee.models import Availability, Convocation, HeldMove, Proxy, Session
from committee.selectors import conflicts_on
from committee.services import answering, convening, moving, sessions
from committee.tasks import move_held_sessions
from ideas.models import Idea, IdeaEvent
from parkour.celery import app
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, text_of, url
from tests.committee.racing import in_thread
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of, released_session
from tests.waiting import somebody_waits_for_a_lock, wait_until

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 19, 13, tzinfo=UTC)
LATER = datetime(2026, 3, 26, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def january(settings):
    settings.UNDO_SECONDS = 30
    with clock.at(JANUARY):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def later(seconds):
    return clock.at(JANUARY + timedelta(seconds=seconds))


def convened(officer):
    """A convened session with a contribution, an answer of a member and a proxy of another one."""
    poles = committee_of(3, 2)
    room = released_session(IdeaFactory(shortlisted=True), poles=poles, starts_at=THURSDAY)
    convening.note_sending(room.session)
    one, away, holder = poles["direction"]
    answering.answer_session(room.session, by=one, answer=Answer.YES)
    answering.answer_session(room.session, by=away, answer=Answer.NO, holder=holder)
    room.session.refresh_from_db()
    return room.session


def state_of(session):
    """All that a move changes or tells."""
    return (
        model_to_dict(Session.objects.get(pk=session.pk)) | {"state": Session.objects.get(pk=session.pk).state},
        [model_to_dict(row) for row in Convocation.objects.order_by("pk")],
        [model_to_dict(row) for row in Availability.objects.order_by("pk")],
        [model_to_dict(row) for row in Proxy.objects.order_by("pk")],
        list(Idea.objects.order_by("pk").values("session_on", "session_label", "version")),
        IdeaEvent.objects.count(),
        Notification.objects.count(),
        OutgoingMail.objects.count(),
    )


def test_until_it_leaves_nothing_is_written_and_nobody_is_told(officer):
    session = convened(officer)
    before = state_of(session)
    held = moving.hold_move(session, by=officer, starts_at=LATER, reason="La salle est prise.")
    assert isinstance(held, HeldMove) and held.seconds_left == 30
    with later(29):
        move_held_sessions()
        assert state_of(session) == before


def test_taken_back_day_sequence_answers_and_proxies_are_as_they_were(officer):
    session = convened(officer)
    before = state_of(session)
    moving.hold_move(session, by=officer, starts_at=LATER)
    with later(20):
        moving.take_back_move(session, by=officer)
    with later(60):
        move_held_sessions()
        assert state_of(session) == before
        with pytest.raises(TransitionRefused):
            moving.take_back_move(session, by=officer)


def test_once_its_time_has_come_it_moves_once_and_everybody_is_told(officer):
    session = convened(officer)
    moving.hold_move(session, by=officer, starts_at=LATER, reason="La salle est prise.")
    with later(31):
        move_held_sessions()
        told = OutgoingMail.objects.filter(kind="committee_postponed").count()
        move_held_sessions()
        with pytest.raises(TransitionRefused):
            moving.take_back_move(session, by=officer)
    session.refresh_from_db()
    assert (session.starts_at, Convocation.objects.get().sequence, session.state) == (LATER, 1, SessionState.POSTPONED)
    assert told == OutgoingMail.objects.filter(kind="committee_postponed").count() == 5
    assert not HeldMove.objects.exists()
    assert "committee.tasks.move_held_sessions" in {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_what_cannot_be_is_refused_at_once_and_nothing_waits(officer):
    session = SessionFactory(starts_at=JANUARY + timedelta(days=9), state=SessionState.CONVENED)
    for starts_at, facts, field in (
        (datetime(2026, 5, 1, 13, tzinfo=UTC), {}, "day"),
        (datetime(2026, 1, 8, 13, tzinfo=UTC), {"short_notice": False}, "short_notice"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            moving.hold_move(session, by=officer, starts_at=starts_at, **facts)
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        moving.hold_move(session, by=UserFactory(), starts_at=LATER)
    assert not HeldMove.objects.exists()


def test_another_move_replaces_the_one_that_waits_and_a_cancelled_session_does_not_move(officer):
    session = SessionFactory(starts_at=THURSDAY)
    moving.hold_move(session, by=officer, starts_at=LATER)
    moving.hold_move(session, by=officer, starts_at=LATER + timedelta(days=7))
    assert HeldMove.objects.get().starts_at == LATER + timedelta(days=7)
    sessions.cancel(session, by=officer, reason="Neige.")
    with later(31):
        move_held_sessions()
    session.refresh_from_db()
    assert (session.starts_at, session.state) == (THURSDAY, SessionState.CANCELLED)


def test_moving_a_session_to_where_it_is_takes_the_move_that_waits_back(officer):
    session = convened(officer)
    before = state_of(session)
    moving.hold_move(session, by=officer, starts_at=LATER)
    moving.hold_move(session, by=officer, starts_at=THURSDAY)
    assert not HeldMove.objects.exists()
    with later(31):
        move_held_sessions()
    assert state_of(session) == before


def test_what_can_no_longer_move_says_why_until_it_is_read(officer):
    session, other = SessionFactory(starts_at=THURSDAY), UserFactory(officer=True)
    moving.hold_move(session, by=officer, starts_at=LATER)
    SessionFactory(starts_at=LATER)
    with later(31):
        move_held_sessions()
        move_held_sessions()
        shown = text_of(browser(other).get(url("session", session.number)))
        assert "The session did not move" in shown and "séance ce jour-là" in shown
        browser(other).post(url("take_back_move", session.number))
    assert not HeldMove.objects.exists() and Session.objects.get(pk=session.pk).starts_at == THURSDAY


def test_the_page_holds_a_move_shows_it_and_takes_it_back(officer):
    session, client = SessionFactory(starts_at=THURSDAY), browser(officer)
    body = {"day": "2026-03-26", "at": "14:00", "reason": "La salle est prise."}
    shown = text_of(client.post(url("postpone", session.number), body, follow=True))
    assert "nobody is told yet" in shown and "La salle est prise." in shown and "Take the move back" in shown
    assert "about to move" not in text_of(browser(UserFactory()).get(url("session", session.number)))
    done = text_of(client.post(url("take_back_move", session.number), follow=True))
    assert "The session stays where it is." in done and "about to move" not in done
    session.refresh_from_db()
    assert (session.starts_at, session.version) == (THURSDAY, 1)


def test_a_program_moves_a_session_after_the_window_too_and_takes_it_back(officer):
    session, program = convened(officer), Program(officer)
    before, one = state_of(session), f"sessions/{session.number}/postpone/"
    told = program.posts(one, {"starts_at": LATER.isoformat(), "short_notice": True})
    assert told.status_code == 200
    held = HeldMove.objects.get()
    assert datetime.fromisoformat(told.json()["held_until"]) == held.leaves_at == JANUARY + timedelta(seconds=30)
    assert datetime.fromisoformat(told.json()["starts_at"]) == THURSDAY
    assert told.json()["warnings"] == [str(row.label) for row in conflicts_on(date(2026, 3, 26))]
    assert program.asks(one, method="DELETE").status_code == 204
    is_problem(program.asks(one, method="DELETE"), 409)
    assert state_of(session) == before
    program.posts(one, {"starts_at": LATER.isoformat()})
    with later(31):
        move_held_sessions()
    assert Session.objects.get(pk=session.pk).starts_at == LATER


def test_a_program_hears_that_a_session_has_moved_where_there_is_no_window(officer, settings):
    settings.UNDO_SECONDS = 0
    session = SessionFactory(starts_at=THURSDAY)
    told = Program(officer).posts(f"sessions/{session.number}/postpone/", {"starts_at": LATER.isoformat()}).json()
    assert (told["held_until"], datetime.fromisoformat(told["starts_at"]), told["state"]) == (None, LATER, "postponed")


def test_without_a_window_a_session_moves_at_once(officer, settings):
    settings.UNDO_SECONDS = 0
    session = SessionFactory(starts_at=THURSDAY)
    assert moving.hold_move(session, by=officer, starts_at=LATER).session.starts_at == LATER


def test_a_day_chosen_from_the_list_keeps_what_was_typed(officer):
    session, client = SessionFactory(starts_at=THURSDAY), browser(officer)
    typed = {"day": "2026-04-02", "at": "09:30", "reason": "La salle est prise.", "short_notice": "on", "choose": "1"}
    shown = client.post(url("postpone", session.number) + "?day=2026-03-26", typed)
    body = shown.content.decode()
    assert shown.status_code == 200 and not HeldMove.objects.exists()
    assert all(words in body for words in ('value="2026-03-26"', 'value="09:30', "La salle est prise.", " checked"))
    assert "2026-04-02" not in body and 'formaction="?day=2026-03-26#move"' in body


# --- A race -----------------------------------------------------------------------------------------------------


def moved_while_it_is_taken_back(monkeypatch):
    """(what whoever took it back was told, what happened), when they click while the session is being moved."""
    officer, session = UserFactory(officer=True), SessionFactory(starts_at=THURSDAY)
    moving.hold_move(session, by=officer, starts_at=LATER)
    answers = []

    def takes_back():
        with later(31):
            try:
                moving.take_back_move(session, by=officer)
                answers.append("stays")
            except TransitionRefused:
                answers.append("moves")

    clicking = in_thread(takes_back)

    def slow(*args, **kwargs):
        clicking.start()
        wait_until(lambda: answers or somebody_waits_for_a_lock())  # with the lock it waits for us
        return sessions.postpone(*args, **kwargs)

    monkeypatch.setattr(moving, "postpone", slow)
    with later(31):
        moving.carry_out_moves()
    clicking.join()
    session.refresh_from_db()
    return answers, "stays" if session.starts_at == THURSDAY else "moves"


@pytest.mark.django_db(transaction=True)
def test_a_move_is_either_taken_back_or_happens(monkeypatch):
    assert moved_while_it_is_taken_back(monkeypatch) == (["moves"], "moves")


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_session_it_is_taken_back_and_moves(monkeypatch):
    monkeypatch.setattr(moving, "lock_session", lambda session: Session.objects.get(pk=session.pk))
    assert moved_while_it_is_taken_back(monkeypatch) == (["stays"], "moves")
