"""Anonymous feedback in a real browser: the code is made there, the session stays at home, nothing is left behind."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from ideas.enums import Outcome
from ideas.models import Draft, FollowUpCode, Idea, RedFlag
from ideas.services import triage
from ideas.services.submission import Submission, submit_idea
from tests.browser.hands import heard, screen
from tests.browser.test_accessibility import Walk
from tests.browser.test_files import photo
from tests.factories import UserFactory
from tests.ideas.anonymously import open_to_anonymous

pytestmark = pytest.mark.browser
WORDS = "Les plannings changent la veille au soir, sans prévenir."
KEPT = """async () => {
  const rows = await new Promise((resolve) => {
    const open = indexedDB.open("parkour", 1);
    open.onerror = () => resolve([]);
    open.onupgradeneeded = () => ["words", "outbox"].forEach((name) => open.result.createObjectStore(name));
    open.onsuccess = () => {
      const all = ["words", "outbox"].map((name) => new Promise((done) => {
        const got = open.result.transaction(name).objectStore(name).getAll();
        got.onsuccess = () => done(got.result);
      }));
      Promise.all(all).then((lists) => resolve(lists.flat()));
    };
  });
  const said = Object.entries(sessionStorage).filter(([name]) => name !== "htmx-current-path-for-history");
  return [...rows.map((row) => row.id), ...Object.keys(localStorage), ...said].join(" ");
}"""


@pytest.fixture
def page(product, browser):
    open_to_anonymous()
    context = browser.new_context(**screen(390))
    page = context.new_page()
    page.sent = []
    page.on("request", lambda request: page.sent.append(request) if "/anonymous/" in request.url else None)
    yield page
    context.close()


def sign_in(page, product, client, person):
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}])


def sent_code(page) -> str:
    page.locator("[data-anonymous] [data-send]").click()
    expect(page.locator("[data-receipt] h1")).to_be_focused()
    return page.locator("[data-code]").inner_text()


def follow(page, product, code):
    page.goto(f"{product.url}/ideas/follow-up/")
    page.locator("#code").fill(code)
    page.locator("[data-door] button").click()


def test_written_by_a_stranger_answered_and_read_with_the_code(page, product):
    page.goto(f"{product.url}/ideas/anonymous/")
    page.locator("#what").fill(WORDS)
    code = sent_code(page)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert code.replace("-", "") not in " ".join(request.post_data or "" for request in page.sent)
    assert page.context.cookies() == []
    idea = Idea.objects.get()
    officer = UserFactory(officer=True)
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ASK, message="Quel jour ?"), by=officer)

    follow(page, product, code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    expect(page.locator("[data-question]")).to_have_text("Quel jour ?")
    page.locator("#words").fill("Le jeudi.")
    page.locator("[data-answer] button").click()
    expect(page.locator("[data-story]")).to_contain_text("Le jeudi.")
    page.locator("[data-withdraw]").click()
    page.locator("[data-withdraw]").click()
    expect(page.locator("[data-withdraw]")).to_be_hidden()
    idea.refresh_from_db()
    assert idea.state == "withdrawn"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(KEPT) == ""


def test_somebody_signed_in_sends_without_the_session_and_leaves_nothing(page, product, client):
    person = UserFactory()
    sign_in(page, product, client, person)
    page.goto(f"{product.url}/ideas/new/")
    page.locator("[name=problem_text]").fill(WORDS)
    page.evaluate("dispatchEvent(new Event('online'))")  # what saves the draft on the server
    expect(page.locator("[data-kept-at]")).to_be_visible()
    page.locator("[data-continue]").click()
    page.locator("[name=change_text]").fill("Prévenir plus tôt.")
    page.locator("[data-continue]").click()
    page.locator("[data-go-anonymous] button").click()
    expect(page.locator("#what")).to_have_value(f"{WORDS}\n\nPrévenir plus tôt.")
    assert not Draft.objects.exists()
    sent_code(page)
    posted = [request for request in page.sent if request.method == "POST"]
    assert len(posted) == 1
    assert "cookie" not in posted[0].all_headers()
    idea = Idea.objects.get()
    assert not idea.authorships.exists()
    assert FollowUpCode.objects.filter(idea=idea).exists()
    page.go_back()
    expect(page.locator("[name=problem_text]")).to_have_value("")
    page.goto(f"{product.url}/ideas/anonymous/")
    assert page.locator("#what").input_value() == ""
    assert page.evaluate(KEPT) == ""


def test_one_stays_on_the_form_while_a_photo_is_sent_or_nothing_could_be_erased(page, product, client):
    sign_in(page, product, client, UserFactory())
    page.goto(f"{product.url}/ideas/new/")
    page.locator("[name=problem_text]").fill(WORDS)
    held = []
    page.route("**/files/", lambda route: held.append(route))
    page.set_input_files("input[name=new_files]", files=[photo()])
    expect(page.locator("[data-upload=sending]")).to_be_visible()
    heard(page, lambda: held)
    for _step in range(2):
        page.locator("[data-continue]").click()
    door, stays = page.locator("[data-go-anonymous] button"), page.locator("[data-stays]")
    door.click()
    expect(stays).to_contain_text("Un fichier est en cours d’envoi")
    held[0].continue_()
    expect(page.locator("[data-upload=ready]")).to_have_count(1)
    page.route("**/forget/", lambda route: route.abort())
    door.click()
    expect(stays).to_contain_text("n’a pas pu être effacé")
    assert page.locator("[name=problem_text]").input_value() == WORDS
    assert page.locator("[data-upload=ready]").count() == 1
    page.unroute("**/forget/")
    door.click()
    expect(page.locator("#what")).to_have_value(WORDS)


def test_with_the_code_one_says_that_somebody_is_in_danger_and_no_word_is_lost(page, product):
    page.goto(f"{product.url}/ideas/anonymous/")
    page.locator("#what").fill(WORDS)
    follow(page, product, sent_code(page))
    page.locator("#words").fill("Un message commencé.")
    page.locator("[data-danger] summary").click()
    sheet = page.locator("[data-danger] form")
    sheet.locator("[name=reason]").fill("Le sol cède sous les chariots.")
    sheet.locator("button").click()
    expect(sheet.locator("[data-wrong]")).to_be_visible()
    expect(sheet.locator("[name=kind]").first).to_be_focused()
    assert not RedFlag.objects.exists()
    sheet.locator("[value=safety]").check()
    sheet.locator("button").click()
    expect(page.locator("[data-thanks]")).to_contain_text("le jour ouvré même")
    expect(page.locator("[data-danger] summary")).to_be_focused()
    assert RedFlag.objects.get().reason == "Le sol cède sous les chariots."
    assert page.locator("#words").input_value() == "Un message commencé."
    page.locator("[data-danger] summary").click()
    sheet.locator("[value=safety]").check()
    sheet.locator("[name=reason]").fill("Toujours rien.")
    sheet.locator("button").click()
    expect(sheet.locator("[data-wrong]")).to_contain_text("comme message")
    assert sheet.locator("[name=reason]").input_value() == "Toujours rien."
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert "cookie" not in page.sent[-1].all_headers()
    assert page.evaluate(KEPT) == ""


def test_a_wrong_code_says_so_and_opens_nothing(page, product):
    follow(page, product, "7KQ4-M2PX-9TDA-RW3E")
    expect(page.locator("[data-door] [data-wrong]")).to_contain_text("Ce code n’ouvre rien")
    expect(page.locator("[data-seen]")).to_be_hidden()
    page.locator("#code").fill("court")
    page.locator("[data-door] button").click()
    expect(page.locator("[data-door] [data-wrong]")).to_contain_text("seize signes")


def test_without_scripts_the_page_offers_the_hidden_name(product, browser):
    open_to_anonymous()
    context = browser.new_context(**screen(390), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{product.url}/ideas/anonymous/")
    expect(page.locator("[data-unable]")).to_be_visible()
    expect(page.locator("[data-anonymous]")).to_be_hidden()
    context.close()


def test_each_state_of_the_two_pages_is_open_to_everybody(product, browser):
    open_to_anonymous()
    walk = Walk(browser, product)
    try:
        page = walk.visit(None, "/ideas/anonymous/")
        walk.look(page, "the form")
        page.locator("[data-anonymous] [data-send]").click()
        expect(page.locator("#what_error")).to_be_visible()
        walk.look(page, "the form refused", whole=False)
        page.locator("#what").fill(WORDS)
        code = sent_code(page)
        walk.look(page, "the receipt", whole=False)
        idea, officer = Idea.objects.get(), UserFactory(officer=True)
        triage.open_idea(idea, by=officer)
        triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ASK, message="Quel jour ?"), by=officer)
        page = walk.visit(None, "/ideas/follow-up/")
        walk.look(page, "the door")
        follow(page, product, code)
        expect(page.locator("[data-question]")).to_be_visible()
        walk.look(page, "the answer", whole=False)
        page.locator("[data-danger] summary").click()
        walk.look(page, "the sheet of a danger", whole=False)
    finally:
        walk.close()
    assert walk.faults == []


def test_the_question_whether_one_wrote_it_too_is_open_to_everybody(product, browser):
    friend = UserFactory()
    sending = Submission("Deux tournées se croisent.", uuid4(), coauthors=(friend,))
    idea, _new = submit_idea(sending, by=UserFactory())
    walk = Walk(browser, product)
    try:
        for path in (f"/ideas/{idea.reference}/coauthor/", "/ideas/"):
            walk.look(walk.visit(friend, path), path)
    finally:
        walk.close()
    assert walk.faults == []
