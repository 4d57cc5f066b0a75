"""Several people on one agenda: moves beside a neighbour, pages that are of yesterday, changes taken back."""

import threading

import pytest
from django.utils import translation

from committee.enums import Block
from committee.models import AgendaEdit, AgendaItem, Session
from committee.selectors.edits import edit_lines, fresh_line
from committee.services import agenda, editing
from committee.services.editing import undo_edit, undo_last
from ideas.models import Idea
from parkour.core.exceptions import Conflict, NotAllowed, TransitionRefused
from tests.committee.racing import in_thread, read_together, run
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def other():
    return UserFactory(officer=True)


@pytest.fixture
def session():
    return SessionFactory()


def order(session, block=Block.DECISION):
    return [item.subject for item in AgendaItem.objects.filter(session=session, block=block).order_by("position")]


def picture(session):
    rows = AgendaItem.objects.filter(session=session).order_by("block", "position")
    return [(r.pk, r.block, r.position, r.duration, r.pinned, r.presenter_id, r.idea_id, r.reasons) for r in rows]


def subjects(session, officer, *titles, block=Block.DECISION):
    return [agenda.add_subject(session, by=officer, title=title, block=block, minutes=8) for title in titles]


def now(session):
    return Session.objects.get(pk=session.pk).edition


def last(session):
    return AgendaEdit.objects.filter(session=session).latest("number")


# --- Beside a neighbour --------------------------------------------------------------------------


def test_a_point_goes_before_or_after_a_neighbour_in_its_block_or_in_another(session, officer):
    a, _b, c = subjects(session, officer, "A", "B", "C")
    (there,) = subjects(session, officer, "Là", block=Block.CLOSING)
    agenda.move_item(c, by=officer, to="before", neighbour=a.pk)
    assert order(session) == ["C", "A", "B"]
    agenda.move_item(c, by=officer, to="after", neighbour=there.pk)
    assert (order(session), order(session, Block.CLOSING)) == (["A", "B"], ["Là", "C"])
    agenda.move_item(a, by=officer, to="before", neighbour=a.pk)
    assert order(session) == ["A", "B"]


def test_a_contribution_of_the_pool_is_placed_beside_a_neighbour_in_its_block(session, officer):
    idea = IdeaFactory(shortlisted=True, levels=CLEAR)
    _first, second = subjects(session, officer, "A", "B", block=Block.REPORT)
    item = agenda.add_item(session, idea, by=officer, to="before", neighbour=second.pk)
    assert (order(session, Block.REPORT), item.minutes) == (["A", idea.display_title, "B"], 2)


def test_a_neighbour_that_has_left_or_is_of_another_session_is_refused_and_nothing_moves(session, officer):
    a, b = subjects(session, officer, "A", "B")
    (elsewhere,) = subjects(SessionFactory(), officer, "Ailleurs")
    agenda.remove_item(b, by=officer)
    for neighbour in (b.pk, elsewhere.pk, None):
        with pytest.raises(TransitionRefused, match="has left"):
            agenda.move_item(a, by=officer, to="before", neighbour=neighbour)
    assert order(session) == ["A"]


def test_moving_a_point_that_has_left_is_refused_in_words(session, officer):
    (a,) = subjects(session, officer, "A")
    agenda.remove_item(a, by=officer)
    with pytest.raises(TransitionRefused, match="has left the agenda"):
        agenda.move_item(a, by=officer, to="up")


# --- Pages of yesterday --------------------------------------------------------------------------


def test_a_change_from_an_old_page_is_made_when_nobody_else_touched_the_point(session, officer, other):
    a, b, _c = subjects(session, officer, "A", "B", "C")
    read = now(session)
    agenda.set_duration(b, by=other, minutes=5)
    agenda.move_item(a, by=officer, to="after", neighbour=b.pk, edition=read)
    assert order(session) == ["B", "A", "C"]


