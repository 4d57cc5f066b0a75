"""What a workshop made, before the committee: variants are voted on at once, and the rule of a return still holds."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.counts import Outcome
from committee.models import AgendaItem
from committee.selectors import poll_state, published_result
from committee.selectors.lots import variants_of
from committee.selectors.minutes import minutes_data
from committee.selectors.results import rule_of
from committee.services import conduct, voting
from committee.services.decisions import decide_lot, outcome_to_record, send_to_workshop
from committee.services.interests import declare_interest
from committee.workshop_steps import WorkshopStep
from ideas.enums import DecisionOutcome
from ideas.models import Decision, Idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from tests.api.asking import Program
from tests.committee.pages import browser, text_of, url
from tests.committee.workshopping import VARIANTS, workshop_at
from tests.factories.committee import answer, committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db

TITLES = [facts["title"] for facts in VARIANTS]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
@usual
def room():
    """An open session with the two variants of a workshop, after another contribution."""
    made = workshop_at(WorkshopStep.COMMITTEE).propose()
    return open_session_with(IdeaFactory(shortlisted=True), *[variant.idea for variant in made])


def points(room):
    return [AgendaItem.objects.get(session=room.session, idea__title=title) for title in TITLES]


def graded(room, first=5, second=2):
    """The vote by majority judgment on both, revealed."""
    item, _other = points(room)
    poll = room.poll(item, method="majority_judgment", options=TITLES)
    for person in room.people:
        answer(poll, person, grades=[first - 1, second - 1])
    return counted(room, poll)


def test_the_variants_of_one_workshop_are_found_beside_each_other_and_nothing_else_is(room):
    first, second = points(room)
    assert variants_of(first) == variants_of(second) == [first, second]
    assert variants_of(room.items[0]) == []
    room.poll(first)
    assert variants_of(second) == []


def test_a_vote_on_the_variants_is_one_on_each_of_their_points(room):
    poll = graded(room)
    first, second = points(room)
    assert [option.item for option in poll.options.order_by("position")] == [first, second]
    assert [outcome_to_record(point) for point in (first, second)] == [
        DecisionOutcome.APPROVED,
        DecisionOutcome.REJECTED,
    ]
    with pytest.raises(TransitionRefused, match="Record the decision"):
        conduct.close_session(room.session, by=room.chair)
    with pytest.raises(InvalidInput) as refusal:
        decide_lot(poll, by=room.chair, reason="La mieux notée.")
    assert refusal.value.field == f"owner_{first.pk}"
    promise = (UserFactory(), clock.today() + timedelta(days=60))
    for _twice in range(2):
        decide_lot(poll, by=room.chair, reason="La mieux notée.", promises={first.pk: promise})
    decided = {row.idea.title: row.outcome for row in Decision.objects.select_related("idea")}
    assert decided == dict(zip(TITLES, ["approved", "rejected"], strict=True))
    conduct.close_session(room.session, by=room.chair)
    lines = {line.item.pk: line for line in minutes_data(room.session).items}
    assert [len(lines[point.pk].own_results) for point in (first, second)] == [1, 0]
    assert lines[second.pk].with_others[0].retained == (TITLES[0],)


def test_where_no_variant_is_retained_all_of_them_are_put_off(room):
    poll = graded(room, first=2, second=1)
    assert published_result(poll).sentence == "None is retained: it is put off, or sent to a workshop."
    assert {outcome_to_record(point) for point in points(room)} == {DecisionOutcome.DEFERRED}


def test_options_of_ones_own_are_options_of_the_point_alone(room):
    item, other = points(room)
    poll = room.poll(item, method="majority_judgment", options=[TITLES[1], "Ne rien changer"])
    assert [option.item for option in poll.options.all()] == [None, None]
    assert variants_of(other) == []
    assert poll_state(poll) == "open"


def test_a_vote_between_variants_that_names_no_method_is_majority_judgment_on_all_of_them(room):
    item, other = points(room)
    poll = room.poll(item)
    assert poll.method == "majority_judgment"
    assert [option.item for option in poll.options.order_by("position")] == [item, other]


def test_it_is_so_prepared_too_and_by_program(room):
    item, other = points(room)
    conduct.start_item(room.session, item, by=room.chair)
    poll = voting.prepare_poll(item, by=room.chair)
    assert (poll.method, [option.label for option in poll.options.all()]) == ("majority_judgment", TITLES)
    voting.void_poll(poll, by=room.chair, reason="Un essai.")
    made = Program(room.chair).posts(f"items/{item.pk}/polls/", {}).json()
    assert (made["method"], [option["label"] for option in made["options"]]) == ("majority_judgment", TITLES)


def test_the_chair_may_name_another_method_and_without_options_all_variants_are_asked_about(room):
    item, _other = points(room)
    first = room.poll(item, method="approval")
    assert [option.label for option in first.options.order_by("position")] == TITLES
    voting.void_poll(first, by=room.chair, reason="Un essai.")
    assert voting.open_poll(item, by=room.chair, method="yes_no").method == "yes_no"


def test_a_single_variant_and_what_no_workshop_made_are_put_to_the_vote_for_or_against():
    (only, _left) = workshop_at(WorkshopStep.COMMITTEE).propose()
    alone = open_session_with(only.idea, IdeaFactory(shortlisted=True))
    for item in alone.items:
        conduct.start_item(alone.session, item, by=alone.chair)
        assert voting.prepare_poll(item, by=alone.chair).method == "yes_no"
        voting.void_poll(item.polls.get(), by=alone.chair, reason="Un essai.")


def test_whoever_is_concerned_by_one_variant_does_not_vote_on_them(room):
    item, other = points(room)
    person = room.poles["direction"][2]
    declare_interest(other, by=person, reason="Mon frère en serait chargé.")
    poll = room.poll(item, method="approval", options=TITLES)
    assert not poll.roll.filter(person=person).exists()


def test_the_console_writes_the_variants_in_the_form_and_records_a_decision_for_each(room):
    item, other = points(room)
    conduct.start_item(room.session, item, by=room.chair)
    page = browser(room.chair).get(url("console", room.session.number))
    assert page.context["open_form"]["options"].value() == "\n".join(TITLES)
    assert page.context["open_form"]["method"].value() == "majority_judgment"
    assert "A workshop made 2 variants" in text_of(page)
    assert "The variant with the best majority grade is retained" in text_of(page)
    graded(room)
    page = browser(room.chair).get(url("console", room.session.number))
    assert list(page.context["lot_form"].fields) == ["reason", f"owner_{item.pk}", f"due_on_{item.pk}"]
    said = text_of(page)
    assert "Record the decisions on the variants" in said and other.subject in said


def test_a_proposal_made_in_a_workshop_of_what_the_poles_disagreed_on_comes_back_by_the_rule_of_a_return():
    poles = committee_of()
    facilitator = UserFactory(facilitator=True)
    room = open_session_with(poles=poles)
    split = {person: "yes" if person in poles["direction"] else "no" for person in room.people}
    first = room.poll()
    vote_all(first, split)
    counted(room, first)
    second = voting.second_reading(first, by=room.chair)
    vote_all(second, split)
    counted(room, second)
    send_to_workshop(room.item, by=room.chair, reason="Une variante.")
    conduct.close_session(room.session, by=room.chair)
    source = Idea.objects.get(pk=room.item.idea_id)
    led = workshop_at(WorkshopStep.COMMITTEE, sources=[source], facilitator=facilitator)
    (made, _other) = led.propose()
    back = open_session_with(made.idea, poles=poles)
    poll = back.poll()
    assert rule_of(poll)[0] == "Each college weighs the same, whatever its size."
    vote_all(poll, split)
    assert published_result(counted(back, poll)).outcome is Outcome.NOT_ADOPTED
    assert outcome_to_record(back.item) == DecisionOutcome.RECOMMENDED
