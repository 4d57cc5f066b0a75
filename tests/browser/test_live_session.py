"""A whole session at once: eight phones, the wall and the console, from the code on the wall to the minutes."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from committee.enums import Block
from committee.models import Ballot, Participation, Poll, SealedBallot
from ideas.enums import State
from ideas.models import Decision, Idea
from parkour.core import clock
from parkour.core.qr_codes import qr_image
from tests.browser.hands import Hands, screen
from tests.committee.pages import BACKEND, url
from tests.factories import IdeaFactory, UserFactory, committee_of, released_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1280
LABELS = {"yes": "For", "no": "Against", "abstain": "Abstain"}
WHY = "Un irritant vécu chaque semaine, un essai peu coûteux."
CONCERN = "Ma sœur travaille dans cette agence."


class Screen(Hands):
    """One screen of the session, of somebody who reads English."""

    def __init__(self, browser, product, user, width):
        self.user, self.product = user, product
        self.context = browser.new_context(**screen(width))
        client = Client()
        client.force_login(user, backend=BACKEND)
        key = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": product.url}])
        super().__init__(self.context.new_page(), product.url)

    def shows(self, *words):
        """By itself: nobody loads the page again."""
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def says(self, text):
        return text in self.page.locator("main").inner_text()

    def last_words(self):
        return self.product.logs()


class Phone(Screen):
    def here(self, code=""):
        """Scan the code of the wall, or open the page; then say that one is here."""
        self.go(url("live") + (f"?code={code}" if code else ""))
        self.press("form[action$='/present/'] button:has-text('I am here')")
        return self

    def cast(self, choice, by="vote"):
        """Fill in the ballot and confirm it; the answer of the server is on the screen."""
        self.page.locator(f"label:has(#{by}-{choice})").click()
        with self.page.expect_response(is_a_vote) as answer:
            self.page.get_by_role("button", name=re.compile("^Confirm my")).click()
        assert answer.value.status < 400
        return self


def is_a_vote(answer):
    """A ballot arrived."""
    path = urlsplit(answer.url).path
    return answer.request.method == "POST" and re.fullmatch(r"/committee/polls/\d+/vote/", path) is not None


class Session:
    """Who is in the room and what they hold: `phones` by pole, the `wall`, the `desk` of the chair."""

    def __init__(self, browser, product, room):
        self.room, self.number = room, room.session.number
        type(room.chair).objects.update(locale="en")
        self.phones = {
            code: [Phone(browser, product, user, PHONE) for user in people] for code, people in room.poles.items()
        }
        self.wall = Screen(browser, product, room.officer, DESK)
        self.desk = Screen(browser, product, room.chair, DESK)
        self.all = [*self.phones["direction"], *self.phones["employees"]]
        self.screens = [*self.all, self.wall, self.desk]
        self.names = [str(user) for user in room.people]

    def everybody_sees(self, *words):
        for each in self.all:
            each.shows(*words)
        self.wall_names_nobody()

    def wall_names_nobody(self):
        said = self.wall.page.locator("body").inner_text()
        assert [name for name in self.names if name in said] == []

    def take_up(self, item):
        """The chair goes on to the next point: every phone and the wall follow."""
        self.desk.press(f'form[action$="/items/{item.pk}/start/"] [data-key]')
        self.everybody_sees(item.title)
        self.wall.shows(item.title)

    def open_vote(self):
        self.desk.press("[data-key=o]")
        expect(self.desk.page.locator("[data-key=f]")).to_be_visible()
        return Poll.objects.latest("pk")

    def vote(self, choices):
        """`choices`: {phone: choice}."""
        for phone, choice in choices.items():
            phone.cast(choice)

    def count(self, outcome):
        """Closed, nothing told; revealed, everybody reads the outcome at once."""
        self.desk.press("[data-key=f]").shows("Vote closed, not shown yet.")
        self.everybody_sees("The chair will reveal the result.")
        self.wall.shows("The vote is closed. The chair reveals the result.")
        for each in self.screens:
            assert not each.says(outcome), each.user
        self.desk.press("[data-key=d]").shows(outcome)
        self.everybody_sees(outcome)
        self.wall.shows(outcome)

    def decide(self, reason):
        self.desk.fill(reason=reason, owner=self.room.officer.email)
        self.desk.fill(due_on=(clock.today() + timedelta(days=60)).isoformat()).send("/decide/")

    def of(self, direction, employees, but=()):
        """What each phone answers when both poles are of one mind."""
        minds = {"direction": direction, "employees": employees}
        return {phone: minds[code] for code, phones in self.phones.items() for phone in phones if phone not in but}

    def close(self):
        for each in self.screens:
            each.context.close()


@pytest.fixture
def room():
    author = UserFactory()
    subjects = ("Deux heures de voiture entre deux clientes.", "Le planning change le vendredi.", "Les clés du local.")
    ideas = [IdeaFactory(shortlisted=True, problem_text=text, author=author) for text in subjects]
    return released_session(*ideas, poles=committee_of(4, 4), block=Block.DECISION)


@pytest.fixture
def session(browser, product, room):
    session = Session(browser, product, room)
    yield session
    session.close()


def test_eight_phones_the_wall_and_the_console_go_through_a_session_together(session, room):
    everybody_arrives(session)
    everybody_tries_the_vote(session)
    both_poles_agree(session, *room.items[:1])
    the_poles_disagree(session, room.items[1])
    the_vote_is_secret_and_one_is_concerned(session, room.items[2])
    the_minutes_are_released(session)


def everybody_arrives(session):
    chair, *others = session.all
    for phone in session.all:
        phone.go(url("live")).shows("The session has not begun")
    session.wall.go(url("wall", session.number))
    session.desk.go(url("console", session.number)).press(
        f'form[action="{url("open_session", session.number)}"] button'
    )
    code, sign = session.wall.page.locator(".qr").evaluate(
        "qr => [qr.querySelector('b').textContent, qr.querySelector('img').src]"  # at once: they change together
    )
    assert sign == qr_image(f"{session.wall.url}{url('live')}?code={code}")
    for phone in session.all:
        phone.shows("The session is open")
    types, *scan = others
    types.page.fill("[name=code]", f" {code[:3].lower()} {code[3:].lower()}")
    types.press("form[action$='/present/'] button:has-text('I am here')")
    chair.here()  # whoever runs the session needs no code
    for phone in scan:
        phone.here(code)
    session.everybody_sees("You are noted as present")
    expect(session.desk.page.locator(".split:has(#pole-direction) + p")).to_contain_text("4 present of 4")


def everybody_tries_the_vote(session):
    session.desk.press("[data-key=t]")
    session.everybody_sees("Test vote: is everybody well settled?")
    session.wall.shows("Test vote")
    *quick, slow = session.all
    for phone in quick:
        phone.press("button.ballot:has-text('For')").shows("Your telephone works.")
    session.desk.shows("7 of 8 tried", str(slow.user))  # the console says who needs help
    slow.press("button.ballot:has-text('Abstain')")
    expect(session.wall.page.locator("footer")).to_contain_text("8 of 8 have tried")
    session.desk.press("#end-test")
    session.everybody_sees("You are noted as present")
    assert not Ballot.objects.exists()


def both_poles_agree(session, item):
    session.take_up(item)
    speaker, _second, *_others = session.phones["employees"]
    orderly = session.phones["direction"][1]
    speaker.press("form[action$='/hand/'] button:has-text('Ask to speak')").shows("you are number 1")
    orderly.press("form[action$='/hand/'] button:has-text('Point of order')").shows("you are number 1")
    speaker.shows("you are number 2")  # a point of order comes first
    expect(session.desk.page.locator(".split:has(#hands) + ol").locator("li")).to_contain_text(
        [str(orderly.user), str(speaker.user)]
    )
    session.desk.press("[data-key=n]")
    orderly.shows("You have the floor.")
    session.desk.press("[data-key='+']").shows(re.compile(r"min planned\s*\+5"))
    poll = session.open_vote()
    changes, *rest = session.all
    fills_in = rest.pop()
    session.everybody_sees("Your vote")
    fills_in.page.locator("label:has(#vote-no)").click()
    changes.cast("no").shows("Your vote is recorded.")
    for phone in rest:
        phone.cast("yes").shows("Your vote is recorded.")
    changes.page.locator("[data-change] summary").click()
    changes.cast("yes")
    expect(session.wall.page.locator("footer")).to_contain_text("7 of 8 have voted")
    expect(fills_in.page.locator("#vote-no")).to_be_checked()  # nobody's half-filled ballot moves
    fills_in.cast("no").shows("Your vote is recorded.")
    expect(session.wall.page.locator("footer")).to_contain_text("8 of 8 have voted")
    session.desk.shows("4 of 4 voted")
    assert sorted(Ballot.objects.filter(poll=poll).values_list("choice", flat=True)) == ["no", *["yes"] * 7]
    session.count("The proposal is adopted.")
    session.decide(WHY)
    session.everybody_sees(item.title, WHY, f"Carried out by {session.room.officer}")
    session.wall.shows("Adopted")


def the_poles_disagree(session, item):
    """A second vote in the room; then it goes to a workshop of both poles, and nothing is decided."""
    session.take_up(item)
    for outcome in (
        "The colleges disagree: a short discussion, then a second vote.",
        "The colleges still disagree: the proposal is put off to a later session.",
    ):
        session.open_vote()
        session.everybody_sees("Your vote")
        session.vote(session.of(direction="no", employees="yes"))
        session.count(outcome)
    workshop = session.desk.page.locator("form[action$='/workshop/']")
    workshop.locator("[name=reason]").fill("Les deux pôles cherchent une variante ensemble.")
    session.desk.send("/workshop/")
    assert Idea.objects.get(pk=item.idea_id).state == State.WORKSHOP
    assert not Decision.objects.filter(idea_id=item.idea_id).exists()


def the_vote_is_secret_and_one_is_concerned(session, item):
    session.take_up(item)
    concerned = session.phones["employees"][1]
    concerned.press("a:has-text('I am concerned by this point')").fill(reason=CONCERN)
    concerned.press("main form button[data-kind=primary]").shows("You said that you are concerned")
    session.desk.shows(f"{concerned.user} is concerned and does not vote: {CONCERN}")
    session.desk.press("[name=prepare]").shows("A vote is prepared.")
    session.wall.shows("A vote is prepared")
    voters = [phone for phone in session.all if phone is not concerned]
    for phone in voters[:4]:
        phone.shows("A vote is prepared.").press("form[action$='/secrecy/'] button")
    for each in voters:
        each.shows("Secret vote.", "Half of those present asked for it.")
    poll = session.open_vote()
    session.vote(session.of(direction="yes", employees="yes", but=[concerned]))
    for phone in voters:
        phone.shows("It is sealed and final")
    expect(session.wall.page.locator("footer")).to_contain_text("Everybody has voted.")
    assert SealedBallot.objects.filter(poll=poll).count() == 7
    session.desk.press("[data-key=f]")
    session.desk.press("[data-key=d]")
    session.everybody_sees("The proposal is adopted.")
    session.wall.shows("only the sums of both poles are published")  # three ballots would tell who voted what
    assert not SealedBallot.objects.exists() and not Ballot.objects.filter(poll=poll).exists()
    assert not Participation.objects.filter(poll=poll, person=concerned.user).exists()
    session.decide("Tout le monde y gagne.")


def the_minutes_are_released(session):
    session.desk.press(f'form[action="{url("close_session", session.number)}"] button')
    session.everybody_sees("The session is over", "Its minutes are being read over")
    minutes = url("minutes", session.number)
    assert session.desk.path == minutes
    session.wall.go(minutes).fill(note="Une séance brève, et d’accord deux fois.")
    session.wall.press("button[name=publish]").shows("Published on")
    reader = (
        session.phones["employees"][2]
        .go(url("live"))
        .shows("Its minutes are published.")
        .press("a:has-text('Read the minutes')")
    )
    reader.shows("Adopted", WHY, "The colleges still disagree", "Sent to a workshop", "d’accord deux fois")
    reader.shows(f"Did not vote, being concerned: {session.phones['employees'][1].user}")
