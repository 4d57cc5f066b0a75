"""The editor of the agenda, through the browser's requests."""

import pytest

from committee.enums import Block
from committee.models import AgendaItem
from committee.selectors import pool
from committee.services import agenda
from ideas.models import Idea
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import SessionFactory, committee_of
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}  # far from the threshold: eight minutes


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def editor(officer):
    return browser(officer)


def kept(count):
    return [IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(count)]


def order(session, block=Block.DECISION):
    rows = AgendaItem.objects.filter(session=session, block=block).order_by("position")
    return [item.subject for item in rows]


def placed(session, officer, *titles):
    return [agenda.add_subject(session, by=officer, title=title, block=Block.DECISION, minutes=5) for title in titles]


def test_the_proposal_fills_the_agenda_and_says_what_it_placed(session, editor):
    ideas = kept(3)
    response = editor.post(url("propose", session.number), follow=True)
    assert "3 contributions placed." in text_of(response)
    assert sorted(order(session)) == sorted(idea.display_title for idea in ideas)
    again = editor.post(url("propose", session.number), follow=True)
    assert "The agenda is already the best one for this time." in text_of(again)


def test_what_does_not_fit_says_how_much_is_missing_and_what_would_leave(session, editor):
    kept(8)
    editor.post(url("propose", session.number))
    page = text_of(editor.get(url("agenda", session.number)))
    assert len(order(session)) == 6
    assert page.count("min short.") == 2
    assert page.count("To place it, take off") == 2


def test_a_contribution_is_placed_by_its_button(session, editor):
    (idea,) = kept(1)
    editor.post(url("add_item", session.number, idea.reference))
    assert order(session) == [idea.display_title]


def test_a_contribution_one_may_not_see_is_not_found(session, editor):
    assert editor.post(url("add_item", session.number, "PKR-2000-0001")).status_code == 404


def test_points_move_up_and_down_and_to_another_block(session, officer, editor):
    first, _second = placed(session, officer, "Un", "Deux")
    editor.post(url("move_item", first.pk), {"to": "down"})
    assert order(session) == ["Deux", "Un"]
    editor.post(url("move_item", first.pk), {"to": "up"})
    assert order(session) == ["Un", "Deux"]
    editor.post(url("move_item", first.pk), {"to": f"block:{Block.WORKSHOP}"})
    assert (order(session), order(session, Block.WORKSHOP)) == (["Deux"], ["Un"])


def test_a_move_nowhere_is_told(session, officer, editor):
    (item,) = placed(session, officer, "Un")
    response = editor.post(url("move_item", item.pk), {"to": "sideways"}, follow=True)
    assert "A point moves up, down, or to another block." in text_of(response)


def test_a_point_is_kept_in_place_timed_given_and_taken_off(session, officer, editor):
    (item,) = placed(session, officer, "Un")
    presenter = UserFactory()
    editor.post(url("pin_item", item.pk), {"pinned": "yes"})
    editor.post(url("item_duration", item.pk), {"minutes": "7.5"})
    editor.post(url("item_presenter", item.pk), {"presenter": presenter.email})
    item.refresh_from_db()
    assert (item.pinned, item.duration, item.presenter) == (True, 15, presenter)
    editor.post(url("pin_item", item.pk), {"pinned": "no"})
    editor.post(url("item_presenter", item.pk), {"presenter": ""})
    item.refresh_from_db()
    assert (item.pinned, item.presenter) == (False, None)
    editor.post(url("remove_item", item.pk))
    assert order(session) == []


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("item_duration", {"minutes": "0"}, "Type a number of minutes between 0.5 and 60."),
        ("item_duration", {"minutes": "beaucoup"}, "Type a number of minutes between 0.5 and 60."),
        ("item_duration", {"minutes": "NaN"}, "Type a number of minutes between 0.5 and 60."),
        ("item_presenter", {"presenter": "Personne Inconnue"}, "Nobody here is called “Personne Inconnue”."),
    ],
)
def test_a_wrong_value_of_a_point_is_told_and_changes_nothing(session, officer, editor, name, data, sentence):
    (item,) = placed(session, officer, "Un")
    response = editor.post(url(name, item.pk), data, follow=True)
    assert sentence in text_of(response)
    before = item.duration, item.presenter
    item.refresh_from_db()
    assert (item.duration, item.presenter) == before


