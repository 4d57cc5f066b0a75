"""The pages of second opinions: the list, the key, the talk; and nothing of the first levels before one's own."""

import re
from datetime import datetime, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ideas.models import Assessment, Idea, IdeaEvent, OpinionRequest
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.opinions import ask_opinion, begin_talk, rate_again
from ideas.services.triage import assess_idea
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
HIGH = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}
LOW = {"policy": 1, "novelty": 2, "impact": 1, "effort": 5}
NINE = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
FULL = {"policy": "4", "novelty": "2", "impact": "4", "effort": "2"}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en", first_name="Léa", last_name="Première")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True, locale="en", first_name="Ada", last_name="Seconde")


def url(name, idea, **kwargs):
    return reverse(f"ideas:{name}", kwargs={"reference": idea.reference, **kwargs})


def client_of(person):
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def text(page):
    assert page.status_code == 200
    return page.content.decode()


# --- What is sealed -------------------------------------------------------------------------------------------


def everything_read_by(person, idea):
    """The text of every place where `person` may read of `idea`, without what changes from one request to the next."""
    client = client_of(person)
    pages = ["/", "/triage/", "/triage/second-opinions/", "/inbox/", url("triage_item", idea), idea.get_absolute_url()]
    pages += [f"/api/v1/{path}/" for path in (f"triage/{idea.reference}", "triage", "triage/second-opinions")]
    pages += [f"/api/v1/ideas/{idea.reference}{more}/" for more in ("", "/story")]
    pages += [f"/contributions/?order={order}" for order in ("priority", "newest", "promise")]
    pages += [url("decide", idea, outcome=outcome) for outcome in ("shortlist", "propose_quick_win", "decline")]
    pages += [url("talk_over", idea), "/board/", "/actions/"]
    told = {page: client.get(page) for page in pages}
    texts = {page: f"{answer.status_code} {still(answer.content.decode())}" for page, answer in told.items()}
    texts["mails"] = [(mail.to_address, mail.subject, mail.body_text) for mail in OutgoingMail.objects.order_by("pk")]
    texts["inbox"] = list(Notification.objects.order_by("pk").values_list("recipient", "title", "body"))
    if person.has_perm("ideas.export_ideas"):
        texts["export"] = [list(map(str, row)) for row in export_ideas(ExportFilters(), by=person)]
    return texts


def still(html):
    """The same text without tokens, signatures, keys of messages and the seconds that a session has left."""
    html = re.sub(r"\d+:\w{6}:[\w-]{20,}|/inbox/\d+", "", html)
    return re.sub(r'nonce="[^"]*"|data-session-ends="\d+"|\b[A-Za-z0-9]{32,}\b', "", html)


def differences(idea, officer, readers, change=lambda: None):
    """Where readers could tell HIGH from LOW, given by the officer who then asks for a second opinion."""
    seen, moment = [], clock.now()
    for levels in (HIGH, LOW):
        with clock.at(moment), transaction.atomic():
            assess_idea(idea, by=officer, **levels)
            ask_opinion(fresh(idea), by=officer)
            change()
            seen.append([everything_read_by(person, idea) for person in readers])
            transaction.set_rollback(True)
    return {page: apart for one, other in zip(*seen, strict=True) for page, apart in told_apart(one, other).items()}


def told_apart(one, other):
    """{place: its first line that differs, twice} of two collections of `everything_read_by`."""
    lines = (
        (page, str(one[page]).split("\n"), str(other[page]).split("\n")) for page in one if one[page] != other[page]
    )
    return {
        page: next((pair for pair in zip_longest(first, second) if pair[0] != pair[1]), None)
        for page, first, second in lines
    }


@pytest.fixture
def between(officer):
    """A contribution whose priority lies between the two: an order by priority would tell."""
    return IdeaFactory(officer=officer, shortlisted=True)


def test_levels_are_readable_nowhere_before_ones_own_are_saved(officer, reviewer, between):
    idea = IdeaFactory(opened=True, officer=officer)
    readers = [reviewer, UserFactory(officer=True, locale="en"), UserFactory(sponsor=True), UserFactory()]
    assert differences(idea, officer, readers) == {}


def test_planted_fault_without_the_seal_they_are_found(officer, reviewer, between):
    idea = IdeaFactory(opened=True, officer=officer)
    found = differences(
        idea, officer, [UserFactory(officer=True, locale="en")], lambda: Idea.objects.update(sealed=False)
    )
    assert {"/contributions/?order=priority", "/contributions/?order=newest"} <= set(found)
    assert url("decide", idea, outcome="shortlist") in found


