"""Photos on a phone: chosen, shrunk, seen, sent with the words, seen by the officer; and the network that goes away."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from ideas.models import Attachment, Idea
from parkour.core import private_files
from tests.browser.hands import heard
from tests.browser.people import Person
from tests.factories import UserFactory
from tests.ideas.files import makers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Deux heures dans ma voiture entre deux clientes de la même rue."
THUMB = "[data-upload=ready] img"


class Sender(Person):
    EXPECTED = ("net::ERR_FAILED", "status of 4")  # the lost request and the refused file


def photo(name="IMG_0001.jpg", size=(2400, 1200)):
    return {"name": name, "mimeType": "image/jpeg", "buffer": makers.photo_of_a_telephone(6, size)}


def document(name="plan.pdf"):
    return {"name": name, "mimeType": "application/pdf", "buffer": makers.pdf()}


def send(person):
    for _ in range(2):
        person.page.locator("[data-continue]").click()
    person.press("[data-send]")


def choose(person, *files):
    person.page.set_input_files("input[name=new_files]", files=list(files))


def test_a_photo_is_chosen_sent_and_seen_by_the_officer(browser, product):
    staff, officer = Person(browser, product, UserFactory(), 390), UserFactory(officer=True)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    choose(staff, photo(), document())
    expect(staff.page.locator(THUMB)).to_be_visible()
    expect(staff.page.locator("[data-upload=ready]")).to_have_count(2)
    staff.page.locator("[data-upload] [data-alt] input").fill("Deux voitures")
    staff.page.locator("[data-upload] [data-do=up]").nth(1).click()
    staff.looks_right()
    send(staff)
    staff.sees("plan.pdf")
    idea = Idea.objects.get()
    assert [(file.name, file.alt) for file in idea.attachments.all()] == [
        ("plan.pdf", ""),
        ("IMG_0001.webp", "Deux voitures"),
    ]
    picture = idea.attachments.get(kind="image")
    assert (picture.width, picture.height) == (800, 1600)  # upright, and shrunk on the phone
    assert picture.size < len(photo()["buffer"])
    assert dict(Image.open(io.BytesIO(private_files.read(picture.stored_as))).getexif()) == {}
    desk = Person(browser, product, officer, 390)
    desk.go(f"/triage/{idea.reference}/")
    shown = desk.page.locator('img[alt="Deux voitures"]')
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 200
    desk.press('form[action$="/show/"] button')
    assert Attachment.objects.get(pk=picture.pk).is_public


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_name_of_a_file_stands_beside_its_picture(browser, product, scheme):
    staff = Person(browser, product, UserFactory(), 390)
    staff.page.emulate_media(color_scheme=scheme)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    choose(staff, photo("IMG_20261127_une_photo_du_vestiaire_prise_ce_matin.jpg"))
    expect(staff.page.locator(THUMB)).to_be_visible()
    row = staff.page.locator("[data-upload=ready]")
    picture, name = (row.locator(part).bounding_box() for part in ("[data-thumb]", "[data-kept]"))
    assert picture["x"] + picture["width"] <= name["x"]


def test_what_is_removed_is_not_sent_unless_it_is_put_back(browser, product):
    staff = Person(browser, product, UserFactory(), 390)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    choose(staff, photo("a.jpg"), photo("b.jpg"), photo("c.jpg"))
    rows = staff.page.locator("[data-upload=ready]")
    expect(rows).to_have_count(3)
    for row in (rows.nth(0), rows.nth(1)):
        row.locator("[data-do=remove]").click()
    rows.nth(1).locator("[data-do=undo]").click()
    send(staff)
    assert [file.name for file in Idea.objects.get().attachments.all()] == ["b.webp", "c.webp"]


def test_a_file_that_the_network_lost_is_tried_again_and_is_one(browser, product):
    staff = Sender(browser, product, UserFactory(), 390)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    staff.page.route("**/files/", lambda route: route.abort())
    choose(staff, photo())
    row = staff.page.locator("[data-upload=waiting]")
    expect(row.locator("[data-do=retry]")).to_be_visible()
    staff.page.unroute("**/files/")
    row.locator("[data-do=retry]").click()
    expect(staff.page.locator(THUMB)).to_be_visible()
    send(staff)
    assert (Attachment.objects.count(), Idea.objects.get().attachments.count()) == (1, 1)


def test_the_words_wait_for_a_file_that_is_on_its_way(browser, product):
    staff = Sender(browser, product, UserFactory(), 390)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    held = []
    staff.page.route("**/files/", lambda route: held.append(route))
    choose(staff, photo())
    staff.page.locator("[data-continue]").click()
    staff.page.locator("[data-continue]").click()
    staff.page.locator("[data-send]").click()
    heard(staff.page, lambda: held)
    assert Idea.objects.count() == 0
    with staff.page.expect_navigation():
        held[0].continue_()
    assert Idea.objects.get().attachments.count() == 1


def test_a_file_that_is_not_taken_says_why_and_stops_nobody(browser, product):
    staff = Sender(browser, product, UserFactory(), 390)
    staff.go("/ideas/new/").fill(problem_text=WORDS)
    choose(staff, {"name": "dessin.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload=alert(1)>"})
    expect(staff.page.locator("[data-upload=refused] [data-state]")).to_contain_text("page web")
    send(staff)
    assert Idea.objects.get().attachments.count() == 0


def test_without_scripts_the_same_form_sends_its_files(browser, product):
    staff = Sender(browser, product, UserFactory(), 390, scripts=False)
    staff.go("/ideas/new/").fill(problem_text="Court")
    choose(staff, photo())
    staff.page.locator("[data-send]").click()
    expect(staff.page.locator("[data-upload] img")).to_be_visible()
    staff.fill(problem_text=WORDS)
    staff.press("[data-send]")
    assert [file.name for file in Idea.objects.get().attachments.all()] == ["IMG_0001.webp"]
