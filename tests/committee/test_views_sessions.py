"""Planning a session, setting it up, moving and cancelling it, through the browser's requests."""

from datetime import timedelta

import pytest

from committee.enums import SessionState
from committee.models import Mandate, Objection, Session
from committee.selectors import proposed_session_day
from ideas.models import Idea
from parkour.core import clock
from parkour.core.dates import human_date
from tests.committee.pages import browser, text_of, url
from tests.days import meeting_day
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def desk(officer):
    return browser(officer)


def test_the_officer_plans_the_session_shown_on_the_button_once(desk):
    day = proposed_session_day()
    for _click in range(2):
        desk.post(url("plan"), {"expected": day.isoformat()})
    assert [session.on for session in Session.objects.all()] == [day]


def test_the_page_shows_the_proposed_day_to_the_officer_only(desk):
    day = proposed_session_day()
    assert "Plan one more session" in text_of(desk.get(url("sessions")))
    assert "Plan one more session" not in text_of(browser(UserFactory()).get(url("sessions")))
    assert f'value="{day.isoformat()}"' in desk.get(url("sessions")).content.decode()


def test_another_day_may_be_chosen(desk):
    day = meeting_day(7, after=proposed_session_day())
    desk.post(url("plan_on"), {"day": day.isoformat(), "at": "09:30", "place": "Salle Loire"})
    session = Session.objects.get()
    assert (session.on, f"{session.local_start:%H:%M}", session.place) == (day, "09:30", "Salle Loire")


def test_a_refused_day_is_told_at_its_field_and_what_was_typed_stays(desk):
    christmas = clock.today().replace(month=12, day=25)
    if christmas <= clock.today():
        christmas = christmas.replace(year=christmas.year + 1)
    response = desk.post(url("plan_on"), {"day": christmas.isoformat(), "place": "Salle Loire"})
    assert response.status_code == 422
    assert "choose another day" in text_of(response)
    assert 'value="Salle Loire"' in response.content.decode()
    assert not Session.objects.exists()


FAR_DAYS = [
    ("9999-12-31", "Choose a date in the next three years."),
    ("2999-01-03", "Choose a date in the next three years."),
    ("0001-01-01", "Choose a date to come."),
]


@pytest.mark.parametrize(("day", "sentence"), FAR_DAYS)
def test_a_day_out_of_reach_is_told_at_its_field_and_what_was_typed_stays(desk, day, sentence):
    response = desk.post(url("plan_on"), {"day": day, "at": "00:00", "place": "Salle Loire"})
    assert (response.status_code, response.context["form"].errors["day"]) == (422, [sentence])
    body = response.content.decode()
    assert f'value="{day}"' in body
    assert 'value="Salle Loire"' in body
    assert not Session.objects.exists()


@pytest.mark.parametrize(("day", "sentence"), FAR_DAYS)
def test_a_session_is_not_moved_to_a_day_out_of_reach(desk, day, sentence):
    session = SessionFactory()
    response = desk.post(url("postpone", session.number), {"day": day, "at": "23:59"})
    assert (response.status_code, response.context["form"].errors["day"]) == (422, [sentence])
    assert f'value="{day}"' in response.content.decode()
    assert Session.objects.get().starts_at == session.starts_at


@pytest.mark.parametrize("expected", ["9999-12-31", "0001-01-01"])
def test_a_button_that_names_an_impossible_day_plans_the_proposed_one(desk, expected):
    day = proposed_session_day()
    desk.post(url("plan"), {"expected": expected})
    assert [session.on for session in Session.objects.all()] == [day]


def test_past_sessions_are_found_page_by_page(desk):
    now = clock.now()
    for index in range(12):
        SessionFactory(state=SessionState.CANCELLED, starts_at=now - timedelta(days=30 * (index + 1)))
    first = desk.get(url("sessions"))
    assert len(first.context["past"]) == 10
    second = desk.get(url("sessions"), {"before": first.context["next_key"]})
    assert len(second.context["past"]) == 2
    assert desk.get(url("sessions"), {"before": "nonsense"}).status_code == 200


def test_the_list_of_sessions_costs_the_same_whatever_its_length(desk, count_queries):
    counts = []
    for size in (1, 3):
        Session.objects.all().delete()
        for index in range(size):
            SessionFactory(starts_at=clock.now() + timedelta(days=30 + index))
            SessionFactory(state=SessionState.CANCELLED, starts_at=clock.now() - timedelta(days=30 + index))
        counts.append(count_queries(lambda: desk.get(url("sessions"))))
    assert counts[0] == counts[1]


