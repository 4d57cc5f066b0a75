"""The pages of the import: who reaches them, what each step shows, and one sentence for what is wrong."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ideas.models import Idea, ImportBatch
from ideas.services.import_batches import start_check, start_import
from ideas.services.import_runs import run_imports
from ideas.services.triage import open_idea
from tests.factories import UserFactory
from tests.ideas.importing.books import book_of
from tests.ideas.importing.steps import GOOD, MIXED, checked, fresh, imported, mapped, uploaded

pytestmark = pytest.mark.django_db
STEPS = ["import", "import_progress", "import_sheet", "import_columns", "import_start", "import_discard", "import_undo"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def client_of(officer, signed_in):
    return signed_in(officer)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("\u00a0", " ")


def send(client, content=GOOD, name="boite.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("ideas:imports"), {"file": SimpleUploadedFile(name, data)})


def page(client, batch):
    return client.get(batch.get_absolute_url())


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_officers_and_administrators_reach_the_import_from_where_they_work(role, signed_in):
    client = signed_in(UserFactory(**{role: True}))
    start = client.get(reverse("ideas:triage") if role == "officer" else "/")
    assert (f'href="{reverse("ideas:imports")}"' in start.content.decode(), client.get("/import/").status_code) == (
        True,
        200,
    )


@pytest.mark.parametrize("role", [None, "reviewer", "facilitator", "sponsor"])
def test_for_everybody_else_there_is_no_such_page(role, officer, signed_in):
    batch = imported(officer)
    client = signed_in(UserFactory(**({role: True} if role else {})))
    answers = [client.get("/import/"), client.get("/export/"), send(client)]
    for step in STEPS:
        url = reverse(f"ideas:{step}", kwargs={"pk": batch.pk})
        answers += [client.get(url), client.post(url)]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert (ImportBatch.objects.count(), fresh(batch).state) == (1, "done")


def test_an_unknown_import_is_not_found(client_of):
    for step in STEPS:
        assert client_of.get(reverse(f"ideas:{step}", kwargs={"pk": 10**30})).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "vide.csv", "Ce fichier est vide : choisissez celui qui contient la liste."),
        (b"MZ" + bytes(range(256)) * 20, "idees.csv", "Ce fichier ne contient pas de texte"),
        (b"#!/bin/sh\nrm -rf /\n", "idees.csv.exe", "« idees.csv.exe » porte un autre nom."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "idees.xlsx", "image"),
        (b"a" * (10 * 1024 * 1024 + 1), "gros.csv", "Le fichier pèse 11 Mo ; la limite est de 10 Mo."),
        (b"PK\x03\x04" + bytes(99), "idees.xlsx", "archive"),
    ],
    ids=["empty", "program", "script", "image", "heavy", "broken zip"],
)
def test_a_wrong_file_is_told_in_one_sentence_on_the_page(client_of, files, content, name, sentence):
    answer = send(client_of, content, name)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert (ImportBatch.objects.count(), list(files.glob("*")) if files.exists() else []) == (0, [])


def test_no_file_at_all_is_told(client_of):
    answer = client_of.post(reverse("ideas:imports"), {})
    assert (answer.status_code, "Choisissez le fichier à importer." in text_of(answer)) == (422, True)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "a" * 150 + ".csv", "<script>alert(1)</script>.csv", "é\u202e.csv"]
)
def test_any_file_name_is_only_a_label(client_of, files, name):
    answer = send(client_of, GOOD, name)
    batch = ImportBatch.objects.get()
    assert (answer.status_code, len(batch.file_name) <= 200, "/" in batch.file_name) == (303, True, False)
    assert [path.parent for path in files.iterdir()] == [files]
    assert b"<script>alert" not in page(client_of, batch).content


def test_the_columns_found_are_shown_with_a_sample_and_the_first_rows(client_of, officer):
    batch = uploaded(officer, MIXED)
    answer = page(client_of, batch)
    shown = text_of(answer)
    assert answer.context["form"].initial == {
        "source": "boite", "external_id": "0", "title": "1", "problem_text": "2", "created_at": "3",
    }  # fmt: skip
    assert "titre · Tournées" in shown
    assert "On passe deux fois dans la rue." in shown
    assert "« RAS » ne dit rien que l’on puisse étudier." in shown


def test_ten_rows_are_shown_of_any_number(client_of, officer):
    rows = "".join(f"{number};Une idée numéro {number} pour les tournées\n" for number in range(40))
    answer = page(client_of, uploaded(officer, "id;texte\n" + rows))
    assert [row.line for row in answer.context["preview"]] == list(range(2, 12))


def test_the_preview_follows_the_choice(client_of, officer):
    batch = uploaded(officer)
    answer = client_of.post(
        batch.get_absolute_url(), {"source": "Boîte", "problem_text": "2", "then": "preview"}, follow=True
    )
    assert (fresh(batch).state, fresh(batch).columns) == ("mapped", {"problem_text": 2})
    assert [len(row.cells) for row in answer.context["preview"]] == [1, 1]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"title": "1", "problem_text": "1"}, "La colonne « titre » est choisie deux fois : une seule suffit."),
        ({"external_id": "0"}, "Choisissez la colonne qui contient le texte, ou au moins le titre."),
        ({"title": "99"}, "Cette colonne n’est pas dans le fichier : choisissez-en une autre."),
        ({"title": "x"}, "Cette colonne n’est pas dans le fichier : choisissez-en une autre."),
        ({"title": "1", "source": ""}, "D’où viennent les idées"),
    ],
)
def test_a_choice_that_cannot_be_keeps_what_was_chosen(client_of, officer, chosen, sentence):
    batch = uploaded(officer)
    answer = client_of.post(batch.get_absolute_url(), {"source": "Boîte", "then": "check"} | chosen)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert answer.context["form"].data["then"] == "check"
    assert fresh(batch).state == "uploaded"


def test_a_workbook_of_several_sheets_offers_them(client_of, officer):
    data = book_of(
        [["Texte"], ["Il manque des gants."]], others=[("Un", [["id", "titre"], [1, "Des gants pour tous"]])]
    )
    batch = uploaded(officer, data, "boite.xlsx")
    assert "<option>Feuil1</option>" in page(client_of, batch).content.decode()
    answer = client_of.post(reverse("ideas:import_sheet", kwargs={"pk": batch.pk}), {"sheet": "Feuil1"}, follow=True)
    assert answer.context["form"].initial["problem_text"] == "0"
    wrong = client_of.post(reverse("ideas:import_sheet", kwargs={"pk": batch.pk}), {"sheet": "\x00?"}, follow=True)
    assert (wrong.status_code, fresh(batch).sheet) == (200, "Feuil1")


def test_the_whole_way_without_any_script(client_of, officer):
    send(client_of, MIXED)
    batch = ImportBatch.objects.get()
    columns = {"source": "Boîte 2019", "external_id": "0", "title": "1", "problem_text": "2", "created_at": "3"}
    running = client_of.post(batch.get_absolute_url(), columns | {"then": "check"}, follow=True)
    assert "Chaque ligne est vérifiée" in text_of(running)
    assert b"<noscript>" in running.content
    run_imports()
    result = text_of(page(client_of, batch))
    assert "2 contributions peuvent être importées" in result
    assert "La date « 31/02/2019 » n’existe pas." in result
    start = reverse("ideas:import_start", kwargs={"pk": batch.pk})
    assert fresh(batch).state == "checked"
    client_of.post(start)
    assert fresh(batch).state == "checked"
    client_of.post(start, {"valid_only": "yes"})
    assert "sont en cours d’import" in text_of(page(client_of, batch))
    run_imports()
    assert "2 contributions importées" in text_of(page(client_of, batch))
    opened = open_idea(Idea.objects.get(external_id="1"), by=officer)
    undone = text_of(client_of.post(reverse("ideas:import_undo", kwargs={"pk": batch.pk}), follow=True))
    assert "1 contribution a été retirée" in undone
    assert f"{opened.reference} Elle est maintenant « {opened.get_state_display()} »." in undone
    assert list(Idea.objects.all()) == [opened]


def test_progress_is_a_fragment_while_it_works_and_the_page_again_afterwards(client_of, officer):
    batch = start_check(mapped(officer), by=officer)
    url = reverse("ideas:import_progress", kwargs={"pk": batch.pk})
    fragment = client_of.get(url)
    assert (fragment.status_code, b"hx-trigger" in fragment.content, b"<html" in fragment.content) == (200, True, False)
    run_imports()
    over = client_of.get(url)
    assert (over.headers["HX-Refresh"], over.content) == ("true", b"")


def test_a_failure_is_shown_with_the_ways_on(client_of, officer, files):
    batch = start_check(mapped(officer), by=officer)
    for path in files.iterdir():
        path.unlink()
    run_imports()
    assert "Le fichier n’est plus là : envoyez-le de nouveau." in text_of(page(client_of, batch))
    client_of.post(reverse("ideas:import_columns", kwargs={"pk": batch.pk}))
    assert "Le fichier n’est plus là : envoyez-le de nouveau." in text_of(page(client_of, batch))


def test_a_page_left_open_too_long_is_told_where_the_import_stands(client_of, officer):
    batch = start_check(mapped(officer), by=officer)
    late = client_of.post(batch.get_absolute_url(), {"source": "x", "title": "1", "then": "check"}, follow=True)
    assert (late.status_code, fresh(batch).state) == (200, "checking")
    discarded = client_of.post(reverse("ideas:import_discard", kwargs={"pk": batch.pk}), follow=True)
    assert "Ce fichier est en cours de vérification : attendez la fin." in text_of(discarded)


def test_putting_a_file_away_goes_back_to_the_list(client_of, officer):
    batch = mapped(officer)
    answer = client_of.post(reverse("ideas:import_discard", kwargs={"pk": batch.pk}), follow=True)
    assert (answer.redirect_chain[-1][0], ImportBatch.objects.count()) == ("/import/", 0)


def test_a_get_of_a_button_s_address_changes_nothing(client_of, officer):
    batch = checked(officer)
    for step in ("import_start", "import_columns", "import_discard", "import_undo", "import_sheet"):
        assert client_of.get(reverse(f"ideas:{step}", kwargs={"pk": batch.pk})).status_code == 302
    assert fresh(batch).state == "checked"


def test_every_state_has_its_page(client_of, officer):
    batch = checked(officer, MIXED)
    start_import(batch, by=officer, valid_only=True)
    assert {page(client_of, row).status_code for row in ImportBatch.objects.all()} == {200}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_file_and_for_three(client_of, officer, count_queries, count):
    for _ in range(count):
        mapped(officer)
    client_of.get("/import/")
    assert count_queries(lambda: client_of.get("/import/")) <= 8
