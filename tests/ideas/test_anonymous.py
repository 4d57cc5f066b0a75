"""Anonymous feedback: sent, answered, followed with a code, taken back; whoever has not the code has nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from ideas import tries
from ideas.anonymous import hash_of, idea_of, issue_ticket, read_ticket
from ideas.enums import Outcome, State
from ideas.models import FollowUpCode, Idea, Message
from ideas.services import triage
from ideas.services.anonymous import withdraw_anonymous
from ideas.services.conversation import write_message
from ideas.services.lifecycle import apply_transition, record_due_transition
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, ParkourError
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory
from tests.factories.people import SiteFactory
from tests.ideas.anonymously import FOLLOW, SEND, WORDS, code_row, new_key, open_to_anonymous, post, send, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def asked(idea, officer):
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ASK, message="Quel jour ?"), by=officer)
    idea.refresh_from_db()


def read(client, key, where=""):
    return post(client, f"{FOLLOW}{where}", {"key": key})


# --- Sent ---------------------------------------------------------------------------------------------------


def test_it_is_feedback_with_a_promise_and_nobody_as_its_author(client):
    site = SiteFactory()
    idea, _key = sent(client, site=site)
    assert (idea.kind, idea.visibility, idea.state, idea.site) == ("feedback", "anonymous", State.SUBMITTED, site)
    assert idea.problem_text == WORDS
    assert not idea.authorships.exists()
    assert list(idea.events.values_list("name", "actor")) == [("submit", None)]
    assert idea.promised_reply_at == site.promised_answer(clock.now())


def test_only_the_day_is_kept(client):
    with clock.at(timezone.make_aware(timezone.datetime(2026, 3, 4, 15, 42, 7))):
        idea, _key = sent(client)
    midnight = timezone.make_aware(timezone.datetime(2026, 3, 4))
    told = {idea.created_at, idea.submitted_at, idea.state_since, idea.events.get().at}
    assert told == {midnight}


def test_where_the_organisation_takes_none_nothing_is_sent_and_there_is_no_page(client):
    open_to_anonymous(False)
    answer, _key = send(client)
    assert answer.status_code == 403
    assert client.get("/ideas/anonymous/").status_code == 404
    assert client.get("/api/v1/anonymous/ticket/").status_code == 404
    assert not Idea.objects.exists()


@pytest.mark.parametrize("ticket", ["", "x", "eyJhIjoxfQ:1abcde:no-signature-of-ours"])
def test_a_ticket_that_is_not_ours_sends_nothing(client, ticket):
    open_to_anonymous()
    answer = post(client, SEND, {"ticket": ticket or "-", "key": new_key(), "problem_text": WORDS})
    assert answer.status_code == 403
    assert not Idea.objects.exists()


def test_a_ticket_of_yesterday_sends_nothing(client, monkeypatch):
    open_to_anonymous()
    ticket = issue_ticket()
    assert read_ticket(ticket).site is None
    monkeypatch.setattr("ideas.anonymous.TICKET_SECONDS", -1)
    assert post(client, SEND, {"ticket": ticket, "key": new_key(), "problem_text": WORDS}).status_code == 403


def test_sent_twice_with_the_same_key_it_is_one(client):
    idea, key = sent(client)
    again, _key = send(client, key)
    assert (again.status_code, again.json()["reference"]) == (201, idea.reference)
    assert Idea.objects.count() == 1


def test_a_key_that_was_used_for_another_text_is_refused(client):
    _idea, key = sent(client)
    again, _key = send(client, key, text="Tout autre chose que la première fois.")
    assert again.status_code == 412
    assert Idea.objects.count() == 1


@pytest.mark.parametrize("text", ["", "court", "nul \x00 dans le texte", "x" * 20_001])
def test_what_no_form_takes_is_refused_at_its_field(client, text):
    open_to_anonymous()
    answer, _key = send(client, text=text)
    assert answer.status_code in {400, 422}
    assert not Idea.objects.exists()


def test_who_is_known_cannot_send_as_nobody_by_the_other_address(client, signed_in):
    body = {"problem_text": WORDS, "visibility": "anonymous"}
    answer = post(signed_in(UserFactory()), "/api/v1/ideas/", body, headers={"Idempotency-Key": str(timezone.now())})
    assert answer.status_code in {400, 422}
    assert not Idea.objects.exists()


def test_a_proposal_or_a_team_cannot_be_anonymous_in_the_database(client):
    idea, _key = sent(client)
    with pytest.raises(IntegrityError, match="idea_anonymous_is_feedback_of_nobody"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(group_names="Équipe de nuit")


# --- Its limits -------------------------------------------------------------------------------------------------


def test_one_ticket_sends_three_and_no_more(client):
    open_to_anonymous()
    ticket = issue_ticket()
    answers = [
        post(client, SEND, {"ticket": ticket, "key": new_key(), "problem_text": f"{WORDS} {n}"}).status_code
        for n in range(4)
    ]
    assert answers == [201, 201, 201, 429]


def test_one_site_sends_so_many_an_hour(client, monkeypatch):
    open_to_anonymous()
    monkeypatch.setattr(tries, "MOST_OF_A_SITE", 2)
    here, there = SiteFactory(), SiteFactory()
    assert [send(client, site=here)[0].status_code for _time in range(3)] == [201, 201, 429]
    assert send(client, site=there)[0].status_code == 201


def test_after_five_wrong_codes_one_waits_and_the_right_one_does_not_open_either(client):
    _idea, key = sent(client)
    assert [read(client, new_key()).status_code for _time in range(6)] == [404] * 5 + [429]
    refused = read(client, key)
    assert refused.status_code == 429
    assert refused["Retry-After"] == str(tries.WAIT)
    assert read(Client(REMOTE_ADDR="198.51.100.7"), key).status_code == 200


def test_when_everybody_tries_wrong_codes_each_has_one(client, monkeypatch):
    _idea, key = sent(client)
    monkeypatch.setattr(tries, "MANY_WRONG", 3)
    for number in range(3):
        read(Client(REMOTE_ADDR=f"198.51.100.{number}"), new_key())
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert [read(other, new_key()).status_code, read(other, key).status_code] == [404, 429]
    assert read(Client(REMOTE_ADDR="203.0.113.10"), key).status_code == 200


def test_wrong_unknown_and_badly_written_codes_get_the_same_answer(client):
    sent(client)
    answers = [read(client, key) for key in (new_key(), "x", "f" * 64, "F" * 64)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


# --- Followed ---------------------------------------------------------------------------------------------------


def test_its_author_reads_the_question_answers_it_and_reads_the_answer(client, officer):
    idea, key = sent(client)
    assert read(client, key).json()["state_label"] == "Reçue"
    asked(idea, officer)
    seen = read(client, key).json()
    assert (seen["question"], seen["may"]) == ("Quel jour ?", ["messages", "danger", "withdraw"])
    answered = post(client, f"{FOLLOW}messages/", {"key": key, "body": "Le jeudi."})
    assert answered.status_code == 201
    idea.refresh_from_db()
    assert idea.state == State.IN_TRIAGE
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ANSWER, message="C’est corrigé."), by=officer)
    story = read(client, key).json()["story"]
    assert [(entry["words"], entry["mine"]) for entry in story if entry["words"]] == [
        ("C’est corrigé.", False),
        ("Le jeudi.", True),
        ("Quel jour ?", False),
    ]
    assert story[0]["by"] == officer.get_full_name()


def test_the_answer_in_time_keeps_the_promise(client, officer):
    idea, _key = sent(client)
    asked(idea, officer)
    assert idea.first_human_reply_at <= idea.promised_reply_at


def test_what_it_writes_without_a_question_is_a_message_that_the_officers_are_told(client, officer):
    idea, key = sent(client)
    assert post(client, f"{FOLLOW}messages/", {"key": key, "body": "Encore hier."}).status_code == 201
    assert list(Message.objects.filter(idea=idea).values_list("sender", "body")) == [(None, "Encore hier.")]
    told = Notification.objects.get(recipient=officer)
    assert "Encore hier." in told.body
    assert told.created_at == idea.submitted_at  # the day, not the moment


def test_a_message_whose_answer_was_lost_is_written_once(client, officer):
    idea, key = sent(client)
    for _time in range(2):
        assert post(client, f"{FOLLOW}messages/", {"key": key, "body": "Encore hier."}).status_code == 201
    assert (idea.messages.count(), Notification.objects.filter(recipient=officer).count()) == (1, 1)


def test_one_code_writes_ten_messages_in_a_quarter_of_an_hour(client, officer):
    idea, key = sent(client)
    statuses = [
        post(client, f"{FOLLOW}messages/", {"key": key, "body": f"Encore {number}."}).status_code
        for number in range(12)
    ]
    assert (statuses, idea.messages.count()) == ([201] * 10 + [429] * 2, 10)


def test_carried_on_by_another_its_author_reads_what_becomes_of_that_one(client, officer):
    idea, key = sent(client)
    target = IdeaFactory(shortlisted=True)
    triage.open_idea(idea, by=officer)
    merge = triage.Orientation(outcome=Outcome.MERGE, message="Je les regroupe.", into=target)
    triage.decide_triage(idea, merge, by=officer)
    assert read(client, key).json()["next_step"].startswith(f"Elle continue sous {target.reference} (")


def test_an_internal_note_is_not_for_its_author(client, officer):
    idea, key = sent(client)
    write_message(idea, by=officer, body="Une note entre nous.", internal=True)
    assert "Une note entre nous." not in read(client, key).content.decode()


def test_it_is_taken_back_once_and_nobody_reads_it_any_more(client, officer):
    idea, key = sent(client)
    assert [read(client, key, "withdraw/").status_code for _time in range(2)] == [200, 200]
    idea.refresh_from_db()
    assert idea.state == State.WITHDRAWN
    assert idea.events.filter(name="withdraw").count() == 1
    assert not officer.has_perm("ideas.view_idea", idea)
    assert post(client, f"{FOLLOW}messages/", {"key": key, "body": "Trop tard."}).status_code == 409


def test_once_it_is_decided_it_stays(client, officer):
    idea, key = sent(client)
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ANSWER, message="Voici."), by=officer)
    assert read(client, key, "withdraw/").status_code == 409


def test_a_key_never_opens_a_contribution_of_somebody_who_is_known(client):
    known = IdeaFactory()
    FollowUpCode.objects.create(idea=known, code_hash=hash_of(key := new_key()))  # written on purpose
    assert read(client, key, "withdraw/").status_code == 403
    known.refresh_from_db()
    assert known.state == State.SUBMITTED
    with pytest.raises(NotAllowed):
        withdraw_anonymous(known)


def test_the_code_opens_still_after_the_secret_of_the_server_was_changed(client, settings):
    idea, key = sent(client)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert idea_of(key) == idea
    settings.SECRET_KEY_FALLBACKS = []
    assert idea_of(key) is None


def test_what_is_kept_is_neither_the_code_nor_its_key(client):
    idea, key = sent(client)
    kept = code_row(idea).code_hash
    assert kept != key
    assert idea_of(kept) is None


# --- The officer works with it -----------------------------------------------------------------------------------


def test_the_officer_reads_that_nobody_is_known_and_works_with_it(client, officer, signed_in):
    idea, key = sent(client)
    post(client, f"{FOLLOW}messages/", {"key": key, "body": "Encore hier."})
    page = signed_in(officer)
    for address in ("/triage/", f"/triage/{idea.reference}/", f"/ideas/{idea.reference}/", "/contributions/", "/"):
        answer = page.get(address)
        assert answer.status_code in {200, 404}, address
    assert "Anonyme" in page.get(f"/triage/{idea.reference}/").content.decode()
    told = page.get(f"/ideas/{idea.reference}/").content.decode()
    assert "Anonyme" in told
    assert "Encore hier." in told
    assert page.get(f"/api/v1/ideas/{idea.reference}/").json()["thread"]["authors"] == []


def test_it_goes_through_its_whole_life_without_an_author(client, officer, signed_in):
    idea, _key = sent(client)
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.WORKSHOP, message="En atelier."), by=officer)
    board = signed_in(UserFactory()).get("/board/").content.decode()
    assert idea.reference in board
    assert "Proposée par un membre des équipes" in board


def test_nothing_is_handed_over_to_an_author_whom_nobody_knows(client, officer):
    idea, _key = sent(client)
    triage.open_idea(idea, by=officer)
    triage.assess_idea(idea, by=officer, policy=4, novelty=2, impact=4, effort=1)
    offer = triage.Orientation(
        outcome=Outcome.SELF_IMPLEMENT, message="À vous.", due_on=clock.today() + timedelta(days=9)
    )
    with pytest.raises(ParkourError):
        triage.decide_triage(idea, offer, by=officer)
    idea.refresh_from_db()
    assert idea.state == State.IN_TRIAGE


def test_a_question_without_an_answer_is_parked_as_for_everybody(client, officer):
    idea, _key = sent(client)
    asked(idea, officer)
    with clock.at(clock.now() + timedelta(days=40)):
        assert record_due_transition(idea)
    idea.refresh_from_db()
    assert idea.state == State.PARKED


def test_only_the_table_moves_it(client):
    idea, _key = sent(client)
    with pytest.raises(ParkourError):
        apply_transition(idea, "decline", message="x", reason_code="cost")
