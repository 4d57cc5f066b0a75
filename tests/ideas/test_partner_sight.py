"""Staff of a partner or a franchisee: they contribute as anybody, and read what is theirs and what is shared with them.

A small matrix: what there is on the board, by every door that shows some of it.
"""

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
from ideas.services.comments import write_comment
from ideas.services.following import follow
from ideas.services.support import support
from ideas.similar import similar_on_board
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Organisation
from tests.api.asking import Program
from tests.factories import IdeaFactory, SessionFactory, SiteFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.ideas.partners import FAR, WORDS, Franchise, signed_in
from tests.ideas.talking import say

pytestmark = pytest.mark.django_db
READ = {"near", "told", "mine"}
EVERYTHING = "(i.site_id = %s OR i.id <> %s OR true)"  # the condition, with its fault


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


def comment(idea, *, by):
    return write_comment(idea, by=by, body="Chez nous aussi.", key=uuid.uuid4())


def typed_on_the_page(company) -> str:
    return signed_in(company.reader).post(reverse("ideas:similar"), {"problem_text": WORDS}).content.decode()


DOORS = {
    "board": lambda c: c.page("ideas:board"),
    "board with filters": lambda c: c.page("ideas:board", query="?filters=1"),
    "search": lambda c: c.page("ideas:board", query="?q=tourniquet"),
    "search that comes close": lambda c: c.page("ideas:board", query="?q=tournikuet"),
    "campaign": lambda c: c.page("ideas:campaign", c.campaign.code),
    "similar": lambda c: [idea.reference for idea in similar_on_board(WORDS, c.reader)],
    "similar on the page": typed_on_the_page,
    "similar by program": lambda c: Program(c.reader).posts("ideas/similar/", {"problem_text": WORDS}).content.decode(),
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
    "comment": lambda c: allowed(c, comment),
}
# By which not all of what is read may be found: one's own is left out, or only what was done is shown.
FEW = {
    "similar": {"near", "told"},
    "similar on the page": {"near", "told"},
    "similar by program": {"near", "told"},
    "decisions": {"told"},
    "screen": {"told"},
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


@pytest.mark.parametrize("door", DOORS)
def test_planted_fault_without_the_condition_every_door_shows_more(company, monkeypatch, door):
    monkeypatch.setattr(sight, "SIGHT", EVERYTHING)
    assert company.named(DOORS[door](company)) - READ


def test_the_numbers_beside_the_tabs_and_the_filters_count_what_they_read(company, monkeypatch):
    counted = counts_for(Filters(), company.reader).by
    assert (sum(counted["tab"].values()), counts_for(Filters(), company.house).without("tab")) == (3, 7)
    rows = Program(company.reader).asks("board/counts/").json()["results"]
    assert sum(row["count"] for row in rows if row["filter"] == "tab") == 3
    assert {row["value"] for row in rows if row["filter"] == "site"} == {"franchise"}
    monkeypatch.setattr(sight, "SIGHT", EVERYTHING)
    assert sum(counts_for(Filters(), company.reader).by["tab"].values()) == 7


def test_the_staff_of_the_organisation_and_whoever_has_a_role_read_the_whole_board(company):
    everything = set(company.ideas)
    for person in (company.house, UserFactory(site=company.site, facilitator=True)):
        assert company.named(company.page("ideas:board", person=person)) == everything
        assert person.partner_site is None


def test_a_photo_shown_on_the_board_opens_with_its_contribution(company, monkeypatch):
    photos, client, program = company.show_photos(), signed_in(company.reader), Program(company.reader)

    def opening():
        pages = {name: client.get(reverse("ideas:file", args=[photo.key])) for name, photo in photos.items()}
        asked = {name: program.asks(f"files/{photo.key}/") for name, photo in photos.items()}
        return [{name for name, answer in some.items() if answer.status_code == 200} for some in (pages, asked)]

    assert opening() == [READ, READ]
    monkeypatch.setattr(sight, "SIGHT", EVERYTHING)
    assert opening() == [set(photos), set(photos)]


def test_what_is_out_of_sight_does_not_exist(company):
    for name in ("near_hidden", "near_not_kept", "studied", "untold"):
        idea = company.ideas[name]
        client = signed_in(company.reader)
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
    address = reverse("ideas:campaign", args=[elsewhere.code])
    assert elsewhere.question not in company.page("ideas:campaigns")
    assert [signed_in(person).get(address).status_code for person in (company.reader, company.house)] == [404, 200]
    assert elsewhere.question in company.page("ideas:campaigns", person=company.house)
    assert Program(company.reader).asks(f"campaigns/{elsewhere.code}/").status_code == 404


def test_the_committee_has_no_page_for_them(company):
    session = SessionFactory()
    pages = [("sessions", []), ("members", []), ("quick_wins", []), ("live", []), ("session", [session.number])]
    client, house = signed_in(company.reader), signed_in(company.house)
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