def test_a_change_from_an_old_page_is_refused_by_name_when_somebody_else_touched_the_point(session, officer, other):
    a, b, _c = subjects(session, officer, "A", "B", "C")
    read = now(session)
    agenda.move_item(a, by=other, to="down")
    changes = [
        lambda: agenda.move_item(a, by=officer, to="down", edition=read),
        lambda: agenda.set_duration(a, by=officer, minutes=3, edition=read),
        lambda: agenda.set_pin(a, by=officer, pinned=True, edition=read),
        lambda: agenda.set_presenter(a, by=officer, presenter=officer, edition=read),
        lambda: agenda.remove_item(a, by=officer, edition=read),
    ]
    before = picture(session)
    for change in changes:
        with pytest.raises(Conflict, match=str(other)):
            change()
    assert picture(session) == before
    agenda.set_duration(b, by=officer, minutes=3, edition=read)


def test_ones_own_changes_make_no_page_old(session, officer):
    (a, *_others) = subjects(session, officer, "A", "B", "C")
    read = now(session)
    agenda.move_item(a, by=officer, to="down", edition=read)
    agenda.move_item(a, by=officer, to="down", edition=read)
    assert order(session) == ["B", "C", "A"]


def test_what_concerns_the_whole_agenda_is_refused_from_a_page_before_anybody_elses_change(session, officer, other):
    a, _b = subjects(session, officer, "A", "B")
    read = now(session)
    agenda.set_duration(a, by=other, minutes=5)
    for act in (agenda.release_agenda, agenda.propose_agenda):
        with pytest.raises(Conflict, match="Look at it"):
            act(session, by=officer, edition=read)
    assert agenda.release_agenda(session, by=officer, edition=now(session)).version == 1


def test_what_somebody_took_back_counts_as_their_change(session, officer, other):
    (a,) = subjects(session, officer, "A")
    agenda.set_duration(a, by=officer, minutes=5)
    read = now(session)
    undo_edit(last(session), by=other)
    with pytest.raises(Conflict, match=str(other)):
        agenda.set_duration(a, by=officer, minutes=6, edition=read)


def test_a_page_from_before_all_that_is_kept_is_too_old(session, officer, monkeypatch):
    monkeypatch.setattr(editing, "KEPT", 3)
    a, _b = subjects(session, officer, "A", "B")
    read = now(session)
    for minutes in (1, 2, 3, 4):
        agenda.set_duration(a, by=officer, minutes=minutes)
    with pytest.raises(Conflict, match="changed a lot"):
        agenda.move_item(a, by=officer, to="down", edition=read)
    assert AgendaEdit.objects.filter(session=session).count() == 3


# --- Two at once ---------------------------------------------------------------------------------


def _both_move(session, officer, other):
    """Two people move eight points at the same moment; what went wrong."""
    items = subjects(session, officer, *"ABCDEFGH")
    start, faults = threading.Barrier(2), []

    def moving(by, keys):
        def work():
            start.wait()
            for item in keys:
                try:
                    agenda.move_item(item, by=by, to="before", neighbour=items[0].pk if item != items[0] else None)
                except TransitionRefused:
                    pass
                except Exception as error:
                    faults.append(error)

        return in_thread(work)

    run([moving(officer, items[1:5]), moving(other, items[4:])])
    rows = AgendaItem.objects.filter(session=session).order_by("position")
    positions = [row.position for row in rows]
    numbers = list(AgendaEdit.objects.filter(session=session).order_by("number").values_list("number", flat=True))
    if positions != list(range(1, 9)) or {row.title for row in rows} != set("ABCDEFGH"):
        faults.append(positions)
    if numbers != list(range(1, now(session) + 1)):
        faults.append(numbers)
    return faults


@pytest.mark.django_db(transaction=True)
def test_two_people_move_points_at_once_and_every_point_keeps_one_place(session, officer, other):
    assert _both_move(session, officer, other) == []


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_session_two_people_spoil_the_order(session, officer, other, monkeypatch):
    unlocked = read_together(lambda session: Session.objects.get(pk=session.pk))
    monkeypatch.setattr(editing, "lock_session", unlocked)
    assert _both_move(session, officer, other) != []


