"""Photos and documents without a network: kept on the phone with the words, sent once, read by nobody else."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from ideas.models import Attachment, Draft, Idea
from tests.browser.disk import BASE, DISK
from tests.browser.people import Person
from tests.browser.phone import WORDS, Phone
from tests.browser.test_files import choose, document, photo
from tests.cutting import Road
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.ideas.files import makers
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BROKEN = 99  # times: a browser tries by itself, too
NAME = "Camille-badgeuse.jpg"
HERE = (
    "async () => {"
    + BASE
    + """
  const base = await soon(indexedDB.open("parkour-files"));
  const counts = await Promise.all(["files", "blobs"].map((table) => rows(base, table, "count")));
  base.close();
  return counts;
}"""
)
# A phone without room for a file.
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...what) {
  if (this.name === "blobs") throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, what);
};
"""
# A fault: the page makes another key for each attempt.
OTHER_KEYS = """
const append = FormData.prototype.append;
FormData.prototype.append = function (name, ...rest) {
  return append.call(this, name, ...(name === "file_key" ? [crypto.randomUUID()] : rest));
};
"""
IN_THE_CLEAR = (
    "async (name) => {"
    + BASE
    + """
  const base = await soon(indexedDB.open("parkour-files"));
  const row = {id: "plain", data: new TextEncoder().encode(name)};
  await soon(base.transaction("blobs", "readwrite").objectStore("blobs").put(row));
  base.close();
}"""
)


class Photographer(Phone):
    EXPECTED = (*Phone.EXPECTED, "net::ERR_")

    def takes(self, *files):
        choose(self, *files)
        return self

    def row(self, state):
        return self.page.locator(f"[data-upload={state}]")

    def has(self, state, count=1):
        expect(self.row(state)).to_have_count(count)
        return self

    def here(self):
        """How many files are told of, and how many are kept, on this phone."""
        return self.page.evaluate(HERE)

    def here_is(self, count):
        wait_until(lambda: self.here() == [count, count], self.here)
        return self

    def arrives(self):
        self.page.wait_for_url(re.compile("/receipt/$"))
        return self


@pytest.fixture
def author():
    return UserFactory(first_name="Samira")


def opened(browser, product, author):
    phone = Photographer(browser, product, author)
    yield phone
    phone.context.unroute_all(behavior="ignoreErrors")
    phone.context.close()


@pytest.fixture
def phone(browser, product, author):
    yield from opened(browser, product, author)


@pytest.fixture
def road(product, monkeypatch):
    """The phone goes to the product by a road that can break."""
    road = Road(product.port, "/files/")
    monkeypatch.setattr(product, "url", road.url)
    yield road
    road.close()


def in_a_draft():
    return Attachment.objects.filter(draft_key__isnull=False).exists()


def files():
    return sorted(Attachment.objects.filter(idea__isnull=False).values_list("name", flat=True))


def test_chosen_without_network_they_are_there_after_a_killed_tab_and_leave_once_with_the_words(
    browser, product, phone
):
    phone.go("/ideas/new/").cut().write().takes(photo(NAME), document()).has("waiting", 2)
    phone.row("waiting").first.locator("[data-alt] input").fill("La badgeuse")
    phone.kept_now().sees("il part avec votre texte").here_is(2).kept_is(1, 0).looks_right()
    phone.kill_tab()
    phone.page.goto(phone.url + "/ideas/new/")
    phone.sees("Pas de réseau").sees_words().has("waiting", 2)
    expect(phone.row("waiting").first.locator("[data-thumb] img")).to_be_visible()
    expect(phone.row("waiting").first.locator("[data-alt] input")).to_have_value("La badgeuse")
    phone.send_form().waits().sees(NAME).sees("plan.pdf").looks_right()
    assert (files(), Attachment.objects.count()) == ([], 0)
    phone.page.goto(phone.url + "/")
    phone.sees("En attente d’envoi").sees(NAME)
    phone.cut(False)
    wait_until(lambda: len(files()) == 2, files)
    idea = Idea.objects.get()
    assert [(file.name, file.alt) for file in idea.attachments.all()] == [
        ("Camille-badgeuse.webp", "La badgeuse"),
        ("plan.pdf", ""),
    ]
    phone.go("/ideas/").kept_is(0, 0).here_is(0)
    officer = Person(browser, product, UserFactory(officer=True), 390)
    officer.go(f"/triage/{idea.reference}/").sees("plan.pdf")
    expect(officer.page.locator('img[alt="La badgeuse"]')).to_be_visible()
    officer.context.close()


def test_a_photo_alone_is_back_after_a_reload_and_is_a_draft_on_the_server(phone):
    phone.go("/ideas/new/").takes(photo(NAME)).has("ready").kept_is(1, 0)
    phone.go("/ideas/new/").has("ready")
    wait_until(
        lambda: Attachment.objects.filter(draft_key__isnull=False).exists(), lambda: list(Draft.objects.values())
    )


def test_an_upload_cut_at_four_fifths_is_tried_again_and_is_one_file(browser, product, author, road):
    road.cut(BROKEN)
    for phone in opened(browser, product, author):
        phone.go("/ideas/new/").write().takes(photo(NAME)).has("waiting")
        assert (road.lost > 0, Attachment.objects.count()) == (True, 0)
        phone.sees_words()
        road.cut(0)
        phone.row("waiting").locator("[data-do=retry]").click()
        phone.has("ready").send_form().arrives()
        assert (files(), Attachment.objects.count()) == (["Camille-badgeuse.webp"], 1)


