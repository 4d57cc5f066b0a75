"""A file on its way into the register: sent, its columns chosen, checked, imported."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from ideas.models import Idea, IdeaEvent, ImportBatch
from ideas.services import import_batches, import_runs
from ideas.services.import_batches import (
    change_columns,
    choose_columns,
    choose_sheet,
    discard,
    start_check,
    start_import,
)
from ideas.services.import_runs import progress_of, run_imports
from ideas.services.import_undo import undo_import
from parkour.core import private_files
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.factories import UserFactory
from tests.ideas.importing.books import book_of
from tests.ideas.importing.steps import GOOD, MIXED, checked, fresh, imported, many, mapped, names, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


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


def test_the_limits_are_those_that_the_pages_tell():
    assert (10 * 1024 * 1024, timedelta(days=7)) == (import_batches.UPLOAD_LIMIT, import_batches.KEPT_FOR)
