"""An imported contribution on the officer's pages: where it comes from, and who wrote it, for the officer alone."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from ideas.importing.rows import read_rows
from ideas.models import Idea
from ideas.services.importing import import_rows
from ideas.services.lifecycle import apply_transition
from tests.committee.pages import browser, main_of
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db

CSV = (
    "id;constat;date;auteur\n7;On passe deux fois dans la rue.;12/03/2024;Zoraïde Wolvertem\n"
    "8;Il manque toujours des gants.;12/03/2024;\n"
)


@pytest.fixture
def imported():
    import_rows(read_rows(CSV.encode(), source="boîte", now=datetime(2026, 3, 2, tzinfo=UTC)).rows, source="boîte")
    return Idea.objects.get(external_id="7")


def page(person, name, idea, **kwargs):
    response = browser(person).get(reverse(f"ideas:{name}", kwargs={"reference": idea.reference, **kwargs}))
    assert response.status_code == 200
    return main_of(response)


def test_the_officer_reads_the_source_the_author_as_written_and_the_date(imported):
    shown = page(UserFactory(officer=True), "triage_item", imported)
    assert "Imported from boîte" in shown
    assert "Written by Zoraïde Wolvertem" in shown
    assert "12 March 2024" in shown
    assert "Name hidden" not in shown


def test_an_imported_contribution_without_an_author_does_not_pretend_to_hide_one(imported):
    shown = page(UserFactory(officer=True), "triage_item", Idea.objects.get(external_id="8"))
    assert "Imported from boîte" in shown
    assert "Written by" not in shown
    assert "Name hidden" not in shown


def test_colleagues_read_the_source_but_not_who_wrote_it(imported):
    reviewer = UserFactory(reviewer=True)
    shown = page(reviewer, "triage_item", imported)
    assert "Imported from boîte" in shown
    for text in (shown, page(reviewer, "detail", imported)):
        assert "Wolvertem" not in text


def test_who_joined_an_imported_contribution_without_a_name_is_not_taken_for_its_author(imported):
    officer, hidden = UserFactory(officer=True), UserFactory(first_name="Basile", last_name="Quetzal")
    joining = IdeaFactory(opened=True, author=hidden, visibility="name_hidden")
    apply_transition(joining, "merge", by=officer, message="Même sujet.", into=imported)
    assert "Quetzal" not in page(UserFactory(reviewer=True), "triage_item", imported)
