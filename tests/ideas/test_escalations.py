"""“I need somebody else to decide”: with a reason, in the queue meanwhile, handed back with words."""

import pytest

from ideas import desk
from ideas.escalations import escalations_of
from ideas.models import Escalation
from ideas.services.escalations import escalate_idea, hand_back
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY, ANSWER = "Le coût dépasse ce que je peux engager.", "Oui jusqu’à mille euros."


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Odile")


@pytest.fixture
def sponsor():
    return UserFactory(sponsor=True, first_name="Suzanne")


@pytest.fixture
def idea(officer):
    return IdeaFactory(officer=officer, opened=True, visibility="name_hidden", author=UserFactory(first_name="Zélie"))


def kinds(person):
    rows = Notification.objects.filter(recipient=person, kind__startswith="escalation").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_whoever_is_asked_is_told_why_and_it_stays_in_the_queue_with_a_mark(idea, officer, sponsor):
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    assert kinds(sponsor) == ["escalation_asked"]
    assert [(row.pk, row.is_passed_on, row.is_flagged) for row in desk.queue_page()] == [(idea.pk, True, False)]
    assert [row.idea for row in escalations_of(sponsor)] == [idea]
    assert idea.events.get(name="escalate").is_internal


def test_it_is_handed_back_with_words_and_the_officer_is_told(idea, officer, sponsor):
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    with pytest.raises(InvalidInput):
        hand_back(idea, by=sponsor, answer=" ")
    hand_back(idea, by=sponsor, answer=ANSWER)
    assert (kinds(officer), escalations_of(sponsor)) == (["escalation_answered"], [])
    assert idea.events.get(name="hand_back").note == ANSWER
    with pytest.raises(TransitionRefused):
        hand_back(idea, by=sponsor, answer=ANSWER)


def test_the_officer_takes_it_back_and_whoever_was_asked_is_told(idea, officer, sponsor):
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    hand_back(idea, by=officer, answer="C’est réglé.")
    assert kinds(sponsor) == ["escalation_asked", "escalation_answered"]


def test_a_reason_is_wanted_and_one_person_is_asked_at_a_time(idea, officer, sponsor):
    with pytest.raises(InvalidInput):
        escalate_idea(idea, by=officer, to=sponsor, reason="")
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    with pytest.raises(TransitionRefused):
        escalate_idea(idea, by=officer, to=UserFactory(sponsor=True), reason=WHY)


def test_only_officers_ask_and_only_the_direction_and_officers_are_asked(idea, officer, sponsor):
    for nobody in (UserFactory(), UserFactory(reviewer=True), officer, idea.people.get()):
        with pytest.raises(InvalidInput):
            escalate_idea(idea, by=officer, to=nobody, reason=WHY)
    with pytest.raises(NotAllowed):
        escalate_idea(idea, by=UserFactory(reviewer=True), to=sponsor, reason=WHY)
    escalate_idea(idea, by=officer, to=UserFactory(officer=True), reason=WHY)
    with pytest.raises(NotAllowed):
        hand_back(idea, by=sponsor, answer=ANSWER)


def test_the_author_hears_nothing_of_it(idea, officer, sponsor):
    before = Notification.objects.filter(recipient=idea.people.get()).count()
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    hand_back(idea, by=sponsor, answer=ANSWER)
    assert Notification.objects.filter(recipient=idea.people.get()).count() == before


def test_the_direction_reads_the_words_and_the_reason_without_the_hidden_name(idea, officer, sponsor, signed_in):
    escalate_idea(idea, by=officer, to=sponsor, reason=f"{WHY} Zélie attend une réponse.")
    page = signed_in(sponsor).get(f"/escalations/{idea.reference}/").content.decode()
    assert idea.problem_text.split(",")[1].strip() in page
    assert WHY in page
    assert "Zélie" not in page
    assert "Zélie" not in Notification.objects.get(recipient=sponsor).body


def test_from_the_desk_to_the_direction_and_back_by_their_pages(idea, officer, sponsor, signed_in):
    client = signed_in(officer)
    page = client.post(f"/triage/{idea.reference}/escalate/", {"to": sponsor.pk, "reason": WHY}, follow=True)
    assert "Suzanne" in page.content.decode()
    client = signed_in(sponsor)
    assert f"/escalations/{idea.reference}/" in client.get("/").content.decode()
    client.post(f"/escalations/{idea.reference}/", {"answer": ANSWER})
    assert Escalation.objects.get().answer == ANSWER
    assert client.get(f"/escalations/{idea.reference}/").status_code == 404


def test_what_is_missing_is_said_on_the_sheet_and_nothing_typed_is_lost(idea, officer, signed_in):
    answer = signed_in(officer).post(f"/triage/{idea.reference}/escalate/", {"to": "", "reason": WHY})
    assert answer.status_code == 422
    assert WHY in answer.content.decode()


def test_nobody_else_finds_it(idea, officer, sponsor, signed_in):
    escalate_idea(idea, by=officer, to=sponsor, reason=WHY)
    assert signed_in(UserFactory(sponsor=True)).get(f"/escalations/{idea.reference}/").status_code == 404


def test_the_api_asks_marks_and_hands_back(idea, officer, sponsor, signed_in):
    client = signed_in(officer)
    item = client.get(f"/api/v1/triage/{idea.reference}/")
    asked = client.post(
        f"/api/v1/triage/{idea.reference}/escalate/",
        {"to": sponsor.email, "reason": WHY},
        content_type="application/json",
        headers={"If-Match": item["ETag"]},
    )
    assert asked.status_code == 200, asked.content
    row = client.get("/api/v1/triage/").json()["results"][0]
    assert (row["is_passed_on"], row["is_flagged"]) == (True, False)
    client = signed_in(sponsor)
    waiting = client.get("/api/v1/escalations/").json()["results"]
    assert [(one["reference"], one["reason"]) for one in waiting] == [(idea.reference, WHY)]
    url = f"/api/v1/escalations/{idea.reference}/hand-back/"
    answered = client.post(url, {"answer": ANSWER}, content_type="application/json")
    assert (answered.status_code, Escalation.objects.get().answer) == (204, ANSWER)