def test_planted_fault_an_outcome_that_rests_on_sealed_levels_is_found(officer, reviewer, between, monkeypatch):
    idea = IdeaFactory(opened=True, officer=officer)
    monkeypatch.setattr("ideas.views.triage.is_sealed_from", lambda *anything: False)
    other = UserFactory(officer=True, locale="en")
    assert set(differences(idea, officer, [other])) == {url("triage_item", idea)}


def test_both_read_both_once_the_second_is_saved(officer, reviewer):
    idea = IdeaFactory(officer=officer)
    assess_idea(idea, by=officer, **HIGH)
    first, second = client_of(officer), client_of(reviewer)
    assert "Léa Première</th>" not in text(second.get(url("triage_item", idea)))
    second.post(url("assess", idea), FULL)
    assert "Léa Première</th>" in text(second.get(url("triage_item", idea)))
    assert "Ada Seconde</th>" in text(first.get(url("triage_item", idea)))


# --- The key and the list -------------------------------------------------------------------------------------


def test_the_key_saves_the_levels_and_asks(officer, reviewer):
    idea = IdeaFactory(officer=officer)
    desk = client_of(officer)
    answer = desk.post(url("assess", idea), FULL | {"then": "second_opinion"})
    assert (answer.status_code, answer.url) == (303, url("triage_item", idea))
    asked = OpinionRequest.objects.get()
    assert (asked.asked_by, asked.first) == (officer, officer)
    html = text(desk.get(url("triage_item", idea)))
    assert "A second opinion is awaited, and nobody reads the scores" in html
    assert 'data-key="u"' not in html
    assert 'value="no_second_opinion"' in html
    assert desk.post(url("assess", idea), FULL | {"impact": "5", "then": "no_second_opinion"}).status_code == 303
    assert (fresh(idea).sealed, Assessment.objects.get().impact) == (False, 5)  # what was chosen meanwhile is kept


def test_the_key_is_offered_once_levels_are_saved_that_nobody_else_has_given(officer, reviewer):
    idea = IdeaFactory(officer=officer)
    desk = client_of(officer)
    assert 'data-key="u"' not in text(desk.get(url("triage_item", idea)))
    desk.post(url("assess", idea), FULL)
    assert 'data-key="u"' in text(desk.get(url("triage_item", idea)))


def test_levels_that_are_missing_are_asked_for_and_what_was_chosen_stays(officer, reviewer):
    answer = client_of(officer).post(url("assess", IdeaFactory()), {"policy": "4", "then": "second_opinion"})
    assert answer.status_code == 422
    assert re.search(r'name="policy" value="4"[^>]* checked', answer.content.decode())
    assert not OpinionRequest.objects.exists()


def test_the_list_shows_what_waits_and_says_when_nothing_does(officer, reviewer):
    client = client_of(reviewer)
    assert "No second opinion waits for you" in text(client.get("/triage/second-opinions/"))
    idea = IdeaFactory(officer=officer, assessed=True)
    html = text(client.get("/triage/second-opinions/"))
    assert url("triage_item", idea) in html and "Fewer than 30" in html
    assert "1 second opinion to give" in text(client.get("/triage/"))
    assert "1 second opinion to give" in text(client.get("/"))
    assert "Second opinions to give" not in text(client_of(officer).get("/"))
    assert "Second opinions to give" in text(client_of(UserFactory(officer=True, locale="en")).get("/"))


# --- The talk -------------------------------------------------------------------------------------------------


@pytest.fixture
def apart(officer, reviewer):
    idea = IdeaFactory(officer=officer)
    assess_idea(idea, by=officer, **HIGH)
    assess_idea(idea, by=reviewer, **HIGH | {"impact": 2})
    return fresh(idea)