def test_cut_and_sent_at_once_the_outbox_finishes_it(browser, product, author, road):
    for phone in opened(browser, product, author):
        phone.go("/ideas/new/").write()
        road.cut(BROKEN)
        phone.takes(photo(NAME)).has("waiting").send_form().waits().sees(NAME)
        assert (road.lost > 1, Attachment.objects.count(), Idea.objects.count()) == (True, 0, 0)
        road.cut(0)
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.arrives()
        assert (files(), Idea.objects.count(), Attachment.objects.count()) == (["Camille-badgeuse.webp"], 1, 1)


def lose_an_answer(browser, product, author, road, fault=""):
    road.deafen(BROKEN)
    for phone in opened(browser, product, author):
        if fault:
            phone.page.add_init_script(fault)
        phone.go("/ideas/new/").write().takes(photo(NAME)).has("waiting")
        road.deafen(0)
        phone.row("waiting").locator("[data-do=retry]").click()
        phone.has("ready")
        assert road.lost > 0
    return Attachment.objects.count()


def test_a_file_whose_answer_was_lost_is_one_file(browser, product, author, road):
    assert lose_an_answer(browser, product, author, road) == 1


def test_without_its_key_the_second_attempt_would_make_two(browser, product, author, road):
    """Planted fault."""
    assert lose_an_answer(browser, product, author, road, OTHER_KEYS) == 2


def test_a_file_that_the_server_has_forgotten_meanwhile_is_sent_again(phone):
    phone.go("/ideas/new/").write().takes(photo(NAME)).has("ready").here_is(1)
    Attachment.objects.all().delete()
    phone.send_form().arrives()
    assert files() == ["Camille-badgeuse.webp"]


def test_a_file_that_is_not_taken_later_says_why_and_the_rest_is_sent(phone):
    drawing = {"name": "dessin.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload=alert(1)>"}
    phone.go("/ideas/new/").cut().write().takes(drawing, photo(NAME)).has("waiting", 2).send_form().waits()
    phone.cut(False)
    phone.go("/ideas/").sees("page web")
    assert Idea.objects.count() == 0
    phone.page.locator("[data-outbox] a").click()
    phone.sees_words().has("refused").has("ready").send_form().arrives()
    assert files() == ["Camille-badgeuse.webp"]


def test_the_next_person_on_the_phone_reads_no_file_of_the_first(phone, author):
    secret = {"name": "Zelie-secret.pdf", "mimeType": "application/pdf", "buffer": makers.pdf(b"/Zelie (secret)")}
    phone.go("/ideas/new/").cut().write().takes(secret).has("waiting").send_form().waits()
    Session.objects.all().delete()
    phone.cut(False)
    phone.page.goto(phone.url + "/accounts/login/")
    assert "Zelie" not in phone.page.evaluate(DISK)
    phone.sign_in(UserFactory().email, PASSWORD)
    for path in ("/", "/ideas/", "/ideas/new/"):
        phone.go(path)
        assert "Zelie" not in phone.page.content()
    assert ("Zelie" not in phone.page.evaluate(DISK), Attachment.objects.count()) == (True, 0)
    phone.page.evaluate(IN_THE_CLEAR, "Zelie")  # planted fault: the search is able to find it
    assert "Zelie" in phone.page.evaluate(DISK)
    Session.objects.all().delete()
    phone.page.goto(phone.url + "/accounts/login/")
    phone.sign_in(author.email, PASSWORD)
    wait_until(lambda: files() == ["Zelie-secret.pdf"], files)
    assert Attachment.objects.get().uploader == author


def test_signing_out_makes_them_a_draft_and_leaves_nothing_on_the_phone(phone, author):
    phone.go("/ideas/new/").cut().write().takes(photo(NAME)).has("waiting").kept_is(1, 0)
    phone.cut(False)
    phone.sign_out()
    phone.page.goto(phone.url + "/accounts/login/")
    phone.kept_is(0, 0).here_is(0)
    draft = Draft.objects.get(person=author)
    assert [file.draft_key for file in Attachment.objects.all()] == [draft.key]


def test_a_full_phone_says_so_and_keeps_the_words(phone):
    phone.page.add_init_script(FULL)
    phone.go("/ideas/new/").write().kept_is(1, 0)
    phone.cut().takes(photo(NAME)).has("failed").sees("Votre téléphone est plein")
    phone.cut(False)
    phone.has("ready")
    phone.go("/ideas/new/").sees_words()


def test_more_than_a_day_takes_is_not_kept_and_the_sum_is_said(phone):
    heavy = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": makers.pdf() + b" " * (2 * 1024 * 1024)}
    phone.go("/ideas/new/").cut().write()
    phone.page.evaluate("document.querySelector('[data-files]').dataset.keptMost = 5 * 1024 * 1024")
    phone.takes(heavy, heavy).has("waiting", 2).takes(heavy).has("failed").has("waiting", 2)
    phone.sees("4 Mo de fichiers attendent déjà").here_is(2)
    phone.row("waiting").first.locator("[data-do=remove]").click()
    phone.here_is(1)


def test_another_device_finds_the_photos_of_the_draft(browser, product, phone, author):
    phone.go("/ideas/new/").write().takes(photo(NAME)).has("ready")
    wait_until(
        lambda: Attachment.objects.filter(draft_key__isnull=False).exists(), lambda: list(Draft.objects.values())
    )
    other = Photographer(browser, product, author, 1280)
    other.go("/ideas/").sees("1 fichier").page.locator(f"text={WORDS}").click()
    other.sees_words().has("ready").send_form().arrives()
    assert files() == ["Camille-badgeuse.webp"]
    other.context.close()
