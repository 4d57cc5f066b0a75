"""The register as a file: what is in it, for whom, and that an import gives the same ideas back."""

import csv
import io
import logging
import threading
import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ideas.enums import State
from ideas.importing.headers import FIELDS
from ideas.importing.rows import read_rows
from ideas.models import Idea, IdeaEvent
from ideas.services import exporting
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.importing import import_rows, own_source
from ideas.services.submission import Submission, submit_idea, withdraw_idea
from parkour.core.exceptions import NotAllowed
from parkour.core.sheets import csv_chunks, xlsx_file
from tests.factories import IdeaFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = (
    "id;titre;constat;solution;date;auteur;agence;thème;url\n"
    "7;Tournées;On passe deux fois dans la rue.;Un planning par rue;12/03/2024 08:30;A. B.;Rezé;Planning;https://example.org/7\n"
    "8;Gants;Il manque toujours des gants.;;;;Ailleurs;;\n"
)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def rows_of(filters=None, *, by):
    header, *rows = export_ideas(filters or ExportFilters(), by=by)
    return [dict(zip(header, row, strict=True)) for row in rows]


def references(filters=None, *, by):
    return [row["Référence Parkour"] for row in rows_of(filters, by=by)]


def file_of(kind, by, filters=None):
    rows = export_ideas(filters or ExportFilters(), by=by)
    if kind == "csv":
        return b"".join(csv_chunks(rows, delimiter=";"))
    with xlsx_file(rows, title="Contributions") as file:
        return file.read()


def identity(idea):
    """What an export calls an idea, and what must come back."""
    return {
        "source": idea.import_source or own_source(),
        "external_id": idea.external_id or idea.reference,
        "kind": idea.kind,
        "title": idea.title,
        "problem_text": idea.problem_text,
        "change_text": idea.change_text,
        "submitted_at": idea.submitted_at,
    }


def identities():
    return sorted(
        (identity(idea) for idea in Idea.objects.all()), key=lambda facts: (facts["source"], facts["external_id"])
    )


def empty_the_register():
    IdeaEvent.objects.all().delete()
    Idea.objects.all().delete()


def send(text, change="", author=None, **facts):
    submission = Submission(problem_text=text, change_text=change, client_uuid=uuid.uuid4(), **facts)
    return submit_idea(submission, by=author or UserFactory())[0]


