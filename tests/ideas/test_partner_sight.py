"""Staff of a partner or a franchisee: they contribute as anybody, and read what is theirs and what is shared with them.

A small matrix: what there is on the board, by every door that shows some of it.
"""

import re
import uuid

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse

from ideas import sight
from ideas.filtering import Filters, counts_for
from ideas.models import Idea
from ideas.selectors import visible_to
from ideas.services import submission
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.comparing import compare_all
from ideas.services.follow_up import publish_update
from ideas.services.following import follow
from ideas.services.support import support
from ideas.similar import similar_on_board
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Organisation
from tests.api.asking import Program
from tests.factories import IdeaFactory, SessionFactory, SiteFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.ideas.lives import done
from tests.ideas.talking import say

pytestmark = pytest.mark.django_db
WORDS = "Le tourniquet du dépôt grince et bloque la sortie."
REFERENCE = re.compile(r"PKR-\d{4}-\d+")
FAR = {"first_name": "Zéphirin", "last_name": "Lointain"}
READ = {"near", "told", "mine"}


class Franchise:
    """A franchisee's site with `reader`, and one contribution of every sort on the board."""

    def __init__(self):
        Organisation.current()
        self.site = SiteFactory(kind="franchise", code="franchise")
        self.reader = UserFactory(site=self.site)
        self.house = UserFactory()
        self.officer = UserFactory(officer=True)
        near, far = UserFactory(site=self.site), UserFactory(**FAR)
        self.campaign = announced()
        board = {"problem_text": WORDS, "shortlisted": True}
        self.ideas = {
            "near": IdeaFactory(author=near, **board),
            "near_hidden": IdeaFactory(author=near, visibility="name_hidden", **board),
            "studied": IdeaFactory(author=far, **board),
            "untold": done(IdeaFactory(author=far, **board)),
            "told": done(IdeaFactory(author=far, **board)),
            "mine": IdeaFactory(author=self.reader, **board),
        }
        words = {"you_said": WORDS, "we_did": "Il est graissé.", "credits": "Merci à Zéphirin Lointain."}
        publish_update(self.ideas["told"], by=self.officer, **words)
        Idea.objects.update(campaign=self.campaign)
        compare_all()

    def named(self, found) -> set[str]:
        """The sorts that these references, or this text, name."""
        found = set(REFERENCE.findall(found)) if isinstance(found, str) else set(found)
        return {name for name, idea in self.ideas.items() if idea.reference in found}

    def page(self, name, *args, query="", person=None) -> str:
        client = Client()
        client.force_login(person or self.reader, backend="parkour.accounts.backends.SignInBackend")
        return client.get(reverse(name, args=args) + query).content.decode()


def of_key(company, name, made) -> str:
    return Client().get(reverse(name, args=[made[1]])).content.decode()


def opened(company, path) -> set[str]:
    program = Program(company.reader)
    references = [idea.reference for idea in company.ideas.values()]
    return {one for one in references if program.asks(path.format(one)).status_code == 200}


def allowed(company, service) -> set[str]:
    """What a service accepts for the reader; one's own it refuses to everybody."""
    accepted = set()
    for idea in company.ideas.values():
        try:
            service(idea, by=company.reader)
        except NotAllowed:
            continue
        accepted.add(idea.reference)
    return accepted


def number(company) -> set[str]:
    """As many contributions as the filters count: the names of none."""
    counted = sum(counts_for(Filters(), company.reader).by["tab"].values())
    return {idea.reference for idea in list(company.ideas.values())[:counted]}


DOORS = {
    "board": lambda c: c.page("ideas:board"),
    "board with filters": lambda c: c.page("ideas:board", query="?filters=1"),
    "search": lambda c: c.page("ideas:board", query="?q=tourniquet"),
    "search that comes close": lambda c: c.page("ideas:board", query="?q=tournikuet"),
    "campaign": lambda c: c.page("ideas:campaign", c.campaign.code),
    "similar": lambda c: [idea.reference for idea in similar_on_board(WORDS, c.reader)],
    "lists": lambda c: visible_to(c.reader).values_list("reference", flat=True),
    "ideas by program": lambda c: Program(c.reader).asks("ideas/").content.decode(),
    "board by program": lambda c: Program(c.reader).asks("board/").content.decode(),
    "one by program": lambda c: opened(c, "ideas/{}/"),
    "comments by program": lambda c: opened(c, "ideas/{}/comments/"),
    "files by program": lambda c: opened(c, "ideas/{}/files/"),
    "decisions": lambda c: Program(c.reader).asks("decisions/").content.decode(),
    "feed": lambda c: of_key(c, "ideas:feed", make_feed_key(name="Lecteur", by=c.reader)),
    "screen": lambda c: of_key(c, "ideas:tv", make_display_key(site=c.site, name="Entrée", by=c.officer)),
    "home": lambda c: c.page("home"),
    "support": lambda c: allowed(c, support),
    "follow": lambda c: allowed(c, follow),
}
# By which not all of what is read may be found: one's own is no news, a screen and home show few, some show titles only.
FEW = {
    "similar": {"near", "told"},
    "decisions": {"told"},
    "feed": {"near", "told"},
    "screen": set(),
    "home": {"told", "mine"},
    "support": {"near", "told"},
    "follow": {"near", "told"},
}


@pytest.fixture
def company():
    return Franchise()