def test_the_lists_of_members_and_quick_wins_cost_the_same_whatever_their_length(desk, count_queries):
    counts = []
    for size in (1, 3):
        Mandate.objects.all().delete()
        committee_of(direction=size, employees=size)
        for _index in range(size):
            IdeaFactory(in_window=True)
        counts.append([count_queries(lambda n=name: desk.get(url(n))) for name in ("members", "quick_wins")])
    assert counts[0] == counts[1]


def test_place_and_chair_are_set(desk):
    chair = committee_of()["direction"][0]
    session = SessionFactory(place="")
    data = {"place": "Salle Erdre", "chair": chair.pk, "version": session.version}
    desk.post(url("set_up", session.number), data)
    session.refresh_from_db()
    assert (session.place, session.chair) == ("Salle Erdre", chair)


def test_a_change_over_somebody_elses_is_shown_again_with_what_was_typed(desk):
    session = SessionFactory(place="Salle Loire")
    data = {"place": "Salle Erdre", "chair": "", "version": session.version}
    Session.objects.filter(pk=session.pk).update(version=session.version + 1, place="Salle Cens")
    response = desk.post(url("set_up", session.number), data)
    assert response.status_code == 409
    assert "This session was changed meanwhile." in text_of(response)
    assert 'value="Salle Erdre"' in response.content.decode()


def test_only_a_president_may_be_chosen_as_chair(desk):
    member = committee_of()["direction"][1]
    session = SessionFactory()
    response = desk.post(url("set_up", session.number), {"chair": member.pk, "version": session.version})
    assert response.status_code == 422
    session.refresh_from_db()
    assert session.chair is None


def test_invitations_are_sent(desk):
    session = SessionFactory()
    response = desk.post(url("convene", session.number), follow=True)
    session.refresh_from_db()
    assert session.state == SessionState.CONVENED
    assert "The invitations are sent." in text_of(response)


def test_a_session_is_moved_to_the_day_and_hour_typed(desk):
    session = SessionFactory()
    day = proposed_session_day()
    desk.post(url("postpone", session.number), {"day": day.isoformat(), "at": "10:00"})
    session.refresh_from_db()
    assert (session.state, session.on, f"{session.local_start:%H:%M}") == (SessionState.POSTPONED, day, "10:00")


def test_a_session_is_not_moved_to_the_past(desk):
    session = SessionFactory()
    response = desk.post(url("postpone", session.number), {"day": "2020-01-02", "at": "10:00"})
    assert response.status_code == 422
    assert "Choose a date to come." in text_of(response)


def test_cancelling_wants_a_reason(desk):
    session = SessionFactory()
    assert desk.post(url("cancel", session.number), {"reason": ""}).status_code == 422
    desk.post(url("cancel", session.number), {"reason": "Neige."})
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED


def test_the_page_of_a_released_session_gives_the_hour_of_each_block():
    room = released_session(starts_at=SessionFactory().starts_at.replace(hour=13, minute=0, second=0))
    page = text_of(browser(UserFactory()).get(url("session", room.session.number)))
    assert room.item.subject in page
    assert "Opening, attendance, recusals" in page
    assert human_date(room.session.on).split()[1] in page


def test_one_objection_sends_a_quick_win_to_the_committee():
    idea = IdeaFactory(in_window=True)
    member = committee_of()["employees"][0]
    response = browser(member).post(url("object", idea.reference), {"note": "À discuter."}, follow=True)
    assert "Your objection is recorded" in text_of(response)
    assert Objection.objects.get(idea=idea).note == "À discuter."
    assert Idea.objects.get(pk=idea.pk).state == "shortlisted"


def test_a_colleague_without_mandate_cannot_object():
    idea = IdeaFactory(in_window=True)
    browser(UserFactory()).post(url("object", idea.reference), {"note": "Non."})
    assert not Objection.objects.exists()


def test_members_are_shown_by_pole_presidents_first():
    poles = committee_of(direction=2, employees=2)
    page = text_of(browser(UserFactory()).get(url("members")))
    places = [page.index(str(person)) for person in poles["direction"] + poles["employees"]]
    assert places == sorted(places)
    assert page.count("President") == 2