def test_both_talk_rate_again_and_agree(officer, reviewer, apart):
    one, other = client_of(officer), client_of(reviewer)
    html = text(one.get(url("talk_over", apart)))
    assert html.count("far apart</span>") == 2
    again = {"policy": "5", "novelty": "5", "impact": "4", "effort": "1"}
    assert one.post(url("talk_over", apart), again).status_code == 303
    assert "Given: it shows once yours is." in text(other.get(url("talk_over", apart)))
    assert other.post(url("talk_over", apart), again | {"impact": "3"}).status_code == 303
    html = text(one.get(url("talk_over", apart)))
    assert html.count("After the talk") == 2 and "Keep the consensus" in html
    refused = one.post(url("settle_opinions", apart), {"reason": ""})
    assert refused.status_code == 422 and "Keep the consensus" in refused.content.decode()
    assert one.post(url("settle_opinions", apart), {"reason": "Quatre agences."}).status_code == 303
    assert "The two raters agree: Quatre agences." in text(other.get(url("triage_item", apart)))
    assert "Quatre agences." in text(other.get(url("talk_over", apart)))


def test_what_the_other_rated_again_is_not_readable_before_ones_own(officer, reviewer, apart):
    seen, moment = [], clock.now()
    for impact in (3, 5):
        with clock.at(moment), transaction.atomic():
            rate_again(apart, by=officer, **HIGH | {"impact": impact})
            seen.append(everything_read_by(reviewer, apart))
            transaction.set_rollback(True)
    assert told_apart(*seen) == {}


def test_the_talk_is_nobodys_who_has_not_given_levels(officer, reviewer, apart):
    third = client_of(UserFactory(officer=True, locale="en"))
    assert third.get(url("talk_over", apart)).status_code == 404
    third.post(url("assess", apart), FULL)
    html = text(third.get(url("talk_over", apart)))
    assert "Save my levels" not in html
    assert third.post(url("talk_over", apart), FULL).status_code in {302, 403}
    assert not Assessment.objects.filter(again_at__isnull=False).exists()


def test_the_talk_of_something_else_does_not_exist(officer, reviewer):
    idea = IdeaFactory(officer=officer, assessed=True)
    assert client_of(officer).get(url("talk_over", idea)).status_code == 404


# --- The five minutes of the talk -----------------------------------------------------------------------------------


@pytest.fixture
def far_apart(officer, reviewer):
    with clock.at(NINE - timedelta(hours=1)):
        idea = IdeaFactory(officer=officer, opened=True)
        assess_idea(idea, by=officer, **HIGH)
        assess_idea(idea, by=reviewer, **LOW)
    return idea


def test_the_five_minutes_run_for_both_from_when_the_first_has_the_page_and_loading_it_begins_nothing(
    far_apart, officer, reviewer
):
    page, begin = url("talk_over", far_apart), url("begin_talk", far_apart)
    first, second = client_of(officer), client_of(reviewer)
    with clock.at(NINE):
        assert "Begin the five minutes" in text(first.get(page))
        assert "Begin the five minutes" in text(second.get(page))
        assert "until 9:05" in text(first.post(begin, follow=True))
    with clock.at(NINE + timedelta(minutes=2)):
        told = text(second.post(begin, follow=True))
        assert 'data-left="180"' in told and "until 9:05" in told and "Begin the five minutes" not in told
    with clock.at(NINE + timedelta(minutes=6)):
        late = text(first.get(page))
        assert "over at 9:05" in late and "data-left" not in late
        assert first.post(page, FULL | {"version": fresh(far_apart).version}).status_code == 303  # nothing waits for it
    assert far_apart.events.filter(name="begin_talk").values_list("at", "actor", "is_internal").get() == (
        NINE,
        officer.pk,
        True,
    )


def test_only_the_two_begin_it_and_only_while_there_is_something_to_talk_about(far_apart, officer):
    third, nobody = UserFactory(officer=True), UserFactory()
    with pytest.raises(NotAllowed):
        begin_talk(far_apart, by=third)
    with pytest.raises(NotAllowed):
        begin_talk(far_apart, by=nobody)
    agreed = IdeaFactory(officer=officer, assessed=True)
    with pytest.raises(TransitionRefused):
        begin_talk(agreed, by=officer)
    assert client_of(third).post(url("begin_talk", far_apart)).status_code == 404
    assert not IdeaEvent.objects.filter(name="begin_talk").exists()


def test_the_api_says_from_when_until_when(far_apart, officer, reviewer):
    path = f"/api/v1/triage/{far_apart.reference}/talk/"
    first, second = (client_of(person).post(path).json() for person in (officer, reviewer))
    assert first == second
    assert datetime.fromisoformat(first["ends_at"]) - datetime.fromisoformat(first["begun_at"]) == timedelta(minutes=5)
