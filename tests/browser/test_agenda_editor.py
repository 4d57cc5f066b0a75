"""The agenda in a real browser: planned, changed by keyboard and by dragging, sent, changed again, sent again."""

import pytest
from playwright.sync_api import expect

from committee.enums import Block
from committee.models import AgendaItem, Session
from committee.services import agenda
from committee.services.whole_session import find_plans
from tests.committee.pages import url
from tests.factories.committee import SessionFactory, committee_of
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {390: 844, 1280: 900}
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}


@pytest.fixture(params=SIZES)
def editor(request, product, browser, client):
    """`editor(user, session)` is the agenda of the session, open in the browser of that person, who reads English."""
    contexts, faults = [], []

    def show(user, session):
        type(user).objects.filter(pk=user.pk).update(locale="en")
        client.force_login(user, backend="parkour.accounts.backends.SignInBackend")
        context = browser.new_context(viewport={"width": request.param, "height": SIZES[request.param]})
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(product.url + url("agenda", session.number))
        return page

    yield show
    assert faults == []
    for context in contexts:
        context.close()


def order(session, block=Block.DECISION):
    return [item.subject for item in AgendaItem.objects.filter(session=session, block=block).order_by("position")]


def shows(page, *titles, block=Block.DECISION):
    expect(page.locator(f'[data-block="{block}"] .slot [data-title]')).to_have_text(list(titles))


def drag(page, what, where, *, below=True):
    """Press the grip of `what`, carry it over `where`, let go under its middle (or above)."""
    where.evaluate("there => there.scrollIntoView({block: 'center', behavior: 'instant'})")
    grip, target = what.locator("[data-grip]").first.bounding_box(), where.bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, grip["y"] + 20, steps=3)
    page.mouse.move(target["x"] + 60, target["y"] + target["height"] * (0.8 if below else 0.2), steps=8)
    page.mouse.up()


def fits(page):
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def slot(page, title):
    return page.locator(".slot", has=page.get_by_text(title, exact=True))


def publish(page, version):
    page.get_by_role("link", name=f"Publish version {version}").click()
    page.get_by_role("button", name=f"Publish version {version}").click()
    expect(page.get_by_text(f"Version {version} is published.")).to_be_visible()


