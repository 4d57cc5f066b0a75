"""A session that runs, between the pictures: its members at their phones, its chair at the console.

What happens once receives the `Studio`; the others belong to one picture and leave nothing behind.
"""

import json
from pathlib import Path

from tests.screenshots.steps import DESK, WORDS

PEOPLE = Path("parkour/management/demo_content/people.json")
JUDGED = "Temps de trajet"
PREPARED = "Une ligne directe"
OPTIONS = (
    "Écrire la règle avec les équipes, et la revoir deux fois par an",
    "Corriger d’abord les trajets les plus faux",
    "Attendre le nouveau logiciel de planning",
)
GRADES = ((4, 3, 0), (3, 4, 1), (4, 2, 0), (2, 3, 2), (4, 3, 1))  # one after the other, from “to reject” to “excellent”
VOTES = {
    "chair": "yes",
    "sponsor": "yes",
    "anne-laure.tessier@maisonnee.example": "yes",
    "marc.wendling@maisonnee.example": "no",
    "member": "yes",
    "rachid.belhadri@maisonnee.example": "yes",
    "fatou.bathily@maisonnee.example": "yes",
    "tiago.esteves@maisonnee.example": "yes",
    "thi-lan.phung@maisonnee.example": "yes",
    "melanie.rouxel@maisonnee.example": "abstain",
}


def open_the_session(studio):
    """Everybody is noted as present but the member, who says so on a phone."""
    chair = _console(studio).send("/open/")
    for name in [name for name in _seats() if name != _named("member")]:
        chair.press(f'#room button:has-text("{name}")')


def try_the_phones(studio):
    """The member comes in with the code of the wall; the test vote is open."""
    chair = studio.person("chair", DESK)
    chair.go(f"/committee/sessions/{studio.facts['fr']['session']}/wall/")
    code = chair.page.locator(".qr b").inner_text()
    studio.person("member").go(f"/committee/live/?code={code}").send("/present/")
    _console(studio).press('#console form[action$="/test/"] button')


def open_the_vote(studio):
    _take(studio, "Des trous de deux heures").send("/vote/")


def _in_days(hands, days):
    return hands.page.evaluate(f"new Date(Date.now() + {days} * 864e5).toISOString().slice(0, 10)")


def _console(studio):
    chair = studio.person("chair", DESK)
    return chair.go(f"/committee/sessions/{studio.facts['fr']['session']}/console/")


def _take(studio, title):
    return _console(studio).press(f'.points li:has-text("{title}") button')


def choose_for(hands, _language):
    hands.page.locator("#vote-yes").check()


def vote(studio):
    for voter, choice in VOTES.items():
        if "@" in voter:
            _give_password(studio, voter)
        hands = studio.person(voter)
        hands.go("/committee/live/")
        hands.page.locator(f"#vote-{choice}").check()
        hands.page.locator("form[data-ballot] button").click()
        hands.page.locator("[data-change] summary").wait_for()


def _give_password(studio, email):
    """The administrator lets somebody sign in whose account the demonstration keeps closed."""
    admin = studio.person("admin", DESK)
    admin.go(f"/admin/accounts/user/?q={email}")
    page = admin.page.locator("#result_list tbody th a").get_attribute("href").split("?")[0].removesuffix("change/")
    admin.go(f"{page}password/").fill(password1=admin.password, password2=admin.password)
    admin.press("input[type=submit][name=set-password], .submit-row input[type=submit]")


def reveal(studio):
    _console(studio).send("/close/").send("/reveal/")


def decide(studio):
    """The decision is recorded, and the next point taken."""
    chair = _console(studio)
    chair.fill(reason=WORDS["fr"]["decision"], owner="rachid.belhadri@maisonnee.example")
    chair.fill(due_on=_in_days(chair, 60)).send("/decide/")
    _take(studio, PREPARED)


def look_at_the_methods(hands, _language):
    hands.page.locator("section.now details summary").click()


def prepare_a_vote(studio):
    _console(studio).press('button[name="prepare"]')


def hold_it_in_secret(studio):
    """The prepared vote is cancelled for a secret one, and the member votes."""
    _void(studio)
    chair = _console(studio)
    chair.page.locator("section.now details summary").first.click()
    chair.choose("visibility", "secret").send("/vote/")
    member = studio.person("member").go("/committee/live/")
    member.page.locator("#vote-yes").check()
    member.page.locator("form[data-ballot] button").click()
    member.page.locator("form[data-ballot]").wait_for(state="detached")


def judge_the_options(studio):
    """The secret vote is cancelled; the next point has three options to be graded."""
    _void(studio)
    chair = _take(studio, JUDGED)
    chair.page.locator("section.now details summary").first.click()
    chair.choose("method", "majority_judgment").fill(options="\n".join(OPTIONS)).send("/vote/")


def give_grades(hands, _language):
    for place, grade in enumerate(GRADES[0], 1):
        hands.page.locator(f"#vote-{place}-{grade}").check()
    hands.page.evaluate("window.scrollTo(0, 0)")


def judge(studio):
    for rank, voter in enumerate(VOTES):
        hands = studio.person(voter).go("/committee/live/")
        for place, grade in enumerate(GRADES[rank % len(GRADES)], 1):
            hands.page.locator(f"#vote-{place}-{grade}").check()
        hands.page.locator("form[data-ballot] button").click()
        hands.page.locator("[data-change] summary").wait_for()
    reveal(studio)


def _void(studio):
    chair = _console(studio)
    chair.page.locator('details:has(form[action$="/void/"]) summary').click()
    chair.fill(reason="Pour les images du guide.").send("/void/")


def end_the_session(studio):
    chair = _console(studio)
    chair.fill(reason=WORDS["fr"]["decision"], due_on=_in_days(chair, 14)).send("/decide/")
    session = studio.facts["fr"]["session"]
    _console(studio).send(f"/sessions/{session}/close/")
    officer = studio.person("officer", DESK)
    officer.go(f"/committee/sessions/{session}/minutes/").fill(note=WORDS["fr"]["note"]).press("[name=save]")


def _members():
    people = json.loads(PEOPLE.read_text(encoding="utf-8"))
    return [person for person in people if person["mandate"]]


def _seats():
    return [f"{person['first_name']} {person['last_name']}" for person in _members()]


def _named(account):
    return next(f"{p['first_name']} {p['last_name']}" for p in _members() if p["demo_account"] == account)
