"""What a session decides is told on the next working day at nine: to its authors, and to nobody before them."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from committee.approval import authors_told_at
from committee.selectors.minutes_due import house_calendar
from committee.services import conduct, minutes, voting
from committee.services.decisions import decide_item
from ideas.deadlines import OF_THE_OUTCOME, effective_state
from ideas.enums import DecisionOutcome, State
from ideas.joined import why_not_merged
from ideas.load import load_of
from ideas.models import Action, Decision, Idea
from ideas.serializers.outputs import decision_rows
from ideas.services import lifecycle, submission
from ideas.services.decisions import arbitrate
from ideas.tasks import record_due_transitions
from ideas.workflow import TRANSITIONS
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.notifications.models import Notification
from parkour.organisation.models import Organisation
from tests.committee.pages import browser, url
from tests.committee.racing import in_thread, run
from tests.committee.worlds import PARTS, World, differences, seen_after
from tests.factories.committee import counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.ideas.lives import decided as already_carried
from tests.remembered import usual

pytestmark = pytest.mark.django_db
HEAVY = {"policy": 5, "novelty": 4, "impact": 5, "effort": 5}
REASON = "Un irritant de chaque semaine."


@pytest.fixture(autouse=True)
def next_day(settings):
    settings.DECISIONS_TOLD_NEXT_DAY = True


@usual
def voted_room(*ideas, choice="yes", poles=None):
    """A session whose first point is voted, counted and revealed."""
    room = open_session_with(*ideas, poles=poles)
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, choice))
    counted(room, poll)
    room.item.refresh_from_db()
    return room


def decide(room, choice="yes", **facts):
    if choice == "yes" and "owner" not in facts:
        facts["owner"] = UserFactory()
    if choice == "yes":
        facts = {"due_on": clock.today() + timedelta(days=60)} | facts
    return decide_item(room.item, by=room.chair, reason=REASON, **facts)


@usual
def decided_room(*ideas, choice="yes", poles=None, **facts):
    room = voted_room(*ideas, choice=choice, poles=poles)
    room.decision = decide(room, choice, **facts)
    return room


def told():
    """When what was decided now is told."""
    calendar = house_calendar()
    return authors_told_at(calendar.day_of(clock.now()), calendar)


def after(moment=None):
    return clock.at((moment or told()) + timedelta(seconds=30))


# --- When ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided_on", "told_on"),
    [
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 30)),  # over a week-end
        (date(2026, 12, 24), date(2026, 12, 28)),  # over a public holiday and a week-end
    ],
)
def test_authors_are_told_at_nine_of_the_next_working_day_on_the_clock_of_the_house(decided_on, told_on):
    calendar = house_calendar()
    assert authors_told_at(decided_on, calendar) == datetime.combine(told_on, time(9), calendar.tz)


def test_each_outcome_leads_to_the_state_of_its_name():
    assert {OF_THE_OUTCOME[outcome]: State(outcome.value) for outcome in DecisionOutcome} == {
        name: TRANSITIONS[name].target for name in OF_THE_OUTCOME.values()
    }


@pytest.mark.parametrize(
    ("choice", "state"), [("yes", State.APPROVED), ("no", State.REJECTED)], ids=["adopted", "not adopted"]
)
def test_a_decision_holds_from_that_moment_whoever_writes_it_down_first(choice, state):
    room = decided_room(choice=choice)
    idea, moment = Idea.objects.get(), told()
    assert (idea.state, effective_state(idea), idea.decisions.count()) == (State.SCHEDULED, State.SCHEDULED, 0)
    record_due_transitions()
    assert Idea.objects.get().state == State.SCHEDULED
    with after():
        record_due_transitions()
        record_due_transitions()
    idea = Idea.objects.get()
    event = idea.events.get(to_state=state)
    assert (idea.state, event.at, event.actor, event.note) == (state, moment, room.chair, REASON)
    assert (idea.held_outcome, idea.held_until, idea.decisions.get().pk) == ("", None, room.decision.pk)


def test_nobody_outside_the_room_is_written_to_before(django_capture_on_commit_callbacks):
    owner = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        room = decided_room(owner=owner)
    author = room.item.idea.authorships.get().person
    before = set(Notification.objects.filter(recipient__in=[author, owner]).values_list("pk", flat=True))
    assert not Notification.objects.filter(recipient=owner).exists() and not Action.objects.exists()
    with after(), django_capture_on_commit_callbacks(execute=True):
        record_due_transitions()
    since = Notification.objects.filter(recipient__in=[author, owner]).exclude(pk__in=before)
    assert {row.recipient_id for row in since} == {author.pk, owner.pk}
    assert Action.objects.get().owner == owner


def test_the_chair_reads_from_when_it_is_known_and_the_api_says_so():
    room = voted_room(choice="no")
    page = browser(room.chair).post(url("decide", room.item.pk), {"reason": REASON}, follow=True).content.decode()
    assert "Recorded. The authors are told on" in page
    conduct.close_session(room.session, by=room.chair)
    other = voted_room(choice="no", poles=room.poles)
    answer = decision_rows(other.officer, [decide(other, "no")])[0]
    assert (answer["outcome"], answer["told_from"]) == ("rejected", told())


def test_the_chair_alone_reads_how_much_an_owner_carries_with_what_waits_to_be_told():
    owner = UserFactory(first_name="Maryam", last_name="Diallo")
    Organisation.current()
    Organisation.objects.update(actions_at_once=1)
    already_carried(owner=owner)
    room = voted_room()
    sent = {"reason": REASON, "owner": owner.email, "due_on": clock.today() + timedelta(days=60)}
    page = browser(room.chair).post(url("decide", room.item.pk), sent, follow=True).content.decode()
    assert "With this one, Maryam Diallo carries 2 actions at once; 1 was set as enough." in page
    assert load_of(room.officer, owner).number == 1


# --- Who reads what -----------------------------------------------------------------------------------------


@pytest.fixture
def world():
    room = open_session_with()
    people = [room.item.idea.authorships.get().person, UserFactory(), UserFactory(sponsor=True)]
    return World(room, room.poll(), people)


def decided(world, choice, *, and_then=record_due_transitions, owner=None):
    """Everybody votes so, the chair reveals, decides and closes the session."""

    def do():
        vote_all(world.poll, dict.fromkeys(world.room.people, choice))
        counted(world.room, world.poll)
        decide(world.room, choice, **({"owner": owner} if choice == "yes" else {}))
        conduct.close_session(world.room.session, by=world.room.chair)
        and_then()

    return do


def addresses(world):
    """All that these people may ask for; not the page of anonymous contributions, which answers by chance."""
    return [one for one in world.addresses((*PARTS, "ideas:")) if one != reverse("ideas:follow_up")]


def test_until_then_no_address_tells_the_author_a_colleague_or_the_direction_what_was_decided(world):
    owner, asked = UserFactory(), addresses(world)
    assert len(asked) > 100
    adopted = seen_after(world, decided(world, "yes", owner=owner), asked)
    found = differences(adopted, seen_after(world, decided(world, "no"), asked))
    assert found == []
    page = world.room.item.idea.get_absolute_url()
    status, _headers, body = adopted[world.people[0].pk, page]
    assert status == 200 and "answer comes on" in body


def test_a_decision_told_at_once_is_found(world, settings):
    settings.DECISIONS_TOLD_NEXT_DAY = False
    owner, reference = UserFactory(), world.room.item.idea.reference
    asked = [address for address in addresses(world) if reference in address]
    seen = [
        seen_after(world, decided(world, "yes", owner=owner), asked),
        seen_after(world, decided(world, "no"), asked),
    ]
    assert differences(*seen)


def test_a_page_read_after_the_moment_tells_it_although_nobody_has_written_it_down():
    room = decided_room(choice="no")
    author = room.item.idea.authorships.get().person
    page = room.item.idea.get_absolute_url()
    assert "Not adopted" not in browser(author).get(page).content.decode()
    with after():
        assert effective_state(Idea.objects.get()) == State.REJECTED
        assert "Not adopted" in browser(author).get(page).content.decode()


# --- Meanwhile ----------------------------------------------------------------------------------------------


def test_meanwhile_nothing_else_happens_to_it_and_the_refusal_says_until_when():
    room = decided_room()
    idea = Idea.objects.get()
    author = idea.authorships.get().person
    with pytest.raises(TransitionRefused, match="9"):
        submission.withdraw_idea(idea, by=author)
    assert Idea.objects.get().state == State.SCHEDULED
    with after(), pytest.raises(TransitionRefused):
        submission.withdraw_idea(idea, by=author)
    assert room.decision.pk == Decision.all_taken.get().pk


def test_closing_the_session_sends_back_what_was_not_decided_and_nothing_else():
    room = voted_room(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    decide(room)
    conduct.close_session(room.session, by=room.chair)
    first, second = (Idea.objects.get(pk=item.idea_id) for item in room.items)
    assert (first.state, first.held_outcome) == (State.SCHEDULED, DecisionOutcome.APPROVED)
    assert (second.state, second.waited_cycles) == (State.SHORTLISTED, 1)


def test_minutes_published_earlier_tell_the_authors_first():
    room = decided_room()
    author = room.item.idea.authorships.get().person
    conduct.close_session(room.session, by=room.chair)
    minutes.publish_minutes(room.session, by=room.officer)
    idea = Idea.objects.get()
    rows = Notification.objects.order_by("pk")
    told_author = rows.filter(recipient=author, kind="author_approve").get()
    told_members = rows.filter(recipient__in=room.people, kind__startswith="committee_minutes").first()
    assert (idea.state, idea.held_until) == (State.APPROVED, None) and told_author.pk < told_members.pk
    with after():
        record_due_transitions()
    assert idea.events.filter(name="approve").count() == 1


def test_the_direction_answers_from_that_moment_and_its_date_counts_from_there():
    room = voted_room(IdeaFactory(shortlisted=True, levels=HEAVY))
    decision = decide(room, "yes", owner=None, due_on=None)
    sponsor, idea = UserFactory(sponsor=True), Idea.objects.get()
    assert decision.outcome == DecisionOutcome.RECOMMENDED
    with pytest.raises(TransitionRefused):
        arbitrate(idea, by=sponsor, adopted=False, reason="Trop cher.")
    with after():
        arbitrate(idea, by=sponsor, adopted=False, reason="Trop cher.")
    assert list(idea.events.order_by("pk").values_list("name", flat=True))[-2:] == ["recommend", "refuse"]
    assert [row.superseded_at is None for row in idea.decisions.order_by("pk")] == [False, True]


def repair(state):
    lifecycle.correct_state(
        Idea.objects.get(),
        by=UserFactory(admin=True),
        seconded_by=UserFactory(officer=True),
        state=state,
        reason="Point ouvert par erreur.",
    )


def test_a_repair_by_two_persons_takes_the_place_of_what_waits():
    decided_room()
    repair(State.SHORTLISTED)
    with after():
        record_due_transitions()
    idea = Idea.objects.get()
    assert (idea.state, idea.held_until) == (State.SHORTLISTED, None)
    assert not idea.decisions.filter(superseded_at=None).exists()


def test_a_second_vote_is_no_news_for_the_author_before_the_decision():
    room = open_session_with()
    poll = room.poll()
    vote_all(poll, dict(zip(room.people, ["yes", "yes", "yes", "no", "no", "no"], strict=True)))
    counted(room, poll)
    voting.second_reading(poll, by=room.chair)
    author, page = room.item.idea.authorships.get().person, room.item.idea.get_absolute_url()
    read = {person: browser(person).get(page).content.decode() for person in (author, room.officer)}
    assert "A second reading was held" not in read[author]
    assert "A second reading was held" in read[room.officer]


def test_another_contribution_is_not_merged_into_one_whose_decision_waits():
    room = decided_room(choice="no")
    other = IdeaFactory(opened=True)
    with translation.override("en"):
        assert "already decided" in why_not_merged(other, Idea.objects.get(pk=room.item.idea_id))


def test_the_minutes_of_an_earlier_session_tell_nothing_of_a_later_one():
    first = open_session_with()
    idea = first.item.idea
    conduct.start_item(first.session, first.item, by=first.chair)
    conduct.close_session(first.session, by=first.chair)
    idea.refresh_from_db()
    second = voted_room(idea, choice="no", poles=first.poles)
    decide(second, "no")
    minutes.publish_minutes(first.session, by=first.officer)
    assert Idea.objects.get().state == State.SCHEDULED


def test_what_is_promised_is_due_after_the_day_on_which_it_is_told():
    room = voted_room()
    day = timezone.localdate(told())
    with pytest.raises(InvalidInput) as refused:
        decide(room, due_on=day)
    assert refused.value.field == "due_on"
    assert decide(room, due_on=day + timedelta(days=1)).is_held


def test_officers_learn_that_the_owner_left_before_the_decision_was_told():
    owner = UserFactory()
    room = decided_room(owner=owner)
    owner.is_active = False
    owner.save()
    with after():
        record_due_transitions()
    assert Notification.objects.filter(recipient=room.officer, kind="officer_approve").exists()


def test_a_group_asks_for_no_withdrawal_meanwhile():
    mate = UserFactory()
    idea = IdeaFactory(shortlisted=True)
    idea.authorships.create(person=mate, role="coauthor")
    decided_room(idea, choice="no")
    with pytest.raises(TransitionRefused):
        submission.withdraw_idea(Idea.objects.get(), by=idea.authorships.first().person)
    assert not Idea.objects.get().authorships.exclude(withdrawal_asked_at=None).exists()


def test_what_was_adopted_repaired_back_and_adopted_again_begins_anew(settings):
    settings.DECISIONS_TOLD_NEXT_DAY = False
    room = decided_room()
    conduct.close_session(room.session, by=room.chair)
    repair(State.SHORTLISTED)
    Action.objects.update(effect="Une heure gagnée.", claim_level="probable")
    settings.DECISIONS_TOLD_NEXT_DAY = True
    again = decided_room(Idea.objects.get(), poles=room.poles)
    with after():
        record_due_transitions()
    action = Action.objects.get()
    assert (Idea.objects.get().state, action.decision_id) == (State.APPROVED, again.decision.pk)
    assert (action.effect, action.claim_level) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_it_down_once():
    decided_room()
    moment = told()

    def sweep():
        with after(moment):
            record_due_transitions()

    run([in_thread(sweep), in_thread(sweep)])
    assert Idea.objects.get().events.filter(name="approve").count() == 1
    assert Action.objects.count() == 1