def test_a_session_is_planned_edited_by_keyboard_and_drag_released_amended_and_released_again(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    committee_of(1, 1)
    for _index in range(3):
        IdeaFactory(shortlisted=True, levels=CLEAR)
    agenda.add_subject(session, by=officer, title="Le bilan", block=Block.REPORT, minutes=5)
    page = editor(officer, session)
    page.get_by_role("link", name="Propose an agenda").click()
    expect(page.get_by_text("Coming: 3 · moving: 0 · leaving: 0")).to_be_visible()
    fits(page)
    assert order(session) == []
    page.get_by_role("button", name="Apply this proposal").click()
    expect(page.locator(f'[data-block="{Block.DECISION}"] .slot')).to_have_count(3)
    first, second, third = order(session)

    # By keyboard, and back.
    item = AgendaItem.objects.get(session=session, block=Block.DECISION, position=1)
    page.locator(f"#down-{item.pk}").focus()
    page.keyboard.press("Alt+ArrowDown")
    shows(page, second, first, third)
    expect(page.locator(f"#down-{item.pk}")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("is moved: Decisions, point 2 of 3.")
    page.keyboard.press("Control+z")
    shows(page, first, second, third)
    assert order(session) == [first, second, third]

    # By dragging: within the block, then to another one.
    drag(page, slot(page, first), slot(page, third))
    shows(page, second, third, first)
    drag(page, slot(page, first), slot(page, second), below=False)
    shows(page, first, second, third)
    page.mouse.move(0, 0)
    there = page.locator(f'[data-block="{Block.CONSENT}"]')
    drag(page, slot(page, first), there)
    shows(page, first, block=Block.CONSENT)
    assert (order(session), order(session, Block.CONSENT)) == ([second, third], [first])

    publish(page, 1)
    page.get_by_text("Change", exact=False).and_(page.locator(f"#open-{item.pk}")).click()
    page.locator(f"#minutes-{item.pk}").fill("3")
    page.locator(f"#more-{item.pk}").get_by_role("button", name="Set the duration").click()
    expect(slot(page, first)).to_contain_text("3 min")
    publish(page, 2)
    assert Session.objects.get(pk=session.pk).agenda_version == 2
    assert AgendaItem.objects.get(pk=item.pk).minutes == 3


def test_the_whole_session_is_planned_compared_applied_and_taken_back(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    committee_of(2, 2)
    best = [IdeaFactory(shortlisted=True, levels=CLEAR).display_title for _index in range(2)]
    agenda.add_subject(session, by=officer, title="Le bilan", block=Block.REPORT, minutes=5)
    page = editor(officer, session)
    page.get_by_role("link", name="Plan the whole session").click()
    page.get_by_role("button", name="Look for the best plan").click()
    expect(page.locator("#whole")).not_to_contain_text("No plan was asked for yet.")
    find_plans()  # what the worker does
    apply = page.get_by_role("button", name="Put this plan on the agenda")
    expect(apply).to_be_visible()  # the page looks again by itself
    expect(page.get_by_text("Coming: 2 · changing block: 0 · leaving: 0")).to_be_visible()
    expect(page.locator("#whole li", has_text="Comes on")).to_have_count(2)
    expect(page.locator("#whole li", has_text="Le bilan")).to_contain_text("Stays in place")
    fits(page)
    assert order(session) == []  # nothing changes before it is applied
    apply.click()
    expect(page.get_by_text("The plan is on the agenda. It is a draft until you publish it.")).to_be_visible()
    placed = [item.subject for item in AgendaItem.objects.filter(session=session, idea__isnull=False)]
    assert sorted(placed) == sorted(best)
    expect(page.locator(".slot [data-title]")).to_have_count(3)
    page.locator("#undo-last").click()
    expect(page.locator(".slot [data-title]")).to_have_text(["Le bilan"])
    assert AgendaItem.objects.filter(session=session, idea__isnull=False).count() == 0


def test_a_contribution_is_placed_from_the_pool(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    idea = IdeaFactory(shortlisted=True, levels=CLEAR)
    agenda.add_subject(session, by=officer, title="Le bilan", block=Block.REPORT, minutes=5)
    page = editor(officer, session)
    toggle = page.locator("[data-pool-toggle]")
    if page.viewport_size["width"] < 1024:  # on a phone the pool comes when it is asked for
        expect(page.locator("#pool-box")).to_be_hidden()
        toggle.click()
        expect(page.locator("#pool-box")).to_be_visible()
        page.get_by_role("button", name=f"Place: {idea.display_title}").click()
        shows(page, idea.display_title)
    else:
        expect(toggle).to_be_hidden()
        drag(page, page.locator("#pool-box [data-entry]"), slot(page, "Le bilan"))
        shows(page, "Le bilan", idea.display_title, block=Block.REPORT)
    page.locator(".undo.toasts button").click()
    expect(page.locator(".slot [data-title]")).to_have_text(["Le bilan"])


def test_escape_leaves_a_drag_as_it_was(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    for title in ("Un", "Deux"):
        agenda.add_subject(session, by=officer, title=title, block=Block.REPORT, minutes=5)
    page = editor(officer, session)
    slot(page, "Deux").evaluate("there => there.scrollIntoView({block: 'center', behavior: 'instant'})")
    grip, target = slot(page, "Un").locator("[data-grip]").bounding_box(), slot(page, "Deux").bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, target["y"] + target["height"] - 4, steps=6)
    expect(page.locator(".drop-line")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drag-ghost, .drop-line")).to_have_count(0)
    shows(page, "Un", "Deux", block=Block.REPORT)


def test_what_another_officer_did_meanwhile_is_told_and_shown(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    first, _second = (
        agenda.add_subject(session, by=officer, title=title, block=Block.REPORT, minutes=5) for title in ("Un", "Deux")
    )
    page = editor(officer, session)
    other = UserFactory(officer=True)
    agenda.move_item(first, by=other, to="block:decision")
    page.locator(f"#down-{first.pk}").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{other} has changed this point meanwhile")
    shows(page, "Un")
    shows(page, "Deux", block=Block.REPORT)


def test_what_is_typed_for_a_new_subject_stays_while_points_move(editor):
    officer, session = UserFactory(officer=True), SessionFactory()
    first, _second = (
        agenda.add_subject(session, by=officer, title=title, block=Block.REPORT, minutes=5) for title in ("Un", "Deux")
    )
    page = editor(officer, session)
    page.get_by_text("Add a subject").click()
    page.locator("#subject_title").fill("Le bilan du printemps")
    page.locator(f"#down-{first.pk}").click()
    shows(page, "Deux", "Un", block=Block.REPORT)
    expect(page.locator("#subject_title")).to_have_value("Le bilan du printemps")