def test_a_subject_is_added(session, editor):
    data = {"title": "Enquête du premier mois", "block": Block.REPORT, "minutes": "8"}
    response = editor.post(url("add_subject", session.number), data, follow=True)
    assert "The subject is on the agenda." in text_of(response)
    assert order(session, Block.REPORT) == ["Enquête du premier mois"]


def test_a_refused_subject_keeps_what_was_typed(session, editor):
    data = {"title": "Enquête", "block": "nowhere", "minutes": "0"}
    response = editor.post(url("add_subject", session.number), data)
    assert response.status_code == 422
    assert 'value="Enquête"' in response.content.decode()
    assert order(session, Block.REPORT) == []


def test_publishing_tells_the_version_and_offers_nothing_more_until_a_change(session, editor):
    kept(1)
    editor.post(url("propose", session.number))
    response = editor.post(url("release", session.number), follow=True)
    page = text_of(response)
    assert "Version 1 is published. The members are told." in page
    assert "Publish version 2" not in page
    editor.post(url("add_subject", session.number), {"title": "Relevé de mars", "block": Block.CONSENT, "minutes": "2"})
    assert "Publish version 2" in text_of(editor.get(url("agenda", session.number)))


def test_an_empty_agenda_is_not_published(session, editor):
    response = editor.post(url("release", session.number), follow=True)
    assert "The agenda is empty: add at least one point." in text_of(response)


def test_points_kept_in_place_that_do_not_fit_are_told_on_top(session, officer, editor):
    agenda.add_subject(session, by=officer, title="Trop long", block=Block.DECISION, minutes=56)
    response = editor.get(url("agenda", session.number))
    assert response.status_code == 200
    assert "The points kept in place do not fit in “Decisions”" in text_of(response)


def test_members_read_the_draft_without_its_buttons(session, officer):
    placed(session, officer, "Un")
    response = browser(committee_of()["employees"][0]).get(url("agenda", session.number))
    assert "Un" in text_of(response)
    assert "Propose an agenda" not in text_of(response)
    assert url("propose", session.number) not in response.content.decode()


def test_the_editor_plans_the_best_of_a_long_pool_and_says_how_many_more_wait(session, editor, monkeypatch):
    monkeypatch.setattr(pool, "MOST_PLANNED", 3)
    weak, strong = kept(2), kept(3)
    Idea.objects.filter(pk__in=[idea.pk for idea in weak]).update(priority=1)
    page = editor.get(url("agenda", session.number))
    assert {line.idea for line in page.context["pool"]} == set(strong)
    assert "2 more contributions wait" in text_of(page)
    editor.post(url("propose", session.number))
    assert set(order(session)) == {idea.display_title for idea in strong}
    page = editor.get(url("agenda", session.number))
    assert {line.idea for line in page.context["pool"]} == set(weak)
    assert "more contribution" not in text_of(page)


def test_a_contribution_that_waited_is_among_those_planned_before_a_better_one(session, monkeypatch):
    monkeypatch.setattr(pool, "MOST_PLANNED", 1)
    old, _better = kept(2)
    Idea.objects.filter(pk=old.pk).update(priority=1, waited_cycles=3)
    assert [entry.idea for entry in pool.pool_of(session)] == [old]


def test_the_editor_costs_the_same_whatever_the_agenda(officer, editor, count_queries):
    counts = []
    for size in (1, 3):
        session = SessionFactory()
        placed(session, officer, *(f"Point {index}" for index in range(size)))
        for idea in kept(size):
            agenda.add_item(session, idea, by=officer)
        kept(size)
        counts.append(count_queries(lambda s=session: editor.get(url("agenda", s.number))))
    assert counts[0] == counts[1]
