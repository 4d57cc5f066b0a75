"""The sheets of the outcomes, and the officer's other moves."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from ideas.enums import Outcome, State
from ideas.models import Idea, Message, TriageDecision
from ideas.outcomes import MOVES
from ideas.replies import GAP
from ideas.services.lifecycle import apply_transition
from ideas.services.submission import withdraw_idea
from ideas.services.triage import assess_idea
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Merci, voici la suite."


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(signed_in, officer):
    return signed_in(officer)


def sheet(idea, outcome):
    return reverse("ideas:decide", kwargs={"reference": idea.reference, "outcome": outcome})


def item(idea):
    return reverse("ideas:triage_item", kwargs={"reference": idea.reference})


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def ready(outcome):
    """An idea for which this outcome is possible."""
    if outcome == Outcome.ANSWER:
        return IdeaFactory(feedback=True)
    return IdeaFactory(assessed=True, levels={"policy": 4, "novelty": 2, "impact": 4, "effort": 1})


def facts_for(outcome):
    return {
        Outcome.QUICK_WIN: lambda: {"owner": UserFactory().email, "due_on": in_days(30)},
        Outcome.SELF_IMPLEMENT: lambda: {"due_on": in_days(20)},
        Outcome.MERGE: lambda: {"into": IdeaFactory().reference.lower()},
        Outcome.PARK: lambda: {"review_on": in_days(60)},
        Outcome.REDIRECT: lambda: {"channel": "it"},
        Outcome.DECLINE: lambda: {"reason_code": "cost"},
    }.get(outcome, dict)()


TARGETS = {
    Outcome.SHORTLIST: State.SHORTLISTED,
    Outcome.ANSWER: State.ANSWERED,
    Outcome.ASK: State.NEEDS_INFO,
    Outcome.QUICK_WIN: State.FAST_TRACK,
    Outcome.SELF_IMPLEMENT: State.IN_TRIAGE,  # until the author says yes
    Outcome.WORKSHOP: State.WORKSHOP,
    Outcome.MERGE: State.MERGED,
    Outcome.PARK: State.PARKED,
    Outcome.REDIRECT: State.REDIRECTED,
    Outcome.DECLINE: State.DECLINED,
}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_sheet_and_happens_with_the_words_of_the_officer(desk, outcome):
    idea = ready(outcome)
    page = desk.get(sheet(idea, outcome))
    assert page.status_code == 200 and 'name="message"' in page.content.decode()
    assert fresh(idea).state == idea.state
    answer = desk.post(sheet(idea, outcome), {"message": WORDS, "version": idea.version} | facts_for(outcome))
    assert answer.status_code == 303
    assert fresh(idea).state == TARGETS[outcome]
    assert Message.objects.get(idea=idea).body == WORDS


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome != Outcome.SELF_IMPLEMENT])
def test_each_outcome_has_its_sheet_for_a_contribution_nobody_here_wrote(desk, outcome):
    idea = ready(outcome)
    idea.authorships.all().delete()  # as an imported one
    page = desk.get(sheet(idea, outcome))
    assert page.status_code == 200
    assert f"Merci. J’ai lu la contribution {idea.reference}." in page.context["form"]["message"].value()
    answer = desk.post(sheet(idea, outcome), {"message": WORDS, "version": idea.version} | facts_for(outcome))
    assert (answer.status_code, fresh(idea).state) == (303, TARGETS[outcome])


def test_nobody_is_handed_what_nobody_here_wrote(desk):
    idea = ready(Outcome.SELF_IMPLEMENT)
    idea.authorships.all().delete()
    assert desk.get(sheet(idea, Outcome.SELF_IMPLEMENT)).status_code == 200
    answer = desk.post(sheet(idea, Outcome.SELF_IMPLEMENT), {"message": WORDS, "due_on": in_days(20)})
    assert (answer.status_code, fresh(idea).state) == (422, State.IN_TRIAGE)


def test_the_next_item_comes_after_a_decision(desk):
    first, second = ready(Outcome.ASK), IdeaFactory()
    answer = desk.post(sheet(first, Outcome.ASK), {"message": WORDS})
    assert (answer.status_code, answer.url) == (303, item(second))


def test_the_queue_comes_after_the_last(desk):
    assert desk.post(sheet(ready(Outcome.ASK), Outcome.ASK), {"message": WORDS}).url == "/triage/"


def test_the_answer_is_proposed_in_the_language_of_the_author(desk, officer):
    idea = IdeaFactory(author=UserFactory(first_name="Samira", locale="en"), officer=officer, assessed=True)
    html = desk.get(sheet(idea, Outcome.SHORTLIST)).content.decode()
    assert escape(f"Thank you Samira. I have read your contribution {idea.reference}.") in html
    assert "Strong impact for a light effort." in html


def test_a_gap_left_in_the_answer_is_refused(desk):
    idea = IdeaFactory()
    answer = desk.post(sheet(idea, Outcome.ASK), {"message": f"Bonjour, {GAP}"})
    assert answer.status_code == 422
    assert fresh(idea).state == State.SUBMITTED


@pytest.mark.parametrize(
    ("outcome", "facts"),
    [
        (Outcome.DECLINE, {}),
        (Outcome.DECLINE, {"reason_code": "because"}),
        (Outcome.DECLINE, {"reason_code": "cost", "message": " "}),
        (Outcome.REDIRECT, {}),
        (Outcome.PARK, {"review_on": ""}),
        (Outcome.PARK, {"review_on": "2020-01-01"}),
        (Outcome.PARK, {"review_on": "soon"}),
        (Outcome.MERGE, {"into": "PKR-1999-0001"}),
        (Outcome.MERGE, {"into": "\x00"}),
        (Outcome.QUICK_WIN, {"due_on": "2020-01-01"}),
        (Outcome.SELF_IMPLEMENT, {}),
    ],
)
def test_an_outcome_without_its_facts_is_refused_and_keeps_what_was_typed(desk, outcome, facts):
    idea = ready(outcome)
    answer = desk.post(sheet(idea, outcome), {"message": "Des mots à garder."} | facts)
    assert answer.status_code == 422
    assert "message" in facts or "Des mots à garder." in answer.content.decode()
    assert (fresh(idea).state, TriageDecision.objects.count()) == (idea.state, 0)


@pytest.mark.parametrize("days", [0, 61])
def test_a_quick_win_is_due_within_60_days(desk, days):
    idea = ready(Outcome.QUICK_WIN)
    facts = {"message": WORDS, "owner": UserFactory().email, "due_on": in_days(days)}
    assert desk.post(sheet(idea, Outcome.QUICK_WIN), facts).status_code == 422
    assert fresh(idea).state == State.IN_TRIAGE


@pytest.mark.parametrize("typed", ["maryam diallo", "Maryam  DIALLO", "maryam@parkour.example"])
def test_an_owner_is_named_by_name_or_address(desk, typed):
    maryam = UserFactory(first_name="Maryam", last_name="Diallo", email="maryam@parkour.example")
    idea = ready(Outcome.QUICK_WIN)
    desk.post(sheet(idea, Outcome.QUICK_WIN), {"message": WORDS, "owner": typed, "due_on": in_days(30)})
    assert fresh(idea).quick_win_owner == maryam


@pytest.mark.parametrize("typed", ["", "Personne Inconnue", "Jean Même", "a@parkour.example, b@parkour.example"])
def test_an_owner_nobody_knows_is_asked_again(desk, typed):
    for name in "ab":
        UserFactory(email=f"{name}@parkour.example", first_name="Jean", last_name="Même")
    idea = ready(Outcome.QUICK_WIN)
    answer = desk.post(sheet(idea, Outcome.QUICK_WIN), {"message": WORDS, "owner": typed, "due_on": in_days(30)})
    assert answer.status_code == 422
    assert fresh(idea).state == State.IN_TRIAGE


def test_colleagues_and_contributions_are_suggested(desk):
    colleague, other = UserFactory(), IdeaFactory()
    assert f'value="{colleague.email}"' in desk.get(sheet(ready(Outcome.QUICK_WIN), Outcome.QUICK_WIN)).content.decode()
    assert f'value="{other.reference}"' in desk.get(sheet(IdeaFactory(), Outcome.MERGE)).content.decode()


def test_merges_make_no_circle(desk):
    one, other = IdeaFactory(), IdeaFactory()
    assert desk.post(sheet(one, Outcome.MERGE), {"message": WORDS, "into": one.reference}).status_code == 422
    assert desk.post(sheet(one, Outcome.MERGE), {"message": WORDS, "into": other.reference}).status_code == 303
    assert desk.post(sheet(other, Outcome.MERGE), {"message": WORDS, "into": one.reference}).status_code == 422
    assert fresh(other).state == State.SUBMITTED


def test_nobody_merges_into_what_they_may_not_read(desk):
    author = UserFactory()
    withdrawn = IdeaFactory(author=author)
    withdraw_idea(withdrawn, by=author)
    answer = desk.post(sheet(IdeaFactory(), Outcome.MERGE), {"message": WORDS, "into": withdrawn.reference})
    assert answer.status_code == 422


@pytest.mark.parametrize("outcome", [Outcome.SHORTLIST, Outcome.QUICK_WIN, Outcome.SELF_IMPLEMENT])
def test_feedback_cannot_be_shortlisted(desk, outcome):
    idea = IdeaFactory(feedback=True, assessed=True, levels={"policy": 3, "impact": 3})
    facts = {"message": WORDS, "owner": UserFactory().email, "due_on": in_days(9)}
    read, written = desk.get(sheet(idea, outcome), facts), desk.post(sheet(idea, outcome), facts)
    assert (read.status_code, read.url) == (302, item(idea))
    assert written.status_code == 409
    assert WORDS in written.content.decode()
    assert fresh(idea).state == State.IN_TRIAGE


def test_the_criteria_come_before_the_committee(desk):
    idea = IdeaFactory()
    answer = desk.post(sheet(idea, Outcome.SHORTLIST), {"message": WORDS})
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert fresh(idea).state == State.SUBMITTED


def test_an_outcome_that_does_not_exist_is_not_found(desk):
    assert desk.get(sheet(IdeaFactory(), "burn")).status_code == 404


def test_the_officer_cannot_decide_on_their_own_idea(desk, officer):
    idea = IdeaFactory(author=officer)
    answer = desk.post(sheet(idea, Outcome.DECLINE), {"message": WORDS, "reason_code": "cost"})
    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert fresh(idea).state == State.SUBMITTED


@pytest.mark.parametrize("role", ["contributor", "reviewer", "facilitator", "sponsor"])
def test_deciding_does_not_exist_for_the_others(signed_in, role):
    person = UserFactory() if role == "contributor" else UserFactory(**{role: True})
    idea, client = (
        IdeaFactory(assessed=True, author=person if role == "contributor" else UserFactory()),
        signed_in(person),
    )
    answers = [client.get(sheet(idea, outcome)) for outcome in Outcome]
    answers += [client.post(sheet(idea, outcome), {"message": WORDS} | facts_for(outcome)) for outcome in Outcome]
    answers += [client.post(reverse(f"ideas:{move.url_name}", args=[idea.reference])) for move in MOVES.values()]
    assert {answer.status_code for answer in answers} == {404}
    assert fresh(idea).state == State.IN_TRIAGE


def test_a_stranger_signs_in_first(client):
    answer = client.get(sheet(IdeaFactory(), Outcome.ASK))
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


def test_a_sheet_out_of_date_is_told_and_keeps_the_words(desk):
    idea = ready(Outcome.ASK)
    version = idea.version
    assess_idea(idea, by=UserFactory(reviewer=True), policy=1, novelty=1, impact=1, effort=1)
    answer = desk.post(sheet(idea, Outcome.ASK), {"message": "Des mots à garder.", "version": version})
    html = answer.content.decode()
    assert answer.status_code == 409 and "Des mots à garder." in html
    again = re.search(r'name="version" value="(\d+)"', html)[1]
    assert desk.post(sheet(idea, Outcome.ASK), {"message": WORDS, "version": again}).status_code == 303


def test_the_words_are_kept_when_a_colleague_decided_first(desk):
    idea = ready(Outcome.ASK)
    version = idea.version
    apply_transition(idea, "send_to_workshop", by=UserFactory(officer=True), message=WORDS)
    answer = desk.post(sheet(idea, Outcome.ASK), {"message": "Des mots à garder.", "version": version})
    assert answer.status_code == 409 and "Des mots à garder." in answer.content.decode()
    assert fresh(idea).state == State.WORKSHOP


def test_after_triage_it_is_the_state_that_refuses_not_the_person_even_without_a_version(desk):
    idea = ready(Outcome.ASK)
    apply_transition(idea, "send_to_workshop", by=UserFactory(officer=True), message=WORDS)
    answer = desk.post(sheet(idea, Outcome.ASK), {"message": "Des mots à garder."})
    html = answer.content.decode()
    assert (answer.status_code, "Des mots à garder." in html) == (409, True)
    assert "it is no longer under review" in html and "your own" not in html


@pytest.mark.parametrize("words", ["Des mots à garder.", "zut"])
def test_the_words_are_kept_when_the_author_took_it_back_meanwhile(desk, words):
    author = UserFactory()
    idea = IdeaFactory(author=author, opened=True)
    withdraw_idea(idea, by=author)
    answer = desk.post(sheet(idea, Outcome.ASK), {"message": words, "version": idea.version})
    assert answer.status_code == 404
    assert (words in answer.content.decode()) == (" " in words)  # a sentence is worth copying
    assert idea.problem_text not in answer.content.decode()
    assert desk.post("/triage/PKR-2026-9999/decide/ask/", {"message": words}).status_code == 404
