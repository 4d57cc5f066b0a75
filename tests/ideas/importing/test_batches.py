"""A file on its way into the register: its steps, its failures, its end, its undoing."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from ideas.enums import ImportState
from ideas.models import Idea, IdeaEvent, ImportBatch
from ideas.services import import_batches, import_runs, import_undo
from ideas.services.conversation import write_message
from ideas.services.import_batches import (
    change_columns,
    choose_columns,
    choose_sheet,
    discard,
    expire_files,
    start_check,
    start_import,
)
from ideas.services.import_runs import progress_of, run_imports
from ideas.services.import_undo import undo_import
from ideas.services.lifecycle import apply_transition
from ideas.services.titles import retitle_idea
from ideas.services.triage import assess_idea, open_idea
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import UserFactory
from tests.ideas.importing.books import book_of
from tests.ideas.importing.steps import GOOD, MIXED, checked, fresh, imported, mapped, uploaded
from tests.waiting import wait_for_somebody_at_a_lock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """The folder of the kept files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def many(count):
    return "id;texte\n" + "".join(f"{number};Une idée numéro {number} pour les tournées\n" for number in range(count))


# --- Sending a file --------------------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_name_nobody_guesses_and_its_columns_are_found(officer, files):
    batch = uploaded(officer)
    assert (batch.state, batch.file_name, batch.source) == ("uploaded", "boite.csv", "boite")
    assert batch.columns == {"external_id": 0, "title": 1, "problem_text": 2, "created_at": 3}
    assert names(files) == [batch.stored_as.removeprefix("imports/")]
    assert (len(names(files)[0]) >= 32, "boite" in names(files)[0]) == (True, False)
    assert (files / names(files)[0]).stat().st_mode & 0o077 == 0
    assert private_files.read(batch.stored_as) == GOOD.encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"MZ\x90\x00" + bytes(range(256)) * 20, "This file does not hold text: a CSV file is expected."),
        (b"\x7fELF\x02\x01\x01" + bytes(4000), "This file does not hold text: a CSV file is expected."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "This is a workbook of another kind: open it, save it as “Excel workbook "
         "(.xlsx)” or “CSV UTF-8”, and import that file."),
        (b"%PDF-1.7\n", "This is a PDF document, not a CSV file: export the list of ideas as CSV."),
        (b"titre\n", "This file has no row under its first line, which names the columns."),
        (b"a" * (10 * 1024 * 1024 + 1), "The file weighs 11 MB; the limit is 10 MB."),
    ],
    ids=["empty", "windows program", "linux program", "xls", "pdf", "header alone", "too heavy"],
)  # fmt: skip
def test_what_is_no_list_is_told_in_one_sentence_and_nothing_is_kept(officer, files, content, sentence):
    with translation.override("en"), pytest.raises(InvalidInput) as caught:
        uploaded(officer, content)
    assert (str(caught.value), caught.value.field) == (sentence, "file")
    assert (names(files), ImportBatch.objects.count()) == ([], 0)


