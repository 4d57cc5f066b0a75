"""The editor of the agenda, through the browser's requests."""

import pytest
from django.utils import translation

from committee.enums import Block
from committee.models import AgendaItem
from committee.pool import page_of_pool
from committee.selectors import pool
from committee.services import agenda
from committee.views.agenda import duration_hint
from ideas.models import Idea
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import SessionFactory, committee_of
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, UserFactory
from tests.metering import metered

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


def test_an_agenda_with_points_shows_what_would_come_move_and_leave_before_anything_changes(session, officer, editor):
    weak = kept(7)
    Idea.objects.filter(pk__in=[idea.pk for idea in weak]).update(priority=20)
    for idea in weak[:6]:
        agenda.add_item(session, idea, by=officer)
    best = kept(2)
    Idea.objects.filter(pk=weak[5].pk).update(priority=60)
    before = order(session)
    page = editor.get(url("agenda", session.number)).content.decode()
    assert f'id="propose" href="{url("propose", session.number)}"' in page
    shown = editor.get(url("propose", session.number))
    words = text_of(shown)
    assert "Coming: 2 · moving: 1 · leaving: 2" in words
    assert (words.count("Comes on"), words.count("Was point 6"), words.count("Leaves the agenda")) == (2, 1, 2)
    assert words.count("min short.") == 2
    assert order(session) == before
    data = {"edition": session.edition, "proposal": shown.context["proposal"].fingerprint}
    done = editor.post(url("propose", session.number), data, follow=True)
    assert "2 contributions placed" in text_of(done)
    assert {idea.display_title for idea in best} < set(order(session))
    proposed = order(session)
    again = text_of(editor.post(url("propose", session.number), data, follow=True))
    assert "The agenda is already the best one for this time." in again
    assert order(session) == proposed
    assert "Apply this proposal" not in text_of(editor.get(url("propose", session.number)))


def test_a_proposal_of_before_somebody_elses_change_comes_back_as_the_one_of_now(session, officer, editor):
    (idea,) = kept(1)
    placed(session, officer, "Un")
    session.refresh_from_db()
    shown = editor.get(url("propose", session.number)).context["proposal"].fingerprint
    agenda.add_subject(session, by=UserFactory(officer=True), title="Deux", block=Block.REPORT, minutes=5)
    data = {"edition": session.edition, "proposal": shown}
    response = editor.post(url("propose", session.number), data, follow=True)
    assert response.redirect_chain[-1][0] == url("propose", session.number)
    assert "has changed the agenda meanwhile" in text_of(response)
    assert idea.display_title not in order(session)


def test_an_agenda_that_is_no_longer_empty_is_not_filled_unread(session, officer, editor):
    kept(2)
    placed(session, officer, "Un")
    response = editor.post(url("propose", session.number), follow=True)
    assert "has changed since you read this proposal" in text_of(response)
    assert "Apply this proposal" in text_of(response)
    assert order(session) == ["Un"]


def test_points_kept_in_place_that_do_not_fit_are_told_instead_of_a_proposal(session, officer, editor):
    agenda.add_subject(session, by=officer, title="Trop long", block=Block.DECISION, minutes=56)
    page = text_of(editor.get(url("propose", session.number)))
    assert "The points kept in place do not fit in “Decisions”" in page
    assert "Apply this proposal" not in page


def test_a_session_that_is_over_has_no_proposal(editor):
    session = SessionFactory(state="cancelled")
    response = editor.get(url("propose", session.number), follow=True)
    assert "The agenda of this session can no longer be changed." in text_of(response)


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
    assert "“Enquête du premier mois” is on the agenda: What became of the last decisions, point 1 of 1." in text_of(
        response
    )
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


def test_the_page_of_a_proposal_costs_the_same_whatever_the_agenda(officer, editor, count_queries):
    counts = []
    for size in (1, 3):
        session = SessionFactory()
        placed(session, officer, *(f"Point {index}" for index in range(size)))
        for pinned, idea in enumerate(kept(2 * size)):
            agenda.set_pin(agenda.add_item(session, idea, by=officer), by=officer, pinned=pinned % 2 == 0)
        kept(size)
        counts.append(count_queries(lambda s=session: editor.get(url("propose", s.number))))
    assert counts[0] == counts[1]


# --- The pool is looked through ------------------------------------------------------------------


def in_pool(response):
    return {line.idea for line in response.context["pool_page"].lines}


def test_the_pool_is_filtered_by_words_reference_kind_site_and_waiting(session, editor):
    old, other = kept(2)
    (feedback,) = kept(1)
    Idea.objects.filter(pk=feedback.pk).update(kind="feedback", change_text="")
    Idea.objects.filter(pk=old.pk).update(waited_cycles=2, title="Le portail grince", site=SiteFactory(name="Cholet"))
    old.refresh_from_db()
    page = url("agenda", session.number)
    for query, found in (
        ({"q": "portail"}, {old}),
        ({"q": "ORTAI"}, {old}),
        ({"q": other.reference.lower()}, {other}),
        ({"kind": "feedback"}, {feedback}),
        ({"site": old.site_id}, {old}),
        ({"waited": 2}, {old}),
        ({"waited": 1, "kind": "feedback"}, set()),
        ({"kind": "nonsense", "site": "x", "waited": "-3"}, {old, other, feedback}),
    ):
        assert in_pool(editor.get(page, query)) == found
    assert "Nothing that waits for a session is like this." in text_of(editor.get(page, {"q": "zzz"}))


def test_a_filter_finds_what_is_too_far_down_to_be_planned_and_says_how_many_more_there_are(
    session, editor, monkeypatch
):
    monkeypatch.setattr(pool, "MOST_PLANNED", 2)
    weak, _strong = kept(2), kept(2)
    Idea.objects.filter(pk__in=[idea.pk for idea in weak]).update(priority=1, title="Le portail grince")
    assert in_pool(editor.get(url("agenda", session.number), {"q": "portail"})) == set(weak)


