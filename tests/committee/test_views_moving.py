"""Moving a session and giving it up: what it does is said first; hours when the clocks change; the reader's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from committee.enums import Answer, SessionState
from committee.models import Availability, Session
from committee.selectors import my_answer
from committee.services import sessions
from committee.services.answering import answer_session
from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.notifications.models import OutgoingMail
from tests.api.asking import Program, is_problem
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of, released_session
from tests.factories.people import SiteFactory

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 19, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def january():
    with clock.at(JANUARY):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def desk(officer, signed_in):
    return signed_in(officer)


def url(name, session):
    return reverse(f"committee:{name}", args=[session.number])


def texts(answer):
    return answer.content.decode()


def test_the_page_says_what_moving_does_and_which_days_suit(desk):
    poles = committee_of(2, 1)
    room = released_session(IdeaFactory(shortlisted=True), poles=poles, starts_at=THURSDAY)
    member = poles["direction"][1]
    Availability.objects.create(session=room.session, person=member, answer=Answer.YES, at=clock.now())
    shown = texts(desk.get(url("postpone", room.session)))
    assert "3 membres sont prévenus" in shown and "1 contribution la suit" in shown
    assert "L’ordre du jour reste tel quel" in shown and "1 membre doit redire" in shown
    assert "?day=2026-03-12" in shown and "?day=2026-03-26" in shown


def test_a_chosen_day_is_typed_already_and_showing_changes_nothing(desk):
    session = SessionFactory(starts_at=THURSDAY)
    chosen = desk.get(url("postpone", session) + "?day=2026-03-26")
    assert 'value="2026-03-26"' in texts(chosen)
    body = {"day": "2026-04-02", "at": "14:00", "reason": "Salle prise", "preview": "1"}
    shown = desk.post(url("postpone", session), body)
    assert shown.status_code == 200 and "jeudi 2 avril" in texts(shown) and "Salle prise" in texts(shown)
    session.refresh_from_db()
    assert session.starts_at == THURSDAY


def test_members_read_why_and_answers_of_the_old_day_are_forgotten(desk):
    member = committee_of(1, 1)["direction"][0]
    session = SessionFactory(starts_at=THURSDAY, state=SessionState.CONVENED)
    Availability.objects.create(session=session, person=member, answer=Answer.YES, at=clock.now())
    desk.post(url("postpone", session), {"day": "2026-03-26", "at": "14:00", "reason": "La salle est prise."})
    session.refresh_from_db()
    assert (session.on, session.state) == (date(2026, 3, 26), SessionState.POSTPONED)
    assert not session.availabilities.exists()
    told = OutgoingMail.objects.filter(kind="committee_postponed")
    assert [mail.body_text.count("La salle est prise.") for mail in told.order_by("pk")] == [1, 1]


def test_less_than_ten_days_of_notice_wants_a_tick_from_whoever_told_people(desk, officer):
    session = SessionFactory(starts_at=JANUARY + timedelta(days=9), state=SessionState.CONVENED)
    body = {"day": "2026-02-12", "at": "14:00", "reason": "Neige."}
    refused = desk.post(url("postpone", session), body)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["short_notice"]
    assert "Neige." in texts(refused)
    assert desk.post(url("postpone", session), body | {"short_notice": "on"}).status_code == 303
    one = f"sessions/{session.number}/postpone/"
    soon = {"starts_at": "2026-01-08T14:00:00+01:00"}
    is_problem(Program(officer).posts(one, soon), 422, "short_notice")
    assert Program(officer).posts(one, soon | {"short_notice": True}).status_code == 200


def test_a_session_that_nobody_was_told_of_is_moved_without_notice(officer):
    session = SessionFactory(starts_at=JANUARY + timedelta(days=9))
    moved = sessions.postpone(session, by=officer, starts_at=datetime(2026, 1, 13, 13, tzinfo=UTC), short_notice=False)
    assert moved.session.on == date(2026, 1, 13)


def test_giving_up_says_first_what_waits(desk):
    room = released_session(IdeaFactory(shortlisted=True), poles=committee_of(1, 1), starts_at=THURSDAY)
    shown = texts(desk.get(url("cancel", room.session)))
    assert "1 contribution attend la prochaine séance" in shown
    assert Session.objects.get().state == SessionState.AGENDA_RELEASED


def test_a_session_that_is_over_is_neither_moved_nor_given_up(desk):
    session = SessionFactory(starts_at=THURSDAY, state=SessionState.CANCELLED)
    for name in ("postpone", "cancel"):
        assert desk.get(url(name, session)).headers["Location"] == session.get_absolute_url()


# --- When the clocks change --------------------------------------------------------------------------


def test_an_hour_that_does_not_exist_is_refused_in_words(desk):
    body = {"day": "2026-03-29", "at": "02:30", "place": "Salle Loire"}
    refused = desk.post(reverse("committee:plan_on"), body)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["at"]
    assert "n’existe pas" in texts(refused) and not Session.objects.exists()


def test_an_hour_that_exists_twice_is_asked_for_and_only_then(desk):
    session = SessionFactory(starts_at=THURSDAY)
    assert 'name="offset"' not in texts(desk.get(url("postpone", session)))
    body = {"day": "2026-10-25", "at": "02:30"}
    asked = desk.post(url("postpone", session), body)
    assert asked.status_code == 422 and list(asked.context["form"].errors) == ["offset"]
    assert texts(asked).count('name="offset"') == 2
    desk.post(url("postpone", session), body | {"offset": "+01:00"})
    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_api_asks_the_same(officer):
    api = Program(officer)
    is_problem(api.posts("sessions/", {"day": "2026-03-29", "at": "02:30"}), 422, "at")
    is_problem(api.posts("sessions/", {"day": "2026-10-25", "at": "02:30"}), 422, "offset")
    made = api.posts("sessions/", {"day": "2026-10-25", "at": "02:30", "offset": "+02:00"}).json()
    assert datetime.fromisoformat(made["starts_at"]) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    does = api.asks(f"sessions/{made['number']}/consequences/?day=2026-11-05").json()
    assert (does["contributions"], len(does["shifts"]), len(does["good_days"])) == (0, 4, 3)


def test_the_proxies_that_must_be_confirmed_are_named_before_it_is_moved_and_not_when_it_is_given_up(desk, officer):
    api = Program(officer)
    first, second = committee_of(2, 1)["direction"]
    session = sessions.convene(SessionFactory(starts_at=THURSDAY), by=officer)
    answer_session(session, by=second, answer=Answer.NO, holder=first)
    does = api.asks(f"sessions/{session.number}/consequences/").json()
    assert (does["proxies"], does["alternates"]) == ([{"giver": str(second), "holder": str(first)}], 0)
    said = f"The proxy of {second} to {first}"
    assert said in texts(desk.get(url("postpone", session)))
    assert said not in texts(desk.get(url("cancel", session)))
    sessions.postpone(session, by=officer, starts_at=THURSDAY + timedelta(days=14))
    session.refresh_from_db()
    assert my_answer(session, second).to_confirm


@pytest.mark.parametrize(("day", "field"), [(date(2026, 3, 29), "at"), (date(2026, 10, 25), "offset")])
def test_the_service_itself_guesses_no_moment(officer, day, field):
    with pytest.raises(InvalidInput) as refusal:
        sessions.plan_session_on(day, by=officer, at=datetime(2026, 1, 1, 2, 30).time())
    assert refusal.value.field == field


# --- Where the reader is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Indian/Reunion", "17\N{NO-BREAK SPACE}h"),
        ("America/Martinique", "9\N{NO-BREAK SPACE}h"),
        ("America/Montreal", "9\N{NO-BREAK SPACE}h"),
    ],
)
def test_who_works_elsewhere_reads_both_hours_with_the_name_of_the_zone(signed_in, zone, said):
    session = SessionFactory(starts_at=THURSDAY)
    reader = UserFactory(site=SiteFactory(timezone=zone))
    shown = texts(signed_in(reader).get(session.get_absolute_url()))
    assert "14\N{NO-BREAK SPACE}h, heure de Paris" in shown
    assert f"{said} à votre heure ({zone})" in shown


def test_who_shares_the_clock_reads_one_hour(signed_in):
    session = SessionFactory(starts_at=THURSDAY)
    reader = UserFactory(site=SiteFactory(timezone="Europe/Brussels"))
    assert "heure de Paris" not in texts(signed_in(reader).get(session.get_absolute_url()))
