"""From a sentence on a phone to the board, each role in its own browser, with a real worker sending the mails."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from committee.models import Ballot
from ideas.enums import State
from ideas.models import Idea
from parkour.accounts.models import User
from parkour.notifications.models import MailPreference, OutgoingMail
from tests.browser.people import Person
from tests.factories import UserFactory, committee_of
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PROBLEM = "Deux heures dans ma voiture entre deux clientes de la même rue."
WE_DID = "Les passages sont regroupés par rue dans trois agences."
OUTCOME = "adoptée"
CHANGE = "Regrouper les passages par rue quand les familles sont d’accord."


def sent_to(user):
    """Subjects of the mails that the worker has handed over, once no mail of this person waits any more."""
    mails = OutgoingMail.objects.filter(to_address=user.email)
    wait_until(
        lambda: mails.exists() and not mails.exclude(state__in=["sent", "bundled"]).exists(),
        lambda: list(mails.values_list("subject", "state", "last_error")),
    )
    return list(mails.order_by("pk").values_list("subject", flat=True))


@pytest.fixture
def company():
    poles = committee_of(direction=2, employees=3)
    people = company_of(poles)
    MailPreference.objects.bulk_create(  # the journey is also walked at night
        [MailPreference(person=person, quiet=False) for person in User.objects.all()]
    )
    return people


def company_of(poles):
    return {
        "staff": UserFactory(first_name="Samira"),
        "officer": UserFactory(first_name="Léa", officer=True),
        "owner": UserFactory(first_name="Rachid", email="rachid@parkour.example"),
        "sponsor": UserFactory(first_name="Catherine", sponsor=True),
        "facilitator": UserFactory(first_name="Bruno", facilitator=True),
        "admin": UserFactory(first_name="Thomas", admin=True),
        "chair": poles["direction"][0],
        "others": [poles["direction"][1], *poles["employees"][1:]],
        "member": poles["employees"][0],
    }


class Story:
    """The people of the company, each with a browser of their own from the moment they are needed."""

    def __init__(self, browser, product, company, width):
        self.browser, self.product, self.company, self.width, self.people = browser, product, company, width, {}

    def __call__(self, who):
        user = self.company[who] if isinstance(who, str) else who
        if user.pk not in self.people:
            self.people[user.pk] = Person(self.browser, self.product, user, self.width)
        return self.people[user.pk]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_idea_goes_from_a_phone_to_the_board_and_its_author_is_told_at_each_step(browser, product, company, width):
    person = Story(browser, product, company, width)
    submit(person("staff"))
    idea = Idea.objects.get()
    assert (idea.state, idea.kind, idea.problem_text) == (State.SUBMITTED, "proposal", PROBLEM)
    assert len(sent_to(company["staff"])) == 1
    triage(person("officer"), idea)
    assert Idea.objects.get().state == State.SHORTLISTED
    prepare_session(person("officer"))
    assert Idea.objects.get().state == State.SCHEDULED
    take_attendance(person, company)
    vote(person, company)
    decide(person("chair"), company["owner"])
    assert Idea.objects.get().state == State.APPROVED
    follow_up(person, idea)
    assert Idea.objects.get().state == State.CLOSED
    person("staff").go("/board/?tab=done").sees(WE_DID)
    person("staff").go(f"/ideas/{idea.reference}/").sees(WE_DID)
    for role in ("sponsor", "facilitator", "admin"):  # told with everybody else
        person(role).go("/board/").sees(WE_DID)
    person("sponsor").go("/recommendations/")
    person("facilitator").go(f"/ideas/{idea.reference}/").sees(PROBLEM)
    told = sent_to(company["staff"])
    person("staff").go(f"/mailbox/?to={company['staff'].email}")
    for subject in told:
        person("staff").sees(subject)
    # receipt, to the committee, on the agenda, adopted, started, done, measured, told to everyone
    assert len(told) == 8
    assert any("PKR" in body for body in OutgoingMail.objects.values_list("body_text", flat=True))


def submit(staff):
    staff.go("/ideas/new/")
    page = staff.page
    page.fill("[name=problem_text]", PROBLEM)
    page.locator("[data-continue]").click()
    page.fill("[name=change_text]", CHANGE)
    page.locator("[data-continue]").click()
    staff.press("[data-send]")
    assert re.fullmatch(r"/ideas/PKR-\d{4}-\d{4,}/receipt/", staff.path)
    staff.sees("PKR-").sees(PROBLEM)
    staff.go("/ideas/").sees("PKR-")


def triage(officer, idea):
    officer.go("/triage/").go(f"/triage/{idea.reference}/")
    for criterion, level in {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}.items():
        officer.choose(criterion, level)
    officer.press('button[name=then][value="shortlist"]')
    assert officer.path.endswith("/decide/shortlist/")
    officer.fill(message="Merci Samira. Je porte votre idée au comité, décision le lendemain avec les raisons.")
    officer.press("form[data-sheet] .dock button[data-kind=primary]")


def prepare_session(officer):
    officer.go("/committee/").send("/committee/plan/")
    officer.go("/committee/sessions/1/agenda/")
    officer.page.locator("#propose").click()
    release = officer.page.locator('a[href$="/release/"]')
    release.wait_for()
    officer.go("/committee/sessions/1/agenda/release/").press("main form button[data-kind=primary]")
    officer.go("/committee/sessions/1/console/").send("/open/")


def take_attendance(person, company):
    person("chair").go("/committee/live/").send("/present/")  # who runs the session needs no code
    code = person("chair").go("/committee/sessions/1/wall/").page.locator(".qr b").inner_text()
    person("member").go(f"/committee/live/?code={code}").send("/present/")  # the code that the wall’s sign holds
    for voter in company["others"]:  # the officer ticks the others
        person("officer").go("/committee/sessions/1/console/").press(f"#here-{voter.pk}")


def vote(person, company):
    chair, member = person("chair"), person("member")
    chair.go("/committee/sessions/1/console/").send("/start/").send("/vote/")
    cast(member.go("/committee/live/"), "no")
    member.page.locator("[data-change] summary").click()  # a vote may be changed until the close
    cast(member, "yes")
    cast(chair.go("/committee/live/"), "yes")
    for voter in company["others"][:2]:
        cast(person(voter).go("/committee/live/"), "yes")
    chair.go("/committee/sessions/1/console/")
    assert Ballot.objects.filter(choice="yes").count() == 4
    chair.send("/close/")
    assert OUTCOME not in chair.page.inner_text("main")
    chair.send("/reveal/").sees(OUTCOME)
    member.go("/committee/live/").sees(OUTCOME)


def cast(voter, choice):
    voter.page.locator(f"#vote-{choice}").check()
    with voter.page.expect_response(lambda answer: answer.url.endswith("/vote/") and answer.request.method == "POST"):
        voter.page.locator("form[data-ballot] button").click()
    voter.page.locator("[data-change] summary").wait_for()
    voter.looks_right()


def decide(chair, owner):
    chair.go("/committee/sessions/1/console/")
    chair.fill(reason="Un irritant vécu chaque semaine, un essai peu coûteux.", owner=owner.email)
    chair.fill(due_on=(timezone.localdate() + timedelta(days=60)).isoformat()).send("/decide/")


def follow_up(person, idea):
    owner, officer = person("owner"), person("officer")
    action = f"/actions/{idea.reference}/"
    owner.go("/").go(action).send("/start/")
    owner.go(action).choose("status", "done")
    owner.page.locator("#step-news [name=progress]").fill("100")
    owner.page.locator("#step-news [name=note]").fill("Trois agences regroupent leurs passages.")
    owner.press("#step-news button")
    officer.go(action).press("#step-confirm button")
    officer.go(action)
    officer.page.locator("#step-verify input[value=not_measurable]").check()
    officer.page.locator("#step-verify [name=effect]").fill("Trop tôt pour mesurer les trajets.")
    officer.press("#step-verify button")
    officer.go(action)
    officer.page.locator("#step-publish [name=you_said]").fill(PROBLEM)
    officer.page.locator("#step-publish [name=we_did]").fill(WE_DID)
    officer.press("#step-publish button")
    officer.go(action).press("#step-close button")
