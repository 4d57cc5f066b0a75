"""Kinds of sessions: written, chosen, followed; the times they give to the agenda and to the planner."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.durations import FROM_SESSIONS
from committee.enums import BLOCK_CAPACITY, Block, SessionState
from committee.models import AgendaItem, Session, SessionTemplate
from committee.selectors import agenda_of
from committee.selectors.pool import agenda_candidates, held_lately
from committee.selectors.whole_session import whole_session
from committee.services import agenda, conduct, sessions, templates
from committee.services.proposal import preview_agenda
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import SessionFactory, open_session_with
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}
SHORT = {"opening": 5, "report": 5, "consent": 5, "decision": 40, "big_topic": 0, "workshop": 0, "closing": 5}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def usual():
    return SessionTemplate.objects.get(is_default=True)


def short(officer, **facts):
    return templates.write_template(by=officer, **{"name": "Courte", "duration": 60, "minutes": SHORT} | facts)


def test_the_usual_kind_is_what_every_session_had(usual):
    assert {Block(block): time for block, time in usual.times.items()} == BLOCK_CAPACITY
    assert (usual.duration, usual.reserve) == (150, 5)


def test_a_session_without_a_kind_has_the_usual_times():
    assert {block: SessionFactory().time_of(block) for block in Block} == BLOCK_CAPACITY


def test_a_planned_session_gets_the_usual_kind_and_keeps_a_copy(officer, usual):
    templates.make_usual(short(officer), by=officer)
    planned = sessions.plan_next_session(by=officer).session
    assert (planned.template.name, planned.duration, planned.time_of(Block.DECISION)) == ("Courte", 60, 80)
    usual.refresh_from_db()
    assert not usual.is_default


def test_agenda_proposal_and_whole_plan_go_by_the_times_of_the_session(officer):
    session = templates.choose_template(SessionFactory(), by=officer, template=short(officer))
    for _index in range(7):
        IdeaFactory(shortlisted=True, levels=CLEAR)
    capacities = {block.block: block.capacity for block in agenda_of(session).blocks}
    assert (capacities[Block.DECISION], capacities[Block.WORKSHOP]) == (80, 0)
    assert len(preview_agenda(session).blocks[Block.DECISION].added) == 5
    problem = whole_session(session).problem
    assert {spec.code: spec.capacity for spec in problem.blocks}[Block.DECISION] == 80
    assert all(Block.BIG_TOPIC not in topic.places for topic in problem.topics)


def test_other_times_make_a_found_plan_one_of_yesterday(officer):
    session = SessionFactory()
    IdeaFactory(shortlisted=True, levels=CLEAR)
    before = whole_session(session).fingerprint
    session = templates.choose_template(session, by=officer, template=short(officer))
    assert whole_session(session).fingerprint != before


def test_sessions_to_come_follow_a_change_until_their_agenda_is_sent(officer):
    kind = short(officer)
    waiting, sent = (templates.choose_template(SessionFactory(), by=officer, template=kind) for _each in range(2))
    agenda.add_subject(sent, by=officer, title="A", block=Block.DECISION, minutes=5)
    agenda.release_agenda(sent, by=officer)
    short(officer, template=kind, minutes=SHORT | {"decision": 30}, duration=90, version=kind.version)
    waiting.refresh_from_db()
    sent.refresh_from_db()
    assert (waiting.time_of(Block.DECISION), waiting.duration) == (60, 90)
    assert (sent.time_of(Block.DECISION), sent.duration) == (80, 60)


def test_a_length_that_the_members_have_in_their_calendars_stays(officer):
    session = SessionFactory()
    Session.objects.filter(pk=session.pk).update(state=SessionState.CONVENED)
    chosen = templates.choose_template(session, by=officer, template=short(officer))
    assert (chosen.duration, chosen.time_of(Block.DECISION)) == (150, 80)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "COURTE"}, "name"),
        ({"duration": 20}, "duration"),
        ({"duration": 59}, "duration"),
        ({"minutes": SHORT | {"decision": -1}}, "decision"),
        ({"minutes": SHORT | {"decision": 1.5}}, "decision"),
    ],
)
def test_a_kind_that_cannot_be_is_refused_at_its_field(officer, facts, field):
    short(officer)
    with pytest.raises(InvalidInput) as refused:
        short(officer, **{"name": "Autre"} | facts)
    assert refused.value.field == field


def test_a_kind_is_written_by_keepers_from_what_they_read(officer):
    kind = short(officer)
    short(officer, template=kind, version=1)
    with pytest.raises(Conflict):
        short(officer, template=kind, version=1)
    with pytest.raises(NotAllowed):
        short(UserFactory())
    assert short(UserFactory(admin=True), name="Autre").name == "Autre"


def test_a_kind_that_is_given_up_leaves_its_times_and_the_usual_one_stays(officer, usual):
    kind = short(officer)
    session = templates.choose_template(SessionFactory(), by=officer, template=kind)
    templates.remove_template(kind, by=officer)
    templates.remove_template(kind, by=officer)
    session.refresh_from_db()
    assert (session.template, session.time_of(Block.DECISION)) == (None, 80)
    with pytest.raises(TransitionRefused, match="usual kind"):
        templates.remove_template(usual, by=officer)


def test_the_pages_write_choose_make_usual_and_give_up(officer, usual):
    editor, session = browser(officer), SessionFactory()
    data = {"name": "Courte", "duration": "60"} | {name: str(minutes) for name, minutes in SHORT.items()}
    assert "The kind of session is kept." in text_of(editor.post(url("new_kind"), data, follow=True))
    kind = SessionTemplate.objects.get(name="Courte")
    assert "60 min" in text_of(editor.get(url("kinds")))
    refused = editor.post(url("kind", kind.pk), data | {"decision": "55", "version": "1"})
    assert refused.status_code == 422
    assert "The blocks take 75 minutes together" in text_of(refused)
    page = editor.post(url("choose_kind", session.number), {"template": kind.pk}, follow=True)
    assert "The session has the times of “Courte”." in text_of(page)
    assert "Kind of session: Courte" in text_of(page)
    assert 'id="block-workshop"' not in page.content.decode()  # it has no time and no point
    editor.post(url("usual_kind", kind.pk))
    editor.post(url("remove_kind", usual.pk))
    assert list(SessionTemplate.objects.values_list("name", "is_default")) == [("Courte", True)]


# --- Durations that are learnt -------------------------------------------------------------------


def held(number, *minutes, block=Block.DECISION):
    """Sessions that were held, each with points that took so many minutes."""
    for index in range(number):
        now = clock.now()
        session = SessionFactory(state=SessionState.CLOSED, opened_at=now, closed_at=now)
        for position, each in enumerate(minutes, 1):
            AgendaItem.objects.create(
                session=session, block=block, position=position, duration=16, title=f"{index}", spent=each * 60
            )


def test_the_time_a_point_takes_is_measured_each_time_it_is_taken():
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    first, second = room.items
    conduct.start_item(room.session, first, by=room.chair)
    AgendaItem.objects.filter(pk=first.pk).update(started_at=clock.now() - timedelta(minutes=5))
    conduct.start_item(room.session, second, by=room.chair)
    first.refresh_from_db()
    assert (first.spent // 60, first.started_at) == (5, None)
    conduct.start_item(room.session, first, by=room.chair)
    AgendaItem.objects.filter(pk=first.pk).update(started_at=clock.now() - timedelta(minutes=2))
    conduct.close_session(room.session, by=room.chair)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.spent // 60, first.started_at, second.spent) == (7, None, 0)


def test_six_sessions_teach_the_pool_and_the_planner(officer):
    held(FROM_SESSIONS - 1, 12, 12)
    IdeaFactory(shortlisted=True, levels=CLEAR)
    (entry,) = agenda_candidates()
    assert (entry.minutes, held_lately().typical[Block.DECISION].points) == (8, 10)
    held(1, 12, 12)
    session = SessionFactory()
    (entry,) = agenda_candidates(session)
    (topic,) = whole_session(session).problem.topics
    assert (entry.minutes, topic.places[Block.DECISION]) == (12, 24)
    assert agenda.add_item(session, entry.idea, by=officer).minutes == 12


def test_the_editor_says_how_long_points_take_and_how_it_knows(officer):
    held(FROM_SESSIONS, 9, 9)
    session = SessionFactory()
    for block in (Block.DECISION, Block.REPORT):
        agenda.add_subject(session, by=officer, title="A", block=block, minutes=5)
    page = text_of(browser(officer).get(url("agenda", session.number)))
    assert "Usually 9 min, median of 12 points." in page
    assert "Usually 2 min, usual time: no such point was measured." in page


def test_a_big_subject_never_takes_longer_than_its_block():
    held(FROM_SESSIONS, 40, block=Block.BIG_TOPIC)
    IdeaFactory(shortlisted=True, levels={"policy": 5, "novelty": 4, "impact": 5, "effort": 4})
    (entry,) = agenda_candidates(SessionFactory())
    assert (entry.block, entry.minutes) == (Block.BIG_TOPIC, 25)