# --- Taken back ----------------------------------------------------------------------------------


def test_every_kind_of_change_is_taken_back_to_exactly_what_was(session, officer):
    kept = [IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(4)]
    a, b, c = subjects(session, officer, "A", "B", "C")
    placed = agenda.add_item(session, kept[0], by=officer)
    agenda.set_pin(b, by=officer, pinned=True)
    changes = [
        lambda: agenda.move_item(c, by=officer, to="up"),
        lambda: agenda.move_item(a, by=officer, to="block:closing"),
        lambda: agenda.move_item(a, by=officer, to="after", neighbour=c.pk),
        lambda: agenda.set_pin(b, by=officer, pinned=False),
        lambda: agenda.set_duration(b, by=officer, minutes=3),
        lambda: agenda.set_presenter(b, by=officer, presenter=officer),
        lambda: agenda.remove_item(placed, by=officer),
        lambda: agenda.remove_item(a, by=officer),
        lambda: agenda.add_item(session, kept[1], by=officer),
        lambda: subjects(session, officer, "D", block=Block.WORKSHOP),
        lambda: agenda.propose_agenda(session, by=officer),
    ]
    for change in changes:
        before = picture(session)
        change()
        assert picture(session) != before
        undo_last(session, by=officer)
        assert picture(session) == before


def test_changes_are_taken_back_one_after_the_other_each_once(session, officer):
    (a, *_others) = subjects(session, officer, "A", "B", "C")
    agenda.move_item(a, by=officer, to="down")
    second = last(session)
    agenda.move_item(a, by=officer, to="down")
    third = last(session)
    undo_edit(third, by=officer)
    undo_edit(third, by=officer)
    assert order(session) == ["B", "A", "C"]
    undo_edit(second, by=officer)
    assert order(session) == ["A", "B", "C"]
    assert last(session).undone_by == officer


def test_what_others_changed_meanwhile_stays(session, officer, other):
    a, b, _c = subjects(session, officer, "A", "B", "C")
    agenda.move_item(a, by=officer, to="block:closing")
    mine = last(session)
    agenda.set_duration(b, by=other, minutes=3)
    subjects(session, other, "D")
    undo_edit(mine, by=officer)
    b.refresh_from_db()
    assert (order(session), order(session, Block.CLOSING), b.duration) == (["A", "B", "C", "D"], [], 6)


def test_a_point_that_somebody_touched_since_is_not_taken_back_and_says_who(session, officer, other):
    (a, _b) = subjects(session, officer, "A", "B")
    agenda.move_item(a, by=officer, to="down")
    mine = last(session)
    agenda.set_duration(a, by=other, minutes=3)
    with pytest.raises(TransitionRefused, match=str(other)):
        undo_edit(mine, by=officer)
    undo_edit(last(session), by=other)
    undo_edit(mine, by=officer)
    assert order(session) == ["A", "B"]


def test_a_release_ends_the_taking_back(session, officer):
    a, _b = subjects(session, officer, "A", "B")
    agenda.move_item(a, by=officer, to="down")
    agenda.release_agenda(session, by=officer)
    with pytest.raises(TransitionRefused, match="version 1"):
        undo_last(session, by=officer)
    agenda.move_item(a, by=officer, to="up")
    undo_last(session, by=officer)
    assert order(session) == ["B", "A"]


def test_a_change_that_was_sent_is_refused_with_the_version_it_was_sent_with_as_the_list_says(session, officer):
    a, _b = subjects(session, officer, "A", "B")
    moved = last(session)
    agenda.release_agenda(session, by=officer)
    agenda.set_duration(a, by=officer, minutes=3)
    agenda.release_agenda(session, by=officer)
    with pytest.raises(TransitionRefused, match="with version 1:"):
        undo_edit(moved, by=officer)
    assert "Sent with version 1" in [line.reason for line in edit_lines(Session.objects.get(pk=session.pk))]


