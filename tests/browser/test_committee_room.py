"""The session in a real browser: the phone that follows it, the network that fails, the keys of the console."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from committee.enums import Answer, Block
from committee.models import AgendaItem, Ballot, Poll
from committee.services import agenda, attendance, conduct, voting
from committee.services.answering import answer_session
from committee.services.interests import declare_interest
from tests.browser.disk import DISK, READY
from tests.committee.pages import url
from tests.factories.committee import (
    SessionFactory,
    answer,
    committee_of,
    open_session_with,
    released_session,
    vote,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture
def screen(product, browser, client):
    """`screen(user, address, "phone")` is a page of that person, who reads English."""
    contexts, faults = [], []

    def show(user, address, size="phone"):
        type(user).objects.filter(pk=user.pk).update(locale="en")
        client.force_login(user, backend="parkour.accounts.backends.SignInBackend")
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(product.url + address)
        return page

    yield show
    assert faults == []
    for context in contexts:
        context.close()


def next_look(page):
    """Until the phone has asked once more what holds: a look that began within."""
    return page.expect_request(
        lambda request: request.method == "GET" and urlsplit(request.url).path == url("live_state")
    )


def test_a_half_filled_ballot_survives_what_others_do_and_the_close_is_shown(screen):
    room = open_session_with()
    poll = room.poll(minutes=5)
    member, other = room.poles["employees"][1:]
    page = screen(member, url("live"))
    page.locator(".ballot", has_text="Against").click()
    vote(poll, other)
    with next_look(page) as asked:
        voting.extend_poll(poll, by=room.chair, minutes=30)
    assert asked.value.response().status == 204
    expect(page.locator("[data-seconds]")).to_have_text(re.compile(r"^3[0-5]:\d\d$"))
    assert page.locator("#vote-no").is_checked()
    voting.close_poll(poll, by=room.chair)
    expect(page.locator("#live")).to_contain_text("The vote is closed. You did not vote.")
    expect(page.locator("#announcement")).to_contain_text("The vote is closed.")


def test_half_given_grades_survive_what_others_do_and_are_finished_by_the_keyboard(screen):
    room = open_session_with()
    poll = room.poll(method="majority_judgment", options=["Par rue", "Par quartier"])
    member, other = room.poles["employees"][1:]
    page = screen(member, url("live"))
    page.get_by_role("group", name="Par rue").get_by_text("Good").click()
    answer(poll, other, grades=[0, 0])
    with next_look(page) as asked:
        pass
    assert asked.value.response().status == 204
    assert page.locator("#vote-1-3").is_checked()
    page.locator("#vote-2-1").press("Space")
    page.locator("[data-ballot] button").press("Enter")
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")
    assert Ballot.objects.get(poll=poll, person=member).answer == {"grades": [3, 1]}


def test_a_vote_given_while_the_network_is_down_is_counted_once_when_it_is_back(screen):
    room = open_session_with()
    poll = room.poll()
    page = screen(room.poles["employees"][1], url("live"))
    page.locator(".ballot", has_text="Against").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Confirm my vote").click()
    expect(page.get_by_text("The network is lost")).to_be_visible()
    assert not Ballot.objects.filter(poll=poll).exists()
    page.context.set_offline(False)
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")
    expect(page.get_by_text("The network is lost")).to_be_hidden()
    assert [ballot.choice for ballot in Ballot.objects.filter(poll=poll)] == ["no"]


# --- S18: the next person on the phone --------------------------------------------------------------------------


def told_by(page, before):
    """What the browser has written down since `before`, if it speaks of a choice."""
    return [line for line in page.evaluate(DISK).splitlines() if line not in before and "choice" in line]


def test_whoever_takes_the_phone_after_a_vote_finds_no_choice_on_it(screen, product):
    room = open_session_with()
    room.poll()
    member = room.poles["employees"][1]
    page = screen(member, "/")
    page.goto(product.url + url("live"))
    page.wait_for_function(READY)
    before = page.evaluate(DISK).splitlines()
    page.locator(".ballot", has_text="Against").click()
    page.reload()  # what was chosen and not sent is not filled in again either
    expect(page.locator("#vote-no")).not_to_be_checked()
    page.locator(".ballot", has_text="Against").click()
    page.get_by_role("button", name="Confirm my vote").click()
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")
    assert told_by(page, before) == []
    page.goto(product.url + "/accounts/logout/")
    with page.expect_navigation(url=re.compile("/accounts/login/|/$")):
        page.locator("main form button").first.click()
    assert told_by(page, before) == []
    for _page in range(3):
        page.go_back()
        expect(page.locator("body")).to_contain_text(re.compile("."))
        assert page.locator("[name=choice]").count() == 0
    page.context.set_offline(True)
    for way in (page.go_back, page.go_forward):
        way()
        assert page.locator("[name=choice]").count() == 0
    page.context.set_offline(False)


def test_planted_fault_a_choice_that_is_kept_is_seen(screen):
    room = open_session_with()
    room.poll()
    page = screen(room.poles["employees"][1], url("live"))
    page.wait_for_function(READY)
    before = page.evaluate(DISK).splitlines()
    page.evaluate("localStorage.setItem('ballot', JSON.stringify({choice: 'no'}))")
    assert len(told_by(page, before)) == 1


def test_the_wall_follows_the_votes_by_itself(screen):
    room = open_session_with()
    poll = room.poll()
    page = screen(room.officer, url("wall", room.session.number), "desk")
    expect(page.locator("#wall")).to_contain_text("0 of 6 have voted")
    vote(poll, room.chair)
    expect(page.locator("#wall")).to_contain_text("1 of 6 have voted")


def test_a_point_moves_by_the_keyboard_and_keeps_the_focus(screen):
    officer, session = UserFactory(officer=True), SessionFactory()
    first, *_others = [
        agenda.add_subject(session, by=officer, title=title, block=Block.DECISION, minutes=5)
        for title in ("Un", "Deux", "Trois")
    ]

    def order():
        return list(AgendaItem.objects.filter(session=session).order_by("position").values_list("title", flat=True))

    page = screen(officer, url("agenda", session.number), "desk")
    page.locator(f"#down-{first.pk}").focus()
    for expected in (["Deux", "Un", "Trois"], ["Deux", "Trois", "Un"]):
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(".slot .t")).to_have_text(expected)
        expect(page.locator(f"#down-{first.pk}")).to_be_focused()
        assert order() == expected
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".slot .t")).to_have_text(["Deux", "Un", "Trois"])
    expect(page.locator(f"#up-{first.pk}")).to_be_focused()


def ready(page, key):
    """The console shows this button, and its keys are listened to."""
    expect(page.locator(f"[data-key={key}]")).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_visible()


def test_the_keys_of_the_console_press_its_buttons_unless_one_writes_or_switched_them_off(screen):
    room = open_session_with()
    page = screen(room.chair, url("console", room.session.number), "desk")
    ready(page, "ArrowRight")
    page.keyboard.press("ArrowRight")
    ready(page, "o")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.keyboard.press("o")
    expect(page.locator("[data-key=o] kbd")).to_be_hidden()
    assert not Poll.objects.exists()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.keyboard.press("o")
    ready(page, "f")
    page.get_by_text("Cancel this vote").first.click()
    page.locator("#void_reason").press("f")
    page.locator("#void_reason").fill("")
    assert Poll.objects.get().state == "open"
    page.locator("h1").click()
    page.keyboard.press("f")
    page.locator("#confirm [value=yes]").click()
    ready(page, "d")
    page.keyboard.press("d")
    expect(page.locator(".outcome-line")).to_be_visible()


def reads_console(session, refresh):
    """An answer to the console that reads again; `refresh`: it asks for the whole page."""
    path = url("console_state", session.number)
    return lambda answer: (
        urlsplit(answer.url).path == path
        and answer.request.method == "GET"
        and ("hx-refresh" in answer.headers) == refresh
    )


def test_how_a_vote_is_held_stays_chosen_while_the_room_goes_on(screen):
    room = open_session_with()
    conduct.start_item(room.session, room.item, by=room.chair)
    page = screen(room.chair, url("console", room.session.number), "desk")
    page.get_by_text("How the vote is held").click()
    page.locator("#open_method [value=approval]").check()
    page.locator("#open_combination").select_option("pooled")
    gone, concerned = room.poles["employees"][1:]
    attendance.leave(room.session, by=gone)
    expect(page.locator(f"#here-{gone.pk}")).to_contain_text("Has come")
    with page.expect_response(reads_console(room.session, refresh=True)):
        declare_interest(room.item, by=concerned, reason="Un proche.")
    expect(page.locator("#open_method [value=approval]")).to_be_checked()
    expect(page.locator("#open_combination")).to_have_value("pooled")
    page.locator("#open_method [value=yes_no]").check()
    page.locator("#open_combination").select_option("double_majority")
    attendance.mark_present(room.session, by=room.chair, person=gone)
    expect(page.locator(".now")).to_contain_text("is concerned and does not vote")


# --- The keys of a laptop on the ballot ---------------------------------------------------------------------------


def test_digits_choose_and_enter_votes_and_the_hints_are_for_wide_screens_alone(screen):
    room = open_session_with()
    poll = room.poll()
    member, other = room.poles["employees"][1:]
    page = screen(member, url("live"), "desk")
    expect(page.locator("[data-ballot] kbd")).to_have_text(["1", "2", "3"])
    expect(page.get_by_text("a digit chooses")).to_be_visible()
    page.keyboard.press("Enter")  # nothing is chosen: nothing leaves
    page.keyboard.press("9")
    expect(page.locator("[data-ballot] :checked")).to_have_count(0)
    page.keyboard.press("2")
    expect(page.locator("#vote-no")).to_be_checked()
    page.keyboard.press("3")
    expect(page.locator("#vote-abstain")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")
    assert Ballot.objects.get(poll=poll, person=member).choice == "abstain"
    page.keyboard.press("1")  # the ballot is folded away: nothing is chosen behind it
    expect(page.locator("#vote-abstain")).to_be_checked()
    narrow = screen(other, url("live"), "phone")
    expect(narrow.locator("[data-ballot] kbd").first).to_be_hidden()
    expect(narrow.get_by_text("a digit chooses")).to_be_hidden()


def test_a_french_keyboard_chooses_without_shift(screen):
    room = open_session_with()
    room.poll()
    page = screen(room.poles["employees"][1], url("live"), "desk")
    expect(page.locator("[data-ballot] kbd")).to_have_count(3)
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'é', code: 'Digit2', bubbles: true}))"
    )
    expect(page.locator("#vote-no")).to_be_checked()


def test_grades_are_given_line_by_line_with_digits(screen):
    room = open_session_with()
    poll = room.poll(method="majority_judgment", options=["Par rue", "Par quartier"])
    member = room.poles["employees"][1]
    page = screen(member, url("live"), "desk")
    expect(page.get_by_text("a digit chooses")).to_be_visible()
    page.keyboard.press("2")
    expect(page.locator("#vote-1-3")).to_be_checked()
    page.keyboard.press("5")
    expect(page.locator("#vote-2-0")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")
    assert Ballot.objects.get(poll=poll, person=member).answer == {"grades": [3, 0]}


def test_degrees_are_chosen_by_their_number_and_boxes_are_ticked_and_unticked(screen):
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    poll = room.poll(method="temperature")
    member = room.poles["employees"][1]
    page = screen(member, url("live"), "desk")
    expect(page.get_by_text("a digit chooses")).to_be_visible()
    page.keyboard.press("0")
    expect(page.locator("#vote-0")).to_be_checked()
    page.keyboard.press("4")
    expect(page.locator("#vote-4")).to_be_checked()
    voting.void_poll(poll, by=room.chair, reason="Encore une question.")
    room.poll(room.items[1], method="approval", options=["Par rue", "Par quartier"])
    expect(page.locator("#vote-2")).to_have_attribute("type", "checkbox")
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("1")
    expect(page.locator("#vote-2")).to_be_checked()
    expect(page.locator("#vote-1")).not_to_be_checked()


def test_the_keys_take_nothing_from_somebody_who_writes(screen):
    room = open_session_with()
    poll = room.poll(method="consent")
    member = room.poles["employees"][1]
    page = screen(member, url("live"), "desk")
    page.keyboard.press("2")
    expect(page.locator("#vote-reserve")).to_be_checked()
    page.locator("#vote-words").click()
    page.keyboard.type("1 an, 3 mois")
    page.keyboard.press("Enter")
    page.keyboard.type("puis 2")
    expect(page.locator("#vote-words")).to_have_value("1 an, 3 mois\npuis 2")
    expect(page.locator("#vote-reserve")).to_be_checked()
    assert not Ballot.objects.filter(poll=poll).exists()


def test_a_proxy_is_voted_on_by_the_same_keys_once_its_ballot_has_the_focus(screen):
    room = released_session()
    giver, holder = room.poles["direction"][1], room.poles["direction"][2]
    answer_session(room.session, by=giver, answer=Answer.NO, holder=holder)
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in {*room.people} - {giver}:
        attendance.mark_present(room.session, by=room.chair, person=person)
    poll = room.poll()
    page = screen(holder, url("live"), "desk")
    expect(page.locator("[data-ballot] kbd")).to_have_count(3)
    page.keyboard.press("1")
    expect(page.locator("#vote-yes")).to_be_checked()
    page.locator("#proxy-abstain").focus()
    page.keyboard.press("2")
    expect(page.locator("#proxy-no")).to_be_checked()
    expect(page.locator("#vote-yes")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("is recorded: you hold their proxy.")
    assert list(Ballot.objects.filter(poll=poll).values_list("person", "choice")) == [(giver.pk, "no")]


# --- Who has not voted yet ------------------------------------------------------------------------------------------


def test_the_list_of_those_who_have_not_voted_shrinks_by_itself_and_stays_folded_as_it_was(screen):
    room = open_session_with(poles=committee_of(2, 8))
    poll = room.poll()
    page = screen(room.chair, url("console", room.session.number), "desk")
    missing = page.locator("#missing-employees")
    expect(missing).to_contain_text("8 ballots are missing")
    first, second = room.poles["employees"][:2]
    expect(missing.get_by_text(str(first))).to_be_hidden()
    missing.locator("summary").click()
    expect(missing.get_by_text(str(first))).to_be_visible()
    vote(poll, first)
    expect(missing).to_contain_text("7 ballots are missing")
    expect(missing.get_by_text(str(second))).to_be_visible()
    expect(missing.get_by_text(str(first))).to_have_count(0)
