"""Votes by another method than for and against, from the opening to the decision."""

import uuid
from datetime import timedelta

import pytest
from django.utils import translation

from committee.counts import Outcome
from committee.enums import Block, ItemState, PollState
from committee.models import AgendaItem, Ballot, Poll, PullOut
from committee.selectors import my_poll, polls_of, published_result
from committee.selectors.lots import disagreed_before, lot_of
from committee.selectors.results import rule_of, votes_of
from committee.services import conduct, voting
from committee.services.decisions import decide_item, decide_lot, outcome_to_record, send_to_workshop
from committee.services.lots import put_back, take_out
from ideas.enums import DecisionOutcome, State
from ideas.models import Decision, Idea
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import answer, committee_of, counted, open_session_with, vote, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
VARIANTS = ["Une tournée par rue", "Une tournée par quartier", "Rien de neuf"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def room():
    return open_session_with()


def revealed(room, poll):
    return published_result(counted(room, poll))


def soon():
    return clock.today() + timedelta(days=30)


def both(room, of_direction, of_employees):
    return dict.fromkeys(room.poles["direction"], of_direction) | dict.fromkeys(room.poles["employees"], of_employees)


# --- The rule of a vote for or against ------------------------------------------------------------------------


def test_the_rule_chosen_at_the_opening_is_frozen_said_and_applied(room):
    poll = room.poll(rules={"majority": "qualified", "share": "3/4", "combination": "pooled"})
    assert rule_of(poll) == (
        "The votes of all colleges are counted together.",
        "Majority: at least 3/4 of the votes for or against.",
    )
    people = room.people
    vote_all(poll, dict.fromkeys(people[:4], "yes") | dict.fromkeys(people[4:], "no"))
    result = revealed(room, poll)
    assert (result.outcome, result.rule) == (Outcome.NOT_ADOPTED, rule_of(poll))


def test_a_leading_college_decides_alone(room):
    poll = room.poll(rules={"combination": "lead_college", "lead": "employees"})
    vote_all(poll, both(room, "no", "yes"))
    result = revealed(room, poll)
    assert result.outcome is Outcome.ADOPTED
    assert result.rule[0] == "The college “Employees” decides, the others give their opinion."


@pytest.mark.parametrize(
    ("method", "options", "rules", "field"),
    [
        ("ranked", (), {}, "method"),
        ("yes_no", ("A", "B"), {}, "options"),
        ("yes_no", (), {"base": "half"}, "base"),
        ("yes_no", (), {"share": "1/2", "majority": "qualified"}, "share"),
        ("yes_no", (), {"combination": "lead_college", "lead": "nobody"}, "lead"),
        ("approval", ("A",), {}, "options"),
        ("approval", ("A", " a "), {}, "options"),
        ("approval", ("A", "B" * 201), {}, "options"),
        ("approval", [str(n) for n in range(21)], {}, "options"),
        ("approval", ("A", "B"), {"choose": 3}, "choose"),
        ("approval", ("A", "B"), {"most": 3}, "most"),
        ("majority_judgment", ("A", "B"), {"blank": "best"}, "blank"),
        ("temperature", ("A", "B"), {}, "options"),
    ],
)
def test_what_cannot_be_put_to_the_vote_is_refused_with_its_field(room, method, options, rules, field):
    with pytest.raises(InvalidInput) as refusal:
        room.poll(method=method, options=options, rules=rules)
    assert refusal.value.field == field
    assert not Poll.objects.exists()


# --- Majority judgment and approval --------------------------------------------------------------------------


def test_the_variant_with_the_best_majority_grade_becomes_the_decision(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    for person in room.people:
        answer(poll, person, grades=[3, 4, 0])
    result = revealed(room, poll)
    assert result.sentence == "“Une tournée par quartier” is retained, with the majority grade “Excellent”."
    assert (result.retained, result.table.rows[0].label) == (("Une tournée par quartier",), "Une tournée par quartier")
    assert "at least half of the ballots" in result.rule[0]
    decision = decide_item(room.item, by=room.chair, reason="La plus simple.", owner=UserFactory(), due_on=soon())
    assert decision.outcome == DecisionOutcome.APPROVED
    assert decision.rule_text.startswith("«\xa0Une tournée par quartier\xa0» est retenue")
    assert len(decision.rule_text) <= 300
    assert "quartier" in str(Poll.objects.get(pk=poll.pk).result["options"])


def test_a_result_never_says_who_voted_what(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    for person in room.people:
        answer(poll, person, grades=[3, 4, 0])
    told = str(counted(room, poll).result)
    assert not any(str(person.pk) in told.split() or str(person) in told for person in room.people)


def test_an_incomplete_ballot_is_kept_and_its_voter_told_that_it_abstains(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    receipt = answer(poll, room.chair, grades=[4, None, 0])
    assert (receipt.outcome, receipt.abstains) == ("created", True)
    again = answer(poll, room.chair, grades=[4, 3, 0])
    assert (again.outcome, again.abstains) == ("changed", False)
    assert Ballot.objects.get().answer == {"grades": [4, 3, 0]}


def test_two_first_variants_are_voted_on_again_with_the_same_options(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    for person in room.people:
        answer(poll, person, grades=[3, 3, 0])
    assert revealed(room, poll).needs_second_reading
    second = voting.second_reading(poll, by=room.chair)
    assert (second.method, second.reading, second.rules) == (poll.method, 2, poll.rules)
    assert list(second.options.values_list("label", flat=True)) == VARIANTS
    for person in room.people:
        answer(second, person, grades=[3, 3, 0])
    assert revealed(room, second).outcome is Outcome.DEFERRED
    assert outcome_to_record(room.item) == DecisionOutcome.DEFERRED


def test_what_retains_nothing_may_go_to_a_workshop(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    for person in room.people:
        answer(poll, person, grades=[1, 0, 0])
    assert revealed(room, poll).sentence == "None is retained: it is put off, or sent to a workshop."
    item = send_to_workshop(room.item, by=room.chair, reason="Aucune variante ne convient.")
    assert (item.state, item.idea.state) == (ItemState.DONE, State.WORKSHOP)
    assert Poll.objects.get().state == PollState.CERTIFIED
    send_to_workshop(room.item, by=room.chair, reason="Encore.")
    conduct.close_session(room.session, by=room.chair)
    assert AgendaItem.objects.get(pk=item.pk).idea.state == State.WORKSHOP


def test_approval_retains_the_best_and_says_the_scores(room):
    poll = room.poll(method="approval", options=VARIANTS, rules={"choose": 2, "most": 2})
    for person in room.people:
        answer(poll, person, approved=[1, 2] if person in room.poles["direction"] else [1])
    result = revealed(room, poll)
    assert result.retained == ("Une tournée par rue",)
    assert [row.cells for row in result.table.rows][1] == ("50 / 100", "3 of 3", "0 of 3")
    assert result.outcome_label == "Retained"


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("approval", {"approved": [4]}),
        ("approval", {"approved": [0]}),
        ("approval", {"approved": [True]}),
        ("approval", {"approved": "1"}),
        ("approval", {"grades": [1, 2, 3]}),
        ("majority_judgment", {"grades": [1, 2]}),
        ("majority_judgment", {"grades": [1, 2, 5]}),
        ("majority_judgment", {"grades": [1, 2, "3"]}),
        ("majority_judgment", {}),
        ("dot", {"dots": [3, 0, 0]}),
        ("dot", {"dots": [2, 2, 0]}),
        ("dot", {"dots": [2, None, 0]}),
    ],
)
def test_a_ballot_that_does_not_fit_the_vote_is_refused_and_nothing_is_written(room, method, said):
    poll = room.poll(method=method, options=VARIANTS)
    with pytest.raises(InvalidInput):
        answer(poll, room.chair, **said)
    with pytest.raises(InvalidInput):
        vote(poll, room.chair, "yes")
    assert not Ballot.objects.exists()


def test_a_vote_for_or_against_takes_no_other_ballot(room):
    poll = room.poll()
    with pytest.raises(InvalidInput):
        voting.cast_ballot(poll, by=room.chair, choice="yes", answer={"degree": 1}, key=uuid.uuid4())
    with pytest.raises(InvalidInput):
        voting.cast_ballot(poll, by=room.chair, answer={"degree": 1}, key=uuid.uuid4())


def test_the_same_click_twice_is_one_ballot_and_another_answer_under_it_is_told(room):
    poll, key = room.poll(method="approval", options=VARIANTS), uuid.uuid4()
    assert answer(poll, room.chair, key=key, approved=[1]).outcome == "created"
    again = answer(poll, room.chair, key=key, approved=[2])
    assert (again.outcome, again.answer, again.key_was_for_another_choice) == ("same", {"approved": [1]}, True)
    assert my_poll(poll, room.chair).answer == {"approved": [1]}


def test_a_named_vote_says_what_each_one_voted(room):
    poll = room.poll(method="majority_judgment", options=VARIANTS[:2], visibility="named")
    answer(poll, room.chair, grades=[4, None])
    for person in room.people[1:]:
        answer(poll, person, grades=[4, 1])
    words = {person: said for person, _pole, said in votes_of(counted(room, poll))}
    assert words[room.chair] == "“Une tournée par rue” Excellent, “Une tournée par quartier” no grade"


# --- Consent ---------------------------------------------------------------------------------------------------


def test_consent_without_objection_adopts_and_keeps_the_reserves(room):
    poll = room.poll(method="consent")
    for person in room.people[1:]:
        answer(poll, person, stance="agree")
    answer(poll, room.chair, stance="reserve", words="À revoir en mars.")
    result = revealed(room, poll)
    assert (result.outcome, result.sentence) == (Outcome.ADOPTED, "The proposal is adopted: nobody objects.")
    assert result.said == (("I agree, with a reserve", "À revoir en mars."),)


def test_an_objection_needs_its_words(room):
    poll = room.poll(method="consent")
    for said in ({"stance": "objection"}, {"stance": "objection", "words": "  "}, {"stance": "veto"}, {}):
        with pytest.raises(InvalidInput):
            answer(poll, room.chair, **said)


def objected(room, poll):
    for person in room.people[1:]:
        answer(poll, person, stance="agree")
    answer(poll, room.chair, stance="objection", words="Trop tôt.")
    return revealed(room, poll)


def test_objections_amend_the_proposal_which_is_asked_again_then_put_to_the_vote(room):
    poll = room.poll(method="consent")
    result = objected(room, poll)
    assert (result.asks_to_amend, result.sentence) == (
        True,
        "1 objection: the proposal is amended, then asked again.",
    )
    with pytest.raises(InvalidInput) as refusal:
        voting.second_reading(poll, by=room.chair)
    assert refusal.value.field == "proposal"
    second = voting.second_reading(poll, by=room.chair, proposal="Dès la rentrée, pas avant.")
    assert (second.method, second.reading, second.rules) == ("consent", 2, {"proposal": "Dès la rentrée, pas avant."})
    assert voting.second_reading(poll, by=room.chair, proposal="Encore") == second
    assert objected(room, second).needs_second_reading
    last = voting.second_reading(second, by=room.chair)
    assert (last.method, last.reading, last.rules["proposal"]) == ("yes_no", 1, "Dès la rentrée, pas avant.")
    vote_all(last, dict.fromkeys(room.people, "yes"))
    assert revealed(room, last).outcome is Outcome.ADOPTED
    assert outcome_to_record(room.item) == DecisionOutcome.APPROVED


# --- Advice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "options", "said", "sentence"),
    [
        ("dot", VARIANTS, {"dots": [2, 1, 0]}, "For advice only: most dots on “Une tournée par rue”."),
        ("temperature", (), {"degree": 4}, "For advice only. Temperature: Direction 4 of 5, Employees 4 of 5."),
    ],
)
def test_advice_decides_nothing_and_a_vote_may_follow(room, method, options, said, sentence):
    poll = room.poll(method=method, options=options)
    for person in room.people:
        answer(poll, person, **said)
    result = revealed(room, poll)
    assert (result.outcome, result.sentence, result.outcome_label) == (None, sentence, "For advice")
    assert outcome_to_record(room.item) is None
    with pytest.raises(TransitionRefused):
        decide_item(room.item, by=room.chair, reason="Non.")
    with pytest.raises(TransitionRefused, match="asked for already"):
        voting.open_poll(room.item, by=room.chair, method=method, options=options)
    final = voting.open_poll(room.item, by=room.chair)
    vote_all(final, dict.fromkeys(room.people, "no"))
    revealed(room, final)
    assert outcome_to_record(room.item) == DecisionOutcome.REJECTED
    with pytest.raises(TransitionRefused, match="voted on this point already"):
        voting.open_poll(room.item, by=room.chair, method="temperature")


def test_advice_that_is_not_revealed_holds_the_vote_back_and_a_session_closes_after_it(room):
    poll = room.poll(method="temperature")
    voting.close_poll(poll, by=room.chair)
    with pytest.raises(TransitionRefused, match="Reveal the vote before"):
        voting.open_poll(room.item, by=room.chair)
    voting.reveal_poll(poll, by=room.chair)
    conduct.close_session(room.session, by=room.chair)


# --- The lot ---------------------------------------------------------------------------------------------------


@pytest.fixture
def lot():
    ideas = [IdeaFactory(shortlisted=True) for _one in range(3)]
    room = open_session_with(*ideas, block=Block.CONSENT)
    conduct.start_item(room.session, room.item, by=room.chair)
    return room


def test_a_lot_is_adopted_at_once_and_recorded_point_by_point(lot):
    poll = lot.poll(method="consent_block", minutes=1)
    assert [option.item for option in poll.options.order_by("position")] == lot.items
    vote(poll, lot.chair, "yes")
    result = revealed(lot, poll)
    assert (result.outcome, result.sentence) == (Outcome.ADOPTED, "The lot is adopted: nobody objects.")
    owner = UserFactory()
    with pytest.raises(InvalidInput) as refusal:
        decide_lot(poll, by=lot.chair, reason="Sans débat.", promises={lot.item.pk: (owner, soon())})
    assert refusal.value.field == f"owner_{lot.items[1].pk}"
    assert not Decision.objects.exists()
    with pytest.raises(TransitionRefused, match="Record the decision"):
        conduct.close_session(lot.session, by=lot.chair)
    promises = {item.pk: (owner, soon()) for item in lot.items}
    for _twice in range(2):
        decide_lot(poll, by=lot.chair, reason="Sans débat.", promises=promises)
    assert Decision.objects.filter(outcome=DecisionOutcome.APPROVED).count() == 3
    assert {item.state for item in AgendaItem.objects.filter(session=lot.session)} == {ItemState.DONE}
    conduct.close_session(lot.session, by=lot.chair)


def test_one_objection_puts_the_lot_to_the_vote(lot):
    poll = lot.poll(method="consent_block")
    with pytest.raises(InvalidInput):
        vote(poll, lot.chair, "abstain")
    vote(poll, lot.people[1], "no")
    assert revealed(lot, poll).sentence == "Somebody objects: the lot is put to the vote for or against."
    second = voting.second_reading(poll, by=lot.chair)
    assert second.is_tallied
    vote_all(second, dict.fromkeys(lot.people, "no"))
    assert revealed(lot, second).outcome is Outcome.NOT_ADOPTED
    made = decide_lot(second, by=lot.chair, reason="Pas ainsi.")
    assert {decision.outcome for decision in made} == {DecisionOutcome.REJECTED}
    assert len(made) == 3


def test_any_member_takes_a_point_out_and_it_is_voted_on_by_itself(lot):
    member, point = lot.people[2], lot.items[1]
    for _twice in range(2):
        take_out(point, by=member)
    take_out(point, by=lot.people[3])
    assert PullOut.objects.get().by == member
    assert [item.pk for item in lot_of(lot.session)] == [lot.items[0].pk, lot.items[2].pk]
    poll = lot.poll(method="consent_block")
    assert poll.options.count() == 2
    with pytest.raises(TransitionRefused, match="can no longer be taken out"):
        take_out(lot.items[2], by=member)
    vote(poll, lot.chair, "yes")
    counted(lot, poll)
    promises = {item.pk: (UserFactory(), soon()) for item in (lot.items[0], lot.items[2])}
    decide_lot(poll, by=lot.chair, reason="Sans débat.", promises=promises)
    with pytest.raises(TransitionRefused, match="not one of those"):
        lot.poll(point, method="consent_block")
    assert polls_of(point) == []
    single = voting.open_poll(AgendaItem.objects.get(pk=point.pk), by=lot.chair)
    assert single.method == "yes_no"


def test_only_whoever_took_it_out_puts_it_back_and_only_members_take_out(lot):
    member, point = lot.people[2], lot.items[1]
    with pytest.raises(NotAllowed):
        take_out(point, by=lot.officer)
    take_out(point, by=member)
    with pytest.raises(NotAllowed):
        put_back(point, by=lot.people[3])
    for _twice in range(2):
        put_back(point, by=member)
    assert len(lot_of(lot.session)) == 3


def test_whoever_wrote_one_point_of_a_lot_does_not_vote_on_it():
    poles = committee_of(direction=3, employees=4)
    author = poles["employees"][1]
    ideas = [IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True, author=author)]
    room = open_session_with(*ideas, poles=poles, block=Block.CONSENT)
    poll = room.poll(method="consent_block")
    mine = my_poll(poll, author)
    assert (mine.on_roll, mine.recused, poll.electorate["employees"]["recused"]) == (False, True, 1)


def test_points_beside_the_lot_are_in_none(room):
    with pytest.raises(TransitionRefused, match="not one of those"):
        room.poll(method="consent_block")
    with pytest.raises(TransitionRefused, match="not one of those"):
        take_out(room.item, by=room.chair)


# --- When the poles disagree ------------------------------------------------------------------------------------


def apart(room, poll):
    vote_all(poll, both(room, "yes", "no"))
    return revealed(room, poll)


def test_poles_that_disagree_twice_may_send_it_to_a_workshop_with_the_reason(room):
    first = room.poll()
    assert apart(room, first).needs_second_reading
    with pytest.raises(TransitionRefused, match="A workshop follows"):
        send_to_workshop(room.item, by=room.chair, reason="Non.")
    apart(room, voting.second_reading(first, by=room.chair))
    with pytest.raises(InvalidInput):
        send_to_workshop(room.item, by=room.chair, reason=" ")
    with pytest.raises(NotAllowed):
        send_to_workshop(room.item, by=room.people[1], reason="Une variante.")
    assert send_to_workshop(room.item, by=room.chair, reason="Une variante.").idea.state == State.WORKSHOP


def test_what_comes_back_after_it_counts_each_pole_the_same_with_two_thirds_then_the_direction_answers(room):
    first = room.poll()
    apart(room, first)
    apart(room, voting.second_reading(first, by=room.chair))
    decide_item(room.item, by=room.chair, reason="Les pôles ne sont pas d’accord.")
    conduct.close_session(room.session, by=room.chair)
    idea = apply_transition(room.item.idea, "reshortlist", by=room.officer)
    back = open_session_with(idea, poles=room.poles)
    poll = back.poll()
    assert rule_of(poll) == (
        "Each college weighs the same, whatever its size.",
        "Majority: at least 2/3 of the votes for or against.",
    )
    assert apart(back, poll).outcome is Outcome.NOT_ADOPTED
    assert outcome_to_record(back.item) == DecisionOutcome.RECOMMENDED
    latest = clock.today() + timedelta(days=15)
    with pytest.raises(InvalidInput, match="within fifteen days"):
        decide_item(back.item, by=back.chair, reason="Non.", due_on=latest + timedelta(days=1))
    assert decide_item(back.item, by=back.chair, reason="Non.").due_on == latest
    assert Idea.objects.get(pk=idea.pk).answer_due_on == latest


def test_what_a_secret_vote_with_few_ballots_put_off_twice_comes_back_by_the_same_rule(room):
    """Nothing is kept of what a pole wanted: that the poles disagreed cannot be asked of the result."""
    first = room.poll(visibility="secret")
    second = voting.second_reading(apart_in_secret(room, first), by=room.chair)
    apart_in_secret(room, second)
    decide_item(room.item, by=room.chair, reason="Une variante.")
    conduct.close_session(room.session, by=room.chair)
    idea = apply_transition(Idea.objects.get(pk=room.item.idea_id), "reshortlist", by=room.officer)
    back = open_session_with(idea, poles=room.poles)
    assert back.poll().rules["navette"] is True


def apart_in_secret(room, poll):
    vote_all(poll, both(room, "yes", "no"))
    return counted(room, poll)


def test_points_of_a_lot_on_which_the_poles_disagreed_twice_come_back_by_the_same_rule(lot):
    first = lot.poll(lot.items[0], method="consent_block")
    vote_all(first, both(lot, "yes", "no"))
    second = voting.second_reading(counted(lot, first), by=lot.chair)
    vote_all(second, both(lot, "yes", "no"))
    counted(lot, second)
    assert disagreed_before(AgendaItem(session=lot.session, idea=lot.items[1].idea))


# --- A vote that is there already --------------------------------------------------------------------------


def test_opening_a_vote_that_is_open_by_another_method_is_told_and_changes_nothing(room):
    poll = room.poll()
    with pytest.raises(TransitionRefused, match="open on this point already, by another method: For or against"):
        voting.open_poll(room.item, by=room.officer, method="consent")
    assert voting.open_poll(room.item, by=room.officer) == poll
    assert list(Poll.objects.values_list("method", "state")) == [("yes_no", "open")]


def test_opening_a_vote_that_is_open_on_other_options_is_told(room):
    poll = room.poll(method="approval", options=["Un", "Deux"])
    assert voting.open_poll(room.item, by=room.officer, method="approval", options=[" Un ", "Deux"]) == poll
    with pytest.raises(TransitionRefused, match="on other options"):
        voting.open_poll(room.item, by=room.officer, method="approval", options=["Un", "Trois"])


def test_preparing_a_vote_that_is_prepared_by_another_method_is_told(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    poll = voting.prepare_poll(room.item, by=room.chair)
    assert voting.prepare_poll(room.item, by=room.officer) == poll
    with pytest.raises(TransitionRefused, match="prepared on this point already, by another method"):
        voting.prepare_poll(room.item, by=room.officer, method="consent")


def test_whoever_opens_it_second_by_another_method_reads_that_on_the_console_and_in_the_api(room):
    room.poll()
    said = "A vote is open on this point already, by another method: For or against. Close it, or cancel it."
    opened = browser(room.officer).post(
        url("open_poll", room.item.pk), {"method": "consent", "visibility": "hidden"}, follow=True
    )
    assert said in text_of(opened)
    refused = Program(room.officer).posts(f"items/{room.item.pk}/polls/", {"method": "consent"})
    assert is_problem(refused, 409)["detail"] == said