def test_an_error_of_the_database_leaves_no_file(officer, files, monkeypatch):
    monkeypatch.setattr(ImportBatch, "save", lambda batch: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        uploaded(officer)
    assert names(files) == []


def test_a_file_whose_columns_say_nothing_waits_for_a_choice(officer):
    assert uploaded(officer, "a;b\n1;2\n").columns == {}


@pytest.mark.parametrize("role", [None, "reviewer", "facilitator", "sponsor"])
def test_nobody_else_imports(role):
    person, officer = UserFactory(**({role: True} if role else {})), UserFactory(officer=True)
    batch, done = mapped(officer), imported(officer)
    calls = [
        lambda: uploaded(person),
        lambda: choose_columns(batch, by=person, columns={"title": 1}, source="x"),
        lambda: choose_sheet(batch, by=person, sheet="x"),
        lambda: start_check(batch, by=person),
        lambda: start_import(batch, by=person),
        lambda: change_columns(batch, by=person),
        lambda: discard(batch, by=person),
        lambda: undo_import(done, by=person),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert (fresh(batch).state, fresh(done).state) == ("mapped", "done")


# --- Choosing --------------------------------------------------------------------------------------------------------


def test_the_columns_chosen_are_those_used_and_nothing_is_found_besides(officer):
    batch = choose_columns(uploaded(officer), by=officer, columns={"problem_text": 2}, source="Boîte")
    start_check(batch, by=officer)
    run_imports()
    start_import(batch, by=officer)
    run_imports()
    assert list(Idea.objects.values_list("title", flat=True)) == ["", ""]
    assert {len(identifier) for identifier in Idea.objects.values_list("external_id", flat=True)} == {64}


@pytest.mark.parametrize(
    ("columns", "source"),
    [
        ({}, "Boîte"),
        ({"external_id": 0}, "Boîte"),
        ({"title": 1, "problem_text": 1}, "Boîte"),
        ({"title": 9}, "Boîte"),
        ({"nothing": 1}, "Boîte"),
        ({"title": 1}, " "),
        ({"title": 1}, "x" * 81),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_nothing_changes(officer, columns, source):
    batch = uploaded(officer)
    with pytest.raises(InvalidInput):
        choose_columns(batch, by=officer, columns=columns, source=source)
    assert (fresh(batch).state, fresh(batch).columns) == ("uploaded", batch.columns)


def test_another_sheet_brings_its_own_columns(officer):
    data = book_of(
        [["Texte"], ["Il manque des gants."]], others=[("Un", [["id", "titre"], [1, "Des gants pour tous"]])]
    )
    batch = uploaded(officer, data, "boite.xlsx")
    assert (batch.sheet, batch.columns) == ("Un", {"external_id": 0, "title": 1})
    again = choose_sheet(batch, by=officer, sheet="Feuil1")
    assert (again.sheet, again.columns) == ("Feuil1", {"problem_text": 0})
    with pytest.raises(InvalidInput):
        choose_sheet(batch, by=officer, sheet="Feuil9")


# --- Checking and importing ------------------------------------------------------------------------------------------


def test_a_check_counts_and_explains_and_imports_nothing(officer):
    batch = checked(officer, MIXED)
    assert (batch.state, batch.rows, batch.valid, batch.refused, batch.present) == ("checked", 4, 2, 2, 0)
    assert batch.refusals == [
        [4, "“RAS” says nothing that can be studied."],
        [5, "The date “31/02/2019” does not exist."],
    ]
    assert Idea.objects.count() == 0


def test_an_import_makes_the_ideas_of_its_batch_and_removes_the_file(officer, files):
    batch = imported(officer)
    assert (batch.state, batch.created, batch.present, batch.stored_as) == ("done", 2, 0, "")
    ideas = Idea.objects.order_by("external_id")
    assert [(idea.import_source, idea.external_id, idea.import_batch) for idea in ideas] == [
        ("Boîte 2019", "1", batch),
        ("Boîte 2019", "2", batch),
    ]
    assert set(IdeaEvent.objects.values_list("name", "actor")) == {("import", officer.pk)}
    assert names(files) == []


def test_the_same_file_again_creates_nothing(officer):
    imported(officer)
    again = checked(officer)
    assert (again.valid, again.present, again.to_create) == (2, 2, 0)
    with pytest.raises(TransitionRefused):
        start_import(again, by=officer)
    assert Idea.objects.count() == 2


def test_the_same_file_under_another_name_comes_in_once(officer):
    imported(officer, name="boite.csv")
    again = uploaded(officer, name="boite (copie).csv")
    assert (again.source, again.same_file_before().file_name) == ("Boîte 2019", "boite.csv")
    choose_columns(again, by=officer, columns=again.columns, source=again.source)
    start_check(fresh(again), by=officer)
    run_imports()
    assert (fresh(again).valid, fresh(again).to_create) == (2, 0)


def test_a_file_that_was_taken_back_or_differs_is_a_new_one(officer):
    undo_import(imported(officer), by=officer)
    assert uploaded(officer).same_file_before() is None
    imported(officer)
    assert uploaded(officer, GOOD + "3;Clés;Les clés se perdent.;\n").same_file_before() is None


def test_refused_rows_are_left_out_only_when_somebody_says_so(officer):
    batch = checked(officer, MIXED)
    with pytest.raises(TransitionRefused):
        start_import(batch, by=officer)
    start_import(batch, by=officer, valid_only=True)
    run_imports()
    assert (fresh(batch).state, fresh(batch).created, Idea.objects.count()) == ("done", 2, 2)


def test_a_workbook_goes_the_same_way(officer):
    data = book_of([["id", "texte", "date"], [1, "Il manque des gants.", None], [2, "Les clés se perdent.", 43495]])
    assert imported(officer, data, "boite.xlsx").created == 2


@pytest.mark.parametrize("step", [start_check, start_import])
def test_a_second_click_is_told_and_does_nothing(officer, step):
    batch = mapped(officer) if step is start_check else checked(officer)
    step(batch, by=officer)
    with pytest.raises(TransitionRefused):
        step(batch, by=officer)


def test_a_step_out_of_its_turn_is_refused(officer):
    done = imported(officer)
    for step in (start_check, start_import, change_columns, discard):
        with pytest.raises(TransitionRefused):
            step(done, by=officer)


def test_what_waits_is_done_once_and_the_next_round_finds_nothing(officer):
    start_check(mapped(officer), by=officer)
    start_check(mapped(officer, MIXED), by=officer)
    assert (run_imports(), run_imports()) == (2, 0)


def test_progress_is_told_while_the_transaction_is_open(officer, monkeypatch):
    batch = checked(officer, many(1_200))
    seen = []

    def look(done, total):
        tell(done, total)
        seen.append((progress_of(fresh(batch)), connection.in_atomic_block))

    batch = start_import(batch, by=officer)
    tell = import_runs._teller(batch)
    monkeypatch.setattr(import_runs, "_teller", lambda batch: look)
    run_imports()
    assert [tuple(progress) for progress, _open in seen] == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


def test_a_cache_that_is_down_costs_a_figure_and_no_import(officer, monkeypatch):
    def down(*_args, **_options):
        raise ConnectionError("no cache")

    monkeypatch.setattr(cache, "set", down)
    monkeypatch.setattr(cache, "get", down)
    batch = imported(officer)
    assert (batch.state, progress_of(batch)) == ("done", None)


# --- What goes wrong -------------------------------------------------------------------------------------------------


def test_an_unexpected_error_leaves_no_idea_and_tells_the_person(officer, monkeypatch):
    batch = start_import(checked(officer), by=officer)
    monkeypatch.setattr(import_runs, "_move", failing_once(import_runs._move))
    run_imports()
    stopped = fresh(batch)
    assert (stopped.state, Idea.objects.count()) == ("failed", 0)
    assert stopped.failure == "The work on this file stopped on an unexpected error. Nothing was imported."
    assert list(Notification.objects.values_list("recipient", "title", "url")) == [
        (officer.pk, "Import stopped: boite.csv", f"/import/{batch.pk}/")
    ]
    assert OutgoingMail.objects.count() == 1
    change_columns(stopped, by=officer)
    start_check(stopped, by=officer)
    run_imports()
    start_import(stopped, by=officer)
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("done", 2)


def failing_once(move):
    calls = []

    def fail_first(*args, **facts):
        calls.append(args)
        if len(calls) == 1:
            raise ZeroDivisionError
        return move(*args, **facts)

    return fail_first


def test_a_file_that_has_gone_is_told(officer, files):
    batch = start_check(mapped(officer), by=officer)
    for path in files.iterdir():
        path.unlink()
    run_imports()
    assert (fresh(batch).state, fresh(batch).failure) == ("failed", "The file is no longer there: send it again.")


def test_work_interrupted_three_times_is_given_up_with_a_sentence(officer):
    batch = start_check(mapped(officer), by=officer)
    ImportBatch.objects.filter(pk=batch.pk).update(attempts=3)
    run_imports()
    assert (fresh(batch).state, fresh(batch).failure.startswith("The work on this file was interrupted")) == (
        "failed",
        True,
    )


def test_an_import_put_back_meanwhile_leaves_nothing(officer, monkeypatch):
    batch = start_import(checked(officer), by=officer)
    read = import_runs._read

    def read_and_be_overtaken(batch, progress=None):
        found = read(batch, progress)
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.MAPPED)
        return found

    monkeypatch.setattr(import_runs, "_read", read_and_be_overtaken)
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("mapped", 0)


def test_somebody_who_lost_the_role_imports_no_more(officer):
    batch = start_import(checked(officer), by=officer)
    officer.role_assignments.all().delete()
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("failed", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_the_work_once(officer):
    batch = start_import(checked(officer, many(60)), by=officer)
    together, done = threading.Barrier(2), []

    def work():
        together.wait()
        try:
            done.append(run_imports())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(done), fresh(batch).state, Idea.objects.count()) == (1, "done", 60)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "nowhere"},
        {"state": "done"},
        {"state": "failed"},
        {"stored_as": ""},
        {"undone_at": "2026-01-01T00:00Z"},
    ],
)
def test_the_database_refuses_the_impossible(officer, facts):
    batch = mapped(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**facts)


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_file_put_away_is_gone(officer, files, django_capture_on_commit_callbacks):
    batch = mapped(officer)
    with django_capture_on_commit_callbacks(execute=True):
        discard(batch, by=officer)
    assert (ImportBatch.objects.count(), names(files)) == (0, [])