@pytest.mark.parametrize("door", DOORS)
def test_every_door_shows_what_is_theirs_and_what_is_shared_and_nothing_else(company, door):
    assert company.named(DOORS[door](company)) == FEW.get(door, READ)


@pytest.mark.parametrize("door", sorted(set(DOORS) - {"screen"}))
def test_planted_fault_without_the_condition_every_door_shows_more(company, monkeypatch, door):
    monkeypatch.setattr(sight, "SIGHT", "(i.site_id = %s OR i.id <> %s OR true)")
    assert company.named(DOORS[door](company)) - READ


def test_the_numbers_beside_the_tabs_and_the_filters_count_what_they_read(company, monkeypatch):
    counted = counts_for(Filters(), company.reader).by
    assert (sum(counted["tab"].values()), counts_for(Filters(), company.house).without("tab")) == (3, 6)
    rows = Program(company.reader).asks("board/counts/").json()["results"]
    assert sum(row["count"] for row in rows if row["filter"] == "tab") == 3
    assert {row["value"] for row in rows if row["filter"] == "site"} == {"franchise"}
    monkeypatch.setattr(sight, "SIGHT", "(i.site_id = %s OR i.id <> %s OR true)")
    assert sum(counts_for(Filters(), company.reader).by["tab"].values()) == 6


def test_the_staff_of_the_organisation_and_whoever_has_a_role_read_the_whole_board(company):
    everything = set(company.ideas)
    for person in (company.house, UserFactory(site=company.site, facilitator=True)):
        assert company.named(company.page("ideas:board", person=person)) == everything
        assert person.partner_site is None


def test_what_is_out_of_sight_does_not_exist(company):
    for name in ("near_hidden", "studied", "untold"):
        idea = company.ideas[name]
        client = Client()
        client.force_login(company.reader, backend="parkour.accounts.backends.SignInBackend")
        assert client.get(idea.get_absolute_url()).status_code == 404
        assert client.post(reverse("ideas:support", args=[idea.reference])).status_code == 404


def test_no_name_of_another_site_is_read_on_what_is_shared(company):
    told = company.ideas["told"]
    say(told, by=UserFactory(first_name="Théodule", last_name="Ailleurs"), body="Chez nous aussi.")
    pages = [
        company.page("ideas:detail", told.reference),
        company.page("ideas:board"),
        company.page("home"),
        Program(company.reader).asks(f"ideas/{told.reference}/").content.decode(),
        Program(company.reader).asks(f"ideas/{told.reference}/comments/").content.decode(),
        Program(company.reader).asks("board/").content.decode(),
    ]
    for text in pages:
        assert not [name for name in (*FAR.values(), "Théodule", "Ailleurs") if name in text]
    assert "Chez nous aussi." in pages[0]
    assert "Lointain" in company.page("ideas:detail", told.reference, person=company.house)


def test_the_organisation_may_share_nothing(company):
    Organisation.objects.update(partner_board="nothing")
    assert company.named(company.page("ideas:board")) == {"near", "mine"}


def test_a_campaign_that_asks_others_is_not_there(company):
    elsewhere = announced(target="sites", sites=[SiteFactory()], question="Que dire du quai neuf ?")
    assert elsewhere.question not in company.page("ideas:campaigns")
    assert "404" in company.page("ideas:campaign", elsewhere.code) or not company.page(
        "ideas:campaign", elsewhere.code
    ).count(elsewhere.question)
    assert elsewhere.question in company.page("ideas:campaigns", person=company.house)
    assert Program(company.reader).asks(f"campaigns/{elsewhere.code}/").status_code == 404


def test_the_committee_has_no_page_for_them(company):
    session = SessionFactory()
    pages = [("sessions", []), ("members", []), ("quick_wins", []), ("live", []), ("session", [session.number])]
    client, house = Client(), Client()
    client.force_login(company.reader, backend="parkour.accounts.backends.SignInBackend")
    house.force_login(company.house, backend="parkour.accounts.backends.SignInBackend")
    for name, args in pages:
        address = reverse(f"committee:{name}", args=args)
        assert (client.get(address).status_code, house.get(address).status_code) == (404, 200), name
    for path in ("sessions/", f"sessions/{session.number}/", "committee/members/"):
        assert Program(company.reader).asks(path).status_code == 404


def test_they_send_and_are_answered_as_anybody(company):
    made, _new = submission.submit_idea(submission.Submission(WORDS, uuid.uuid4()), by=company.reader)
    assert made.promised_reply_at is not None
    declined = IdeaFactory(author=company.reader, declined=True)
    assert "Merci, voici la suite." in company.page("ideas:detail", declined.reference)
    assert submission.appeal(declined, by=company.reader, body="Regardez encore.").state == "in_triage"


def test_they_sign_together_with_colleagues_of_their_own_site(company):
    beside, far = UserFactory(site=company.site), UserFactory()
    sent = submission.Submission(WORDS, uuid.uuid4(), coauthors=(beside,))
    assert submission.submit_idea(sent, by=company.reader)[1]
    with pytest.raises(InvalidInput):
        submission.submit_idea(submission.Submission(WORDS, uuid.uuid4(), coauthors=(far,)), by=company.reader)
    with pytest.raises(ObjectDoesNotExist):
        Idea.objects.get(invitations__person=far)
