"""The import and the export in a browser, on a phone and on a desk: the page follows the worker by itself."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ideas.models import Idea
from tests.browser.people import Person
from tests.browser.test_accessibility import EVERYTHING
from tests.factories import UserFactory
from tests.ideas.importing.books import book_of
from tests.ideas.importing.steps import MIXED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Importer(Person):
    EXPECTED = ("status of 422",)  # a refused form, which the browser's console calls an error

    def reaches(self, heading):
        """The page comes by itself to this heading; it is then checked like any other."""
        expect(self.page.locator("h1")).to_contain_text(heading)
        self.page.wait_for_load_state()
        self.looks_right()
        faults = [rule["id"] for rule in Axe().run(self.page, options=EVERYTHING).response["violations"]]
        assert faults == [], self.page.url
        return self


@pytest.fixture
def importer(browser, product, request):
    width, theme = request.param
    person = Importer(browser, product, UserFactory(officer=True), width)
    person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    return person


@pytest.mark.parametrize("importer", [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], indirect=True)
def test_an_officer_imports_a_list_and_takes_it_back(importer, tmp_path):
    importer.go("/triage/").press('a[href="/import/"]').reaches("Importer des contributions")
    importer.page.set_input_files("input[name=file]", files=[file("vide.csv", b"")])
    importer.press("form button[data-kind=primary]").sees("Ce fichier est vide").reaches("Importer des contributions")
    importer.page.set_input_files("input[name=file]", files=[file("boite.csv", MIXED.encode("cp1252"))])
    importer.press("form button[data-kind=primary]").reaches("Ce que devient chaque colonne")
    importer.page.select_option("select[name=title]", "")
    importer.press('button[value="preview"]').sees("On passe deux fois dans la rue.")
    importer.page.select_option("select[name=title]", "1")
    importer.press('button[value="check"]').reaches("2 contributions peuvent être importées")
    importer.sees("31/02/2019")
    importer.press('form[action$="/start/"] button').reaches("2 contributions importées")
    assert Idea.objects.count() == 2
    importer.send("/undo/").reaches("Cet import a été annulé").sees("2 contributions ont été retirées")
    assert Idea.objects.count() == 0
    importer.go("/import/").sees("Annulé").reaches("Importer des contributions")


@pytest.mark.parametrize("importer", [(390, "dark"), (1280, "light")], indirect=True)
def test_a_workbook_goes_the_same_way_and_comes_back_as_a_file(importer, tmp_path):
    data = book_of([["id", "texte"], [1, "Il manque des gants en taille S."]], others=[("Un", [["a"], ["b"]])])
    importer.go("/import/")
    importer.page.set_input_files("input[name=file]", files=[file("boite.xlsx", data)])
    importer.press("form button[data-kind=primary]").reaches("Ce que devient chaque colonne")
    importer.page.select_option("select[name=sheet]", "Feuil1")
    importer.press('form[action$="/sheet/"] button').sees("Il manque des gants en taille S.")
    importer.press('button[value="check"]').reaches("1 contribution peut être importée")
    importer.press('form[action$="/start/"] button').reaches("1 contribution importée")
    importer.go("/export/").reaches("Exporter les contributions")
    importer.choose("format", "csv")
    with importer.page.expect_download() as download:
        importer.page.locator("form button[data-kind=primary]").click()
    exported = tmp_path / "export.csv"
    download.value.save_as(exported)
    assert "Il manque des gants en taille S." in exported.read_text("utf-8-sig")


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