# --- There and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_export_imported_into_an_empty_register_gives_the_same_ideas(officer, kind, language):
    import_rows(read_rows(LIST.encode(), source="Boîte 2024").rows, source="Boîte 2024")
    import_rows(read_rows("texte\nUne idée sans colonne de solution\n".encode(), source="Bis").rows, source="Bis")
    send("- Un tiret en tête\n- et <b>des balises</b> &amp; entités", "=SOMME(A1) :\n\n\n+33 6 12 34 56 78")
    send("'= une apostrophe, un _x0041_, un \x07 et 👩\u200d⚕️", author=UserFactory(site=SiteFactory(name="Rezé")))
    send("Rien à signaler")
    before = identities()
    with translation.override(language):
        data = file_of(kind, officer)
    empty_the_register()
    reading = read_rows(data, source="elsewhere")
    assert reading.refusals == []
    import_rows(reading.rows, source="elsewhere")
    assert identities() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_what_came_back_is_the_same_file_but_for_references_states_and_origins(officer, kind):
    import_rows(read_rows(LIST.encode(), source="Boîte 2024").rows, source="Boîte 2024")
    send("+ de gants au stock, s’il vous plaît", "Des tailles S")
    everything = ExportFilters(hidden_names=True)
    ours = {"Référence Parkour", "État", "Dans cet état depuis (Europe/Paris)", "Auteur", "Origine"}

    def kept():
        return [
            {name: cell for name, cell in row.items() if name not in ours} for row in rows_of(everything, by=officer)
        ]

    before, data = kept(), file_of(kind, officer, everything)
    empty_the_register()
    import_rows(read_rows(data, source="elsewhere").rows, source="elsewhere")
    assert kept() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_where_it_was_made_adds_nothing(officer, kind):
    import_rows(read_rows(LIST.encode(), source="Boîte 2024").rows, source="Boîte 2024")
    send("Il manque des gants en taille S")
    outcome = import_rows(read_rows(file_of(kind, officer), source="x").rows, source="x")
    assert (outcome.created, outcome.already_present) == (0, 3)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=10, max_size=60))
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_any_text_the_form_accepts_comes_back_as_it_was(officer, kind, text):
    empty_the_register()
    if len(text.strip()) < 10:
        text = text + "dix lettres"
    idea = send(text)
    rows = read_rows(file_of(kind, officer), source="x").rows
    assert [(row.problem_text, row.created_at) for row in rows] == [(idea.problem_text, idea.submitted_at)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_part_of_an_idea_finds_its_column_again(officer, language):
    import_rows(read_rows(LIST.encode(), source="Boîte").rows, source="Boîte")
    with translation.override(language):
        mapping = read_rows(file_of("csv", officer, ExportFilters(hidden_names=True)), source="x").mapping
        assert mapping.columns.keys() == set(FIELDS)
        assert mapping.header_of("created_at") in {"Envoyée le (Europe/Paris)", "Sent at (Europe/Paris)"}
        assert mapping.as_written


# --- What is in it, for whom -----------------------------------------------------------------------------------------


def test_an_export_holds_no_draft_nothing_taken_back_and_nothing_passed_on_in_confidence(officer):
    shown = [IdeaFactory(), IdeaFactory(shortlisted=True), IdeaFactory(declined=True), IdeaFactory(redirected=True)]
    author = UserFactory()
    withdraw_idea(IdeaFactory(author=author), by=author)
    secret = IdeaFactory(redirected=True)
    Idea.objects.filter(pk=secret.pk).update(redirected_to="harassment")
    Idea.objects.filter(pk=IdeaFactory().pk).update(state=State.DRAFT)
    assert references(by=officer) == [idea.reference for idea in shown]


def test_an_administrator_exports_what_the_board_shows_and_no_more(officer):
    admin = UserFactory(admin=True)
    on_the_board = IdeaFactory(shortlisted=True)
    IdeaFactory(), IdeaFactory(opened=True), IdeaFactory(redirected=True)
    assert references(by=admin) == [on_the_board.reference]


@pytest.mark.parametrize("role", [None, "reviewer", "facilitator", "sponsor"])
def test_nobody_else_exports(role, signed_in):
    person = UserFactory(**({role: True} if role else {}))
    with pytest.raises(NotAllowed):
        export_ideas(ExportFilters(), by=person)
    assert signed_in(person).get(reverse("ideas:export"), {"format": "csv"}).status_code == 404


HIDDEN = "Zébulon"


@pytest.fixture
def hidden_author():
    author = UserFactory(first_name=HIDDEN, last_name="Sentinelle")
    IdeaFactory(
        author=author, visibility="name_hidden", shortlisted=True, problem_text=f"Signé {HIDDEN} : il manque des gants."
    )
    return author


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_a_hidden_name_is_in_no_export_that_does_not_ask_for_it(hidden_author, role):
    data = file_of("csv", UserFactory(**{role: True})).decode()
    assert (HIDDEN in data, "Sentinelle" in data, "il manque des gants" in data) == (False, False, True)


def test_the_officer_who_asks_gets_hidden_names_and_an_administrator_does_not(hidden_author, officer, signed_in):
    assert rows_of(ExportFilters(hidden_names=True), by=officer)[0]["Auteur"] == f"{HIDDEN} Sentinelle"
    with pytest.raises(NotAllowed):
        export_ideas(ExportFilters(hidden_names=True), by=UserFactory(admin=True))
    answer = signed_in(UserFactory(admin=True)).get(reverse("ideas:export"), {"format": "csv", "hidden_names": "on"})
    assert HIDDEN not in b"".join(answer.streaming_content).decode()


def test_the_mask_is_what_keeps_the_name_out(hidden_author, officer, monkeypatch):
    """The planted fault: without the shared veil the sentinel is in the file."""
    monkeypatch.setattr(exporting, "shared_veil", lambda idea: exporting.Veil())
    assert HIDDEN in file_of("csv", officer).decode()


def test_the_names_of_an_earlier_programme_are_exported_only_when_asked_for(officer):
    import_rows(read_rows(LIST.encode(), source="Boîte").rows, source="Boîte")
    assert [row["Auteur"] for row in rows_of(by=officer)] == ["", ""]
    assert [row["Auteur"] for row in rows_of(ExportFilters(hidden_names=True), by=officer)] == ["A. B.", ""]


def test_a_public_name_is_exported(officer):
    IdeaFactory(author=UserFactory(first_name="Nadia", last_name="Publique"))
    assert rows_of(by=officer)[0]["Auteur"] == "Nadia Publique"


def test_filters_keep_states_kinds_and_days(officer):
    proposal, feedback = IdeaFactory(), IdeaFactory(feedback=True)
    kept = IdeaFactory(shortlisted=True)
    Idea.objects.filter(pk=feedback.pk).update(submitted_at=datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    Idea.objects.filter(pk=proposal.pk).update(submitted_at=datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert references(ExportFilters(states=frozenset(["shortlisted"])), by=officer) == [kept.reference]
    assert references(ExportFilters(kinds=frozenset(["feedback"])), by=officer) == [feedback.reference]
    new_year = date(2026, 1, 1)
    assert references(ExportFilters(since=new_year, until=new_year), by=officer) == [proposal.reference]
    assert references(ExportFilters(until=date(2025, 12, 31)), by=officer) == [feedback.reference]


def test_dates_are_said_in_one_zone_with_their_offset(officer):
    idea = IdeaFactory()
    Idea.objects.filter(pk=idea.pk).update(submitted_at=datetime(2026, 7, 1, 22, 30, 5, 123456, tzinfo=UTC))
    row = rows_of(by=officer)[0]
    assert (row["Jour"], row["Envoyée le (Europe/Paris)"]) == (date(2026, 7, 2), "2026-07-02T00:30:05.123456+02:00")


# --- How it is made --------------------------------------------------------------------------------------------------


def test_the_statements_grow_with_the_parts_not_with_the_rows(officer, count_queries, monkeypatch):
    def queries():
        return count_queries(lambda: list(export_ideas(ExportFilters(), by=officer)))

    IdeaFactory()
    queries()  # the roles of a person are asked once
    one = queries()
    IdeaFactory(), IdeaFactory(shortlisted=True)
    assert queries() == one
    monkeypatch.setattr(exporting, "CHUNK", 2)
    assert queries() <= 3 * one


def test_the_journal_tells_who_exported_how_much_and_no_name(hidden_author, officer, caplog):
    with caplog.at_level(logging.INFO, "ideas.services.exporting"):
        file_of("csv", officer)
    assert [record.getMessage() for record in caplog.records] == [
        f"1 ideas exported by user {officer.pk}, hidden names: False"
    ]


@pytest.mark.django_db(transaction=True)
def test_an_export_shows_one_moment_whatever_is_written_meanwhile(monkeypatch):
    officer, author = UserFactory(officer=True), UserFactory()
    first = [IdeaFactory(author=author) for _ in range(4)]
    monkeypatch.setattr(exporting, "CHUNK", 2)
    rows = export_ideas(ExportFilters(), by=officer)
    header, seen = next(rows), [next(rows)]

    def write():
        try:
            IdeaFactory(author=author)
            Idea.objects.filter(pk=first[3].pk).delete()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    seen += list(rows)
    assert [row[0] for row in seen] == [idea.reference for idea in first]
    assert Idea.objects.filter(pk=first[3].pk).exists() is False
    assert header[0] == "Référence Parkour"


# --- The page and the file -------------------------------------------------------------------------------------------


def test_the_page_asks_and_the_address_gives_the_file(officer, signed_in):
    idea = send("Où sont passés les gants d’été ?")
    client = signed_in(officer)
    assert client.get(reverse("ideas:export")).status_code == 200
    answer = client.get(reverse("ideas:export"), {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="parkour-')
    rows = list(
        csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert (rows[0][0], rows[1][0], rows[1][5]) == ("Référence Parkour", idea.reference, idea.problem_text)


def test_english_excel_gets_commas(signed_in):
    answer = signed_in(UserFactory(officer=True, locale="en")).get(reverse("ideas:export"), {"format": "csv"})
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfParkour reference,Identifier,")


def test_the_workbook_has_a_frozen_header_and_real_days(officer, signed_in):
    idea = send("Où sont passés les gants d’été ?")
    answer = signed_in(officer).get(
        reverse("ideas:export"), {"format": "xlsx", "state": "submitted", "kind": "feedback"}
    )
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert (sheet.freeze_panes, sheet["A2"].value, sheet["H2"].is_date) == ("A2", idea.reference, True)


@pytest.mark.parametrize(
    "query",
    [
        {"format": "pdf"},
        {"format": "csv", "state": "nowhere"},
        {"format": "csv", "kind": "x"},
        {"format": "csv", "since": "32/01/2026"},
        {"format": "csv", "since": "2026-02-01", "until": "2026-01-01"},
        {"format": "csv", "state": "draft"},
    ],
)
def test_a_wish_that_makes_no_sense_is_told_on_the_page(officer, signed_in, query):
    answer = signed_in(officer).get(reverse("ideas:export"), query)
    assert (answer.status_code, b"error-summary" in answer.content) == (422, True)


def test_an_empty_register_gives_a_header(officer):
    assert len(list(export_ideas(ExportFilters(), by=officer))) == 1