def test_a_contribution_that_is_elsewhere_now_does_not_come_back(session, officer):
    idea = IdeaFactory(shortlisted=True, levels=CLEAR)
    item = agenda.add_item(session, idea, by=officer)
    agenda.remove_item(item, by=officer)
    agenda.add_item(SessionFactory(), idea, by=officer)
    with pytest.raises(TransitionRefused, match="on an agenda already"):
        undo_last(session, by=officer)
    assert order(session) == []


def test_a_contribution_that_somebody_put_on_again_does_not_come_back_a_second_time(session, officer, other):
    idea = IdeaFactory(shortlisted=True, levels=CLEAR)
    agenda.remove_item(agenda.add_item(session, idea, by=officer), by=officer)
    again = agenda.add_item(session, idea, by=other)
    with pytest.raises(TransitionRefused, match="on an agenda already"):
        undo_last(session, by=officer)
    assert AgendaItem.objects.get(session=session).pk == again.pk


def test_a_sent_contribution_that_was_taken_off_comes_back_before_the_next_release(officer):
    room = released_session(IdeaFactory(shortlisted=True, levels=CLEAR), poles=committee_of(1, 1))
    agenda.remove_item(room.item, by=room.officer)
    undo_last(room.session, by=room.officer)
    assert AgendaItem.objects.get(session=room.session).pk == room.item.pk


def test_nothing_of_ones_own_to_take_back_is_told_and_strangers_take_nothing_back(session, officer, other):
    subjects(session, officer, "A")
    with pytest.raises(TransitionRefused, match="nothing here"):
        undo_last(session, by=other)
    with pytest.raises(NotAllowed):
        undo_edit(last(session), by=UserFactory())


def test_what_changes_nothing_is_no_change(session, officer):
    (a,) = subjects(session, officer, "A")
    before = now(session)
    agenda.move_item(a, by=officer, to="up")
    agenda.set_pin(a, by=officer, pinned=False)
    agenda.propose_agenda(session, by=officer)
    assert now(session) == before


# --- In words ------------------------------------------------------------------------------------


def test_the_last_changes_are_told_in_words_with_what_can_be_taken_back(session, officer, other):
    a, _b = subjects(session, officer, "A", "B")
    agenda.move_item(a, by=officer, to="down")
    agenda.set_duration(a, by=other, minutes=7.5)
    agenda.remove_item(a, by=officer)
    lines = edit_lines(session)
    assert [line.words for line in lines] == [
        "“A” is taken off the agenda.",
        "“A” takes 7.5 min.",
        "“A” is moved: Decisions, point 2 of 2.",
        "“B” is on the agenda: Decisions, point 2 of 2.",
        "“A” is on the agenda: Decisions, point 1 of 1.",
    ]
    assert [line.can_be_undone for line in lines] == [True, False, False, True, False]
    assert (fresh_line(lines, officer), fresh_line(lines, other)) == (lines[0], None)


def test_a_duration_is_told_with_the_decimal_comma_of_the_reader(session, officer):
    (a,) = subjects(session, officer, "A")
    agenda.set_duration(a, by=officer, minutes=7.5)
    with translation.override("fr"):
        assert "7,5 min" in edit_lines(session)[0].words


def test_a_hidden_name_is_not_told_by_the_changes(session, officer):
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = IdeaFactory(shortlisted=True, levels=CLEAR, author=author, visibility="name_hidden")
    Idea.objects.filter(pk=idea.pk).update(title="La tournée de Zéphyrine Quetzal")
    agenda.add_item(session, idea, by=officer)
    (line,) = edit_lines(session)
    assert "Quetzal" not in line.words


def test_telling_the_changes_costs_the_same_for_one_and_for_six(session, officer, django_assert_num_queries):
    for _index in range(2):
        agenda.add_item(session, IdeaFactory(shortlisted=True, levels=CLEAR), by=officer)
    with django_assert_num_queries(4) as few:
        edit_lines(session, 1)
    for _index in range(4):
        agenda.add_item(session, IdeaFactory(shortlisted=True, levels=CLEAR), by=officer)
    with django_assert_num_queries(len(few.captured_queries)):
        edit_lines(session)
