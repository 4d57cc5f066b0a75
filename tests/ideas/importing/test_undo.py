"""An import that is undone: what nobody touched goes whole, the rest stays and it is told why."""

import threading

import pytest
from django.db import connection, transaction

from ideas.models import Idea, IdeaEvent
from ideas.services import import_undo
from ideas.services.conversation import write_message
from ideas.services.import_undo import undo_import
from ideas.services.lifecycle import apply_transition
from ideas.services.titles import retitle_idea
from ideas.services.triage import assess_idea, open_idea
from parkour.core.exceptions import TransitionRefused
from tests.ideas.importing.steps import GOOD, fresh, imported, many
from tests.waiting import PATIENCE, wait_for_somebody_at_a_lock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_an_import_nobody_touched_is_taken_back_whole(officer):
    batch = undo_import(imported(officer), by=officer)
    assert (batch.state, batch.removed, batch.kept) == ("undone", 2, [])
    assert (Idea.objects.count(), IdeaEvent.objects.count()) == (0, 0)


def test_what_was_taken_back_can_be_imported_again(officer):
    undo_import(imported(officer), by=officer)
    assert imported(officer).created == 2


def test_ideas_of_others_stay(officer):
    first = imported(officer)
    second = imported(officer, GOOD + "9;Clés;Les clés se perdent souvent.;\n")
    assert second.created == 1
    undo_import(second, by=officer)
    assert sorted(Idea.objects.values_list("external_id", "import_batch")) == [("1", first.pk), ("2", first.pk)]


TOUCHES = {
    "opened": lambda idea, officer: open_idea(idea, by=officer),
    "assessed": lambda idea, officer: assess_idea(idea, by=officer, policy=4, novelty=2, impact=4, effort=2),
    "retitled": lambda idea, officer: retitle_idea(idea, by=officer, title="Des gants", restatement=""),
    "noted": lambda idea, officer: write_message(idea, by=officer, body="À voir avec le stock.", internal=True),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_an_idea_somebody_worked_on_stays_and_it_is_told_why(officer, touch):
    batch = imported(officer)
    worked_on = Idea.objects.get(external_id="2")
    touch(worked_on, officer)
    undone = undo_import(batch, by=officer)
    assert list(Idea.objects.values_list("pk", flat=True)) == [worked_on.pk]
    assert (undone.removed, undone.stayed, [reference for reference, _why in undone.kept]) == (
        1,
        1,
        [worked_on.reference],
    )
    assert all(why for _reference, why in undone.kept)


def test_anything_that_points_to_an_idea_protects_it(officer):
    batch = imported(officer)
    protected = Idea.objects.get(external_id="2")
    protected.authorships.create(person=officer)
    undone = undo_import(batch, by=officer)
    assert (Idea.objects.get(), undone.removed) == (protected, 1)


def test_without_that_look_a_contribution_somebody_worked_on_would_be_lost(officer, monkeypatch):
    """The planted fault: the same undoing that asks nothing."""
    monkeypatch.setattr(import_undo, "why_it_stays", lambda idea: "")
    batch = imported(officer)
    TOUCHES["assessed"](Idea.objects.get(external_id="2"), officer)
    undo_import(batch, by=officer)
    assert Idea.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_writing_when_the_import_is_undone_is_seen(officer):
    batch, reached, go_on = imported(officer), threading.Event(), threading.Event()
    worked_on = Idea.objects.get(external_id="2")

    def work():
        try:
            with transaction.atomic():
                write_note_in_an_open_transaction(worked_on, officer)
                reached.set()
                go_on.wait(PATIENCE)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()
    assert reached.wait(PATIENCE)
    undoing = threading.Thread(target=lambda: undo_and_close(batch, officer))
    undoing.start()
    wait_for_somebody_at_a_lock()
    go_on.set()
    writer.join(), undoing.join()
    assert (fresh(batch).state, Idea.objects.get(), fresh(batch).removed) == ("undone", worked_on, 1)


def write_note_in_an_open_transaction(idea, officer):
    Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    write_message(idea, by=officer, body="À voir avec le stock.", internal=True)


def undo_and_close(batch, officer):
    try:
        undo_import(batch, by=officer)
    finally:
        connection.close()


def test_an_import_is_undone_once(officer):
    batch = imported(officer)
    undo_import(batch, by=officer)
    with pytest.raises(TransitionRefused):
        undo_import(batch, by=officer)


def test_the_undoing_of_many_takes_no_statement_per_row(officer, count_queries):
    few = imported(officer, many(3).replace("tournées", "rues"))
    small = count_queries(lambda: undo_import(few, by=officer))
    large = imported(officer, many(600))
    assert count_queries(lambda: undo_import(large, by=officer)) <= small + 12


def test_whoever_acts_on_an_idea_taken_back_is_told(officer):
    batch = imported(officer)
    gone = Idea.objects.get(external_id="2")
    undo_import(batch, by=officer)
    with pytest.raises(TransitionRefused):
        apply_transition(gone, "open", by=officer)
