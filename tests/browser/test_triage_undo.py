"""Undo, palette and one's own keys in a real browser, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import HeldDecision, Idea, Neighbour
from tests.factories import IdeaFactory, UserFactory
from tests.product import Product
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
WINDOW = {"PARKOUR_UNDO_SECONDS": "900"}  # nothing leaves meanwhile, however busy the machine


@pytest.fixture(scope="module", params=[WINDOW], ids=[""])
def web(lasting_product, tmp_path_factory, request):
    """A web process of its own, beside the worker that lasts: only it knows how long an answer can be taken back."""
    running = Product(tmp_path_factory.mktemp("web"), **request.param)
    try:
        yield running.start_web()
    finally:
        running.stop()


@pytest.fixture
def product(product, web):
    """`product` first: the tables are emptied after the test."""
    return web


@pytest.fixture
def page(product, browser, client):
    officer = UserFactory(officer=True, locale="en")
    client.force_login(officer, backend="parkour.accounts.backends.SignInBackend")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}])
    page = context.new_page()
    page.address = product.url
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
    yield page
    assert page.faults == []
    context.close()


def is_at(page, idea):
    expect(page.locator(".ref").first).to_contain_text(idea.reference)
    page.wait_for_load_state()


def answer_with(page, key, words):
    """Open the sheet by its key, write, send by keyboard."""
    page.keyboard.press(key)
    expect(page.locator("textarea[name=message]")).to_be_visible()
    page.wait_for_load_state()
    page.locator("textarea[name=message]").fill(words)
    page.keyboard.press("Control+Enter")


COVERED = """() => [...document.querySelectorAll('.dock button')].filter((button) => {
  const { x, y, width, height } = button.getBoundingClientRect();
  return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}).map((button) => button.textContent.trim())"""


def test_on_a_phone_an_answer_that_waits_covers_no_button_of_the_next_sheet(page):
    first, second = IdeaFactory(), IdeaFactory()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{page.address}/triage/{first.reference}/decide/ask/")
    page.locator("[name=message]").fill("À quelle heure ?")
    page.locator(".dock button[data-kind=primary]").click()
    is_at(page, second)
    page.goto(f"{page.address}/triage/{second.reference}/decide/ask/")
    expect(page.locator(".held .toast")).to_be_in_viewport()
    assert page.evaluate(COVERED) == []
    page.evaluate("document.querySelector('.held').style.insetBlock = 'auto 5rem'")  # the planted fault
    assert page.evaluate(COVERED) != []
    page.reload()
    page.locator("[name=message]").fill("Dans quelle agence ?")
    page.locator(".dock button[data-kind=primary]").click()
    expect(page.locator(".held")).to_contain_text(second.reference)


def test_z_takes_the_answer_back_into_its_sheet(page):
    first, second = IdeaFactory(), IdeaFactory()
    page.goto(f"{page.address}/triage/{first.reference}/")
    is_at(page, first)
    answer_with(page, "i", "À quelle heure ?")
    is_at(page, second)
    expect(page.locator(".held")).to_contain_text(re.compile(rf"Answer to {first.reference}: leaving in \d+ s"))
    page.keyboard.press("z")
    expect(page.locator("textarea[name=message]")).to_have_value("À quelle heure ?")
    page.wait_for_load_state()
    assert Idea.objects.get(pk=first.pk).state in {State.SUBMITTED, State.IN_TRIAGE}
    assert HeldDecision.objects.get().leaves_at is None
    page.keyboard.press("Control+Enter")  # nobody is in the field: the sheet is sent all the same
    is_at(page, second)
    wait_until(lambda: HeldDecision.objects.get().leaves_at is not None)


COLUMNS_TOP = """() => ['.triage-list', '.triage-item', '.triage-panel'].map(
  (column) => document.querySelector(column).getBoundingClientRect().top)"""
BESIDE_THE_PANEL = """() => document.querySelector('.held .toast').getBoundingClientRect().right
  <= document.querySelector('.triage-panel').getBoundingClientRect().left"""


def test_the_sheet_shown_in_place_gives_its_answer_back_from_the_next_item(page):
    first, second = IdeaFactory(), IdeaFactory()
    page.goto(f"{page.address}/triage/{first.reference}/")
    expect(page.locator("main[data-ahead]")).to_be_attached()
    page.evaluate("window.sameDocument = true")
    answer_with(page, "i", "À quelle heure ?")
    is_at(page, second)
    expect(page.locator(".held")).to_contain_text(re.compile(rf"Answer to {first.reference}: leaving in \d+ s"))
    assert page.evaluate("window.sameDocument === true")
    assert page.evaluate(COLUMNS_TOP) == [0, 0, 0]
    assert page.evaluate(BESIDE_THE_PANEL)
    held = page.locator(".held")  # the planted fault: it is a column
    held.evaluate("held => { document.querySelector('main').prepend(held); held.style.position = 'relative'; }")
    assert page.evaluate(COLUMNS_TOP) != [0, 0, 0]
    held.evaluate("held => { held.style.position = ''; }")
    page.keyboard.press("z")
    expect(page.locator("textarea[name=message]")).to_have_value("À quelle heure ?")
    assert HeldDecision.objects.get().leaves_at is None


@pytest.mark.parametrize("web", [{"PARKOUR_UNDO_SECONDS": "2"}], ids=["two seconds"], indirect=True)
def test_the_answer_leaves_by_itself_when_its_time_has_come(page):
    idea = IdeaFactory()
    page.goto(f"{page.address}/triage/{idea.reference}/")
    is_at(page, idea)
    answer_with(page, "i", "À quelle heure ?")
    wait_until(lambda: Idea.objects.get(pk=idea.pk).state == State.NEEDS_INFO)
    wait_until(lambda: HeldDecision.objects.count() == 0)


def test_the_palette_finds_an_action_by_its_name_and_teaches_its_key(page):
    idea = IdeaFactory()
    page.goto(f"{page.address}/triage/{idea.reference}/")
    is_at(page, idea)
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    expect(palette).to_be_visible()
    page.keyboard.type("decl")
    expect(palette.get_by_role("option")).to_have_count(1)
    expect(palette.get_by_role("option")).to_have_text(re.compile("Decline.*N"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Decline it, with the reason")
    page.go_back()
    is_at(page, idea)
    page.get_by_role("button", name="All actions (Ctrl K)").click()
    page.keyboard.type("nothing like this")
    expect(palette.get_by_text("No action of this page is called so.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()


def test_the_walk_by_keyboard_alone(page):
    """From the queue: start, step into the criteria, arrows, set aside, back to the queue."""
    first, second, third = (IdeaFactory() for _ in range(3))
    page.goto(f"{page.address}/triage/")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    is_at(page, second)
    page.keyboard.press("ArrowUp")
    is_at(page, first)
    page.keyboard.press("Tab")
    expect(page.locator("#assess input[name=policy]").first).to_be_focused()
    page.keyboard.press("3")
    assert page.evaluate(
        "[...document.querySelectorAll('.seg input:checked')].map((each) => each.name + each.value)"
    ) == ["policy3"]
    page.keyboard.press("s")
    is_at(page, second)
    page.keyboard.press("ArrowDown")
    is_at(page, third)
    page.keyboard.press("s")
    is_at(page, first)
    expect(page.locator(".toast").first).to_contain_text("here is what you set aside")
    page.keyboard.press("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("All contributions")
    page.goto(f"{page.address}/triage/")
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_the_palette_of_the_queue_leads_to_all_that_is_beside_it(page):
    IdeaFactory()
    page.goto(f"{page.address}/triage/")
    page.wait_for_load_state()
    beside = [text.strip() for text in page.locator(".chips .chip:visible").all_inner_texts()]
    page.keyboard.press("Control+k")
    shown = page.locator("#palette [role=option]").all_inner_texts()
    assert [text for text in beside if text not in shown] == []
    assert "Portfolio" in beside


def test_what_is_done_with_those_one_chose_stays_in_sight(page):
    for _each in range(25):
        IdeaFactory()
    page.goto(f"{page.address}/triage/")
    page.wait_for_load_state()
    page.locator("[data-rows] input[type=checkbox]").last.check()
    expect(page.locator("#several").get_by_role("button", name="Go on")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#several").get_by_role("button", name="Go on")).to_be_in_viewport()


def test_several_are_chosen_read_over_sent_and_undone_by_keyboard(page):
    ideas = [IdeaFactory() for _ in range(3)]
    page.goto(f"{page.address}/triage/")
    page.wait_for_load_state()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-rows] input:checked")).to_have_count(2)
    page.get_by_label("Answer those you chose together:").select_option("ask")
    page.get_by_role("button", name="Go on").press("Enter")
    page.get_by_label("Your words, the same for all").fill("À quelle heure ?")
    page.get_by_role("button", name="See the answers").press("Enter")
    expect(page.locator("textarea[name^=message-]")).to_have_count(2)
    page.wait_for_load_state()
    page.locator("textarea[name^=message-]").first.press("Control+Enter")
    expect(page.locator(".held")).to_contain_text("2 answers:")
    page.wait_for_load_state()
    assert HeldDecision.objects.filter(idea__in=ideas[:2], leaves_at__isnull=False).count() == 2
    page.keyboard.press("z")
    expect(page.locator("textarea[name^=message-]")).to_have_count(2)
    assert not HeldDecision.objects.filter(leaves_at__isnull=False).exists()


def test_a_merge_takes_the_closest_by_its_number(page):
    near, idea = IdeaFactory(), IdeaFactory()
    Neighbour.objects.create(idea=idea, other=near, score=0.8, together=0.8)
    page.goto(f"{page.address}/triage/{idea.reference}/")
    is_at(page, idea)
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge it into another")
    page.wait_for_load_state()
    page.keyboard.press("1")
    expect(page.locator("#id_into")).to_have_value(near.reference)


def test_a_chosen_key_works_on_the_next_page(page):
    idea = IdeaFactory()
    page.goto(f"{page.address}/triage/keys/")
    page.get_by_label("Decline", exact=True).fill("g")
    with page.expect_navigation():  # who leaves before the answer may find the keys of before
        page.get_by_role("button", name="Save the keys").click()
    page.goto(f"{page.address}/triage/{idea.reference}/")
    is_at(page, idea)
    page.keyboard.press("n")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Decline it, with the reason")