def test_the_pool_is_read_in_pages(session, editor, monkeypatch):
    monkeypatch.setattr(page_of_pool, "__defaults__", (2,))
    ideas, seen, address = set(kept(5)), [], url("agenda", session.number)
    page = editor.get(address)
    while True:
        seen.append(in_pool(page))
        following = page.context["pool_page"].following
        if not following:
            break
        page = editor.get(address, {"after": following})
    assert [len(part) for part in seen] == [2, 2, 1]
    assert set().union(*seen) == ideas
    assert in_pool(editor.get(address, {"after": "PKR-2000-0001"})) == seen[0]


def test_looking_through_the_pool_reads_the_past_and_the_agenda_once(session, editor, count_queries):
    kept(3)
    agenda_page = url("agenda", session.number)
    plain = count_queries(lambda: editor.get(agenda_page))
    assert count_queries(lambda: editor.get(agenda_page, {"kind": "proposal"})) <= plain + 3  # rows, levels, rubrics


def test_the_editor_reads_the_points_of_the_agenda_once(session, officer, editor):
    placed(session, officer, "Un", "Deux")
    address = url("agenda", session.number)
    editor.get(address)
    with metered() as meter:
        editor.get(address)
    assert sum('"committee_agendaitem"."position" ASC' in sql for sql, _params, _rows in meter.statements) == 1
    assert meter.count <= 17


def test_the_usual_time_of_a_block_is_said_with_the_decimal_comma_of_the_reader(session, monkeypatch):
    monkeypatch.setitem(pool.SHORT, Block.REPORT, 5)
    with translation.override("fr"):
        assert duration_hint(session, Block.REPORT, pool.held_lately()).startswith("D’habitude 2,5 min")


def test_the_filter_stays_while_one_places_from_it(session, editor):
    (idea,) = kept(1)
    response = editor.post(url("add_item", session.number, idea.reference), {"pool": "kind=proposal&x=1"})
    assert response["Location"].endswith("?kind=proposal")


# --- Several officers, and taking back -----------------------------------------------------------


def test_a_move_beside_a_neighbour_is_told_with_its_place_and_its_hour(session, officer, editor):
    first, _second, third = placed(session, officer, "Un", "Deux", "Trois")
    data = {"to": "before", "neighbour": first.pk}
    page = text_of(editor.post(url("move_item", third.pk), data, follow=True))
    assert order(session) == ["Trois", "Un", "Deux"]
    assert "“Trois” is moved: Decisions, point 1 of 3. " in page


def test_a_page_of_yesterday_is_told_and_shows_what_stands(session, officer, editor):
    first, _second = placed(session, officer, "Un", "Deux")
    read = editor.get(url("agenda", session.number)).context["session"].edition
    other = UserFactory(officer=True)
    agenda.move_item(first, by=other, to="down")
    response = editor.post(url("move_item", first.pk), {"to": "down", "edition": read}, follow=True)
    assert f"{other} has changed this point meanwhile" in text_of(response)
    assert order(session) == ["Deux", "Un"]


def test_a_point_that_left_meanwhile_is_told_on_the_page_of_the_agenda(session, officer, editor):
    (item,) = placed(session, officer, "Un")
    agenda.remove_item(item, by=officer)
    response = editor.post(url("move_item", item.pk), {"to": "down"}, follow=True)
    assert "This point has left the agenda meanwhile." in text_of(response)
    assert browser(UserFactory()).post(url("move_item", item.pk), {"to": "down"}).status_code == 404
    assert editor.post(url("move_item", item.pk + 1000), {"to": "down"}).status_code == 404


def test_the_last_change_and_any_older_one_are_taken_back_by_their_buttons(session, officer, editor):
    first, second = placed(session, officer, "Un", "Deux")
    editor.post(url("move_item", first.pk), {"to": "down"})
    editor.post(url("item_duration", second.pk), {"minutes": "7"})
    page = editor.get(url("agenda", session.number))
    assert "Undo my last change" in text_of(page)
    change = session.edits.get(kind="move").number
    response = editor.post(url("undo_edit", session.number), {"change": change}, follow=True)
    assert "The change is taken back." in text_of(response)
    assert order(session) == ["Un", "Deux"]
    editor.post(url("undo_edit", session.number))
    second.refresh_from_db()
    assert second.minutes == 5
    assert f"Taken back by {officer}" in text_of(editor.get(url("agenda", session.number)))


def test_the_last_change_is_offered_for_taking_back_only_when_it_can_be(session, officer, editor):
    first, second = placed(session, officer, "Un", "Deux")
    agenda.set_duration(second, by=officer, minutes=7)
    agenda.move_item(first, by=officer, to="down")
    agenda.set_duration(first, by=UserFactory(officer=True), minutes=3)
    page = editor.get(url("agenda", session.number))
    assert "Undo my last change" not in text_of(page)  # the last of one’s own: somebody changed the same point since
    assert any(line.can_be_undone and line.edit.by == officer for line in page.context["edits_made"])


def test_a_change_that_is_too_old_is_told(session, editor):
    response = editor.post(url("undo_edit", session.number), {"change": 99}, follow=True)
    assert "This change is too old to be taken back" in text_of(response)


def test_members_read_no_changes_and_take_nothing_back(session, officer):
    placed(session, officer, "Un")
    member = browser(committee_of()["employees"][0])
    assert "Last changes" not in text_of(member.get(url("agenda", session.number)))
    member.post(url("undo_edit", session.number))
    assert order(session) == ["Un"]