def test_a_file_nobody_went_on_with_is_forgotten_after_a_week(officer, files, django_capture_on_commit_callbacks):
    with clock.at(clock.now() - timedelta(days=8)):
        mapped(officer)
        running = start_check(mapped(officer), by=officer)
    recent = mapped(officer)
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_files() == 1
    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {recent.pk, running.pk}
    assert len(names(files)) == 2


def test_a_file_left_by_a_worker_that_died_after_its_commit_is_removed(officer, files, monkeypatch):
    monkeypatch.setattr(import_runs, "drop_file", lambda batch: None)
    batch = imported(officer)
    assert (len(names(files)), fresh(batch).stored_as != "") == (1, True)
    assert (expire_files(), names(files), fresh(batch).stored_as) == (1, [], "")


def test_a_file_of_no_import_is_removed_after_a_day(officer, files, monkeypatch):
    kept = mapped(officer)
    (files / "stray").write_bytes(b"left by a request that died")
    assert expire_files() == 0
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(private_files.timezone, "now", lambda: later)
    assert expire_files() == 1
    assert names(files) == [kept.stored_as.removeprefix("imports/")]


# --- Undoing ---------------------------------------------------------------------------------------------------------


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
                go_on.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()
    reached.wait(30)
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


def test_the_limits_are_those_that_the_pages_tell():
    assert (10 * 1024 * 1024, timedelta(days=7)) == (import_batches.UPLOAD_LIMIT, import_batches.KEPT_FOR)
