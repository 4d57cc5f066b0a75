"""Workshops: the steps in their order, what is sealed, what the committee gets, who is told."""

from datetime import timedelta

import pytest

from committee.models import SilentIdea, WorkshopEvent
from committee.selectors.pool import agenda_candidates
from committee.selectors.workshops import Room, board_of, waiting_for_a_workshop, workshop_for
from committee.services import workshop_room as room
from committee.services.workshop_places import leave_empty
from committee.services.workshops import change_workshop, move_to, open_workshop, shift_timer
from committee.workshop_steps import (
    LONGEST,
    WorkshopStep,
    before,
    ends_at,
    following,
    lines_of,
    may_reopen,
    moved_end,
    prompt_of,
    ranked,
)
from ideas.enums import State, Visibility
from ideas.models import Authorship, Idea, RelatedIdeas
from ideas.privacy import visible_authors
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.committee.workshopping import QUESTION, VARIANTS, source, workshop_at
from tests.factories import IdeaFactory, SessionFactory, SiteFactory, UserFactory

S = WorkshopStep


# --- Pure -----------------------------------------------------------------------------------------------


def test_a_step_is_followed_by_the_next_and_a_closed_workshop_by_none():
    assert [following(step) for step in S] == [S.IDEAS, S.GROUPING, S.VARIANTS, S.VOTE, S.COMMITTEE, None, None]
    assert [before(step) for step in S] == [None, S.PREPARED, S.IDEAS, S.GROUPING, S.VARIANTS, S.VOTE, None]


def test_the_step_before_opens_again_as_long_as_nothing_was_made_in_this_one():
    assert may_reopen(S.GROUPING, made={S.IDEAS: 4})
    assert not may_reopen(S.GROUPING, made={S.GROUPING: 1})
    assert not may_reopen(S.PREPARED, made={}) and not may_reopen(S.CLOSED, made={})


def test_a_timer_runs_at_the_steps_that_are_worked_in_and_ends_neither_before_now_nor_after_hours():
    now = clock.now()
    assert ends_at(S.IDEAS, now) == now + timedelta(minutes=5)
    assert ends_at(S.PREPARED, now) is None and ends_at(S.COMMITTEE, now) is None
    end = now + timedelta(minutes=5)
    assert moved_end(end, 2, now) == now + timedelta(minutes=7)
    assert moved_end(end, -9, now) == now
    assert moved_end(now - timedelta(hours=1), 2, now) == now + timedelta(minutes=2)
    assert moved_end(end, 10_000, now) == now + LONGEST


def test_variants_stand_by_their_dots_and_equal_ones_share_a_place():
    assert [(place.variant, place.dots, place.rank) for place in ranked({2: 5, 3: 1, 4: 5}, [1, 2, 3, 4])] == [
        (2, 5, 1),
        (4, 5, 1),
        (3, 1, 3),
        (1, 0, 4),
    ]


def test_ideas_are_read_one_a_line_without_bullets_and_once():
    assert lines_of("- Un\n\n *  Deux  mots \nUn\n") == ["Un", "Deux mots"]


def test_every_step_with_a_timer_has_its_prompts():
    assert all(prompt_of(step) for step in (S.IDEAS, S.GROUPING, S.VARIANTS, S.VOTE))
    assert prompt_of(S.PREPARED) is None


# --- Opening --------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_workshop_is_opened_on_what_was_sent_to_one_and_its_people_are_told():
    officer, facilitator, invited = UserFactory(officer=True), UserFactory(facilitator=True), UserFactory()
    idea = source()
    workshop = open_workshop(
        [idea], by=officer, question=QUESTION, facilitator=facilitator, participants=[invited], place="Salle Loire"
    )
    assert list(workshop.sources.all()) == [idea]
    assert set(Notification.objects.filter(kind__startswith="workshop").values_list("kind", "recipient")) == {
        ("workshop_led", facilitator.pk),
        ("workshop_invited", invited.pk),
    }
    assert waiting_for_a_workshop(officer) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"question": "  "}, "question"),
        ({"question": "x" * 301}, "question"),
        ({"sources": []}, "sources"),
        ({"dots": 0}, "dots"),
        ({"dots": 10}, "dots"),
    ],
)
def test_what_is_missing_or_too_much_is_told_at_its_field(facts, field):
    given = {"sources": [source()], "question": QUESTION} | facts
    with pytest.raises(InvalidInput) as refused:
        open_workshop(given.pop("sources"), by=UserFactory(facilitator=True), **given)
    assert refused.value.field == field


def test_a_workshop_takes_no_contribution_that_was_not_sent_there_nor_one_that_has_its_workshop():
    facilitator, taken = UserFactory(facilitator=True), workshop_at()
    for idea in (IdeaFactory(opened=True), taken.sources[0]):
        with pytest.raises(InvalidInput) as refused:
            open_workshop([idea], by=facilitator, question=QUESTION)
        assert refused.value.field == "sources"
    taken.close()
    assert open_workshop(taken.sources, by=facilitator, question=QUESTION).step == S.PREPARED


def test_only_officers_and_facilitators_open_and_lead_a_workshop_and_partners_take_no_part():
    with pytest.raises(NotAllowed):
        open_workshop([source()], by=UserFactory(), question=QUESTION)
    facilitator = UserFactory(facilitator=True)
    partner = UserFactory(site=SiteFactory(kind="franchise"))
    for facts, field in (
        ({"facilitator": UserFactory()}, "facilitator"),
        ({"participants": [partner]}, "participants"),
    ):
        with pytest.raises(InvalidInput) as refused:
            open_workshop([source()], by=facilitator, question=QUESTION, **facts)
        assert refused.value.field == field


def test_who_is_no_longer_named_takes_no_part_and_what_they_wrote_stays():
    led = workshop_at(S.IDEAS).write()
    new = UserFactory()
    change_workshop(
        led.workshop, by=led.facilitator, question=QUESTION, facilitator=led.facilitator, participants=[new]
    )
    left = led.writers[0]
    assert [row.person for row in led.workshop.participants.all()] == [new]
    assert led.workshop.silent_ideas.filter(person=left).exists()
    with pytest.raises(NotAllowed):
        room.write_ideas(workshop_for(led.facilitator, led.workshop.pk), by=left, text="Encore une")


# --- Steps ----------------------------------------------------------------------------------------------


def test_silent_ideas_are_read_by_nobody_else_before_the_step_ends_and_then_by_all_without_a_name():
    led = workshop_at(S.IDEAS).write()
    first, second = led.writers
    officer = UserFactory(officer=True)
    for reader in (led.facilitator, officer, second):
        seen = Room(led.now(), reader)
        assert seen.gathered == []
        assert [row.text for row in seen.own_ideas] == (
            ["Échanger nos passages entre nous"] if reader == second else []
        )
        assert seen.written == {"ideas": 2, "people": 2}
    led.go(S.GROUPING)
    texts = {idea.text for one in Room(led.now(), led.facilitator).gathered for idea in one.ideas}
    assert texts == {"Regrouper par rue", "Échanger nos passages entre nous"}


def test_an_idea_is_written_during_its_step_alone_by_those_who_take_part():
    led = workshop_at()
    with pytest.raises(TransitionRefused):
        room.write_ideas(led.now(), by=led.writers[0], text="Trop tôt")
    led.go(S.IDEAS)
    with pytest.raises(NotAllowed):
        room.write_ideas(led.now(), by=UserFactory(officer=True), text="Je passe")
    assert room.write_ideas(led.now(), by=led.writers[0], text="Une\nDeux\nUne") == 2
    assert room.write_ideas(led.now(), by=led.writers[0], text="Deux") == 0
    mine = led.workshop.silent_ideas.get(text="Une")
    assert not room.remove_idea(led.now(), by=led.writers[1], idea=mine.pk)
    assert room.remove_idea(led.now(), by=led.writers[0], idea=mine.pk)
    led.go(S.GROUPING)
    with pytest.raises(TransitionRefused):
        room.write_ideas(led.now(), by=led.writers[0], text="Trop tard")


@pytest.mark.parametrize("text", ["", " - \n * ", "x" * 281, "\n".join(f"Idée {n}" for n in range(31))])
def test_no_idea_a_long_one_and_too_many_are_refused_at_the_field(text):
    led = workshop_at(S.IDEAS)
    with pytest.raises(InvalidInput) as refused:
        room.write_ideas(led.now(), by=led.writers[0], text=text)
    assert refused.value.field == "text"
    assert not SilentIdea.objects.exists()


def test_steps_go_one_by_one_and_two_clicks_are_one():
    led = workshop_at()
    with pytest.raises(TransitionRefused):
        led.go(S.VOTE)
    assert led.go(S.IDEAS).go(S.IDEAS).workshop.step == S.IDEAS
    assert WorkshopEvent.objects.filter(name="step").count() == 1
    with pytest.raises(TransitionRefused):
        led.go(S.GROUPING)  # nobody has written anything
    with pytest.raises(NotAllowed):
        move_to(led.now(), by=UserFactory(facilitator=True), to=S.PREPARED)


def test_silent_ideas_are_opened_again_until_a_group_is_made_and_sealed_meanwhile():
    led = workshop_at(S.GROUPING)
    led.go(S.IDEAS)
    assert Room(led.now(), led.facilitator).gathered == []
    led.go(S.GROUPING).gather()
    with pytest.raises(TransitionRefused):
        led.go(S.IDEAS)
    keys = [row.pk for row in led.workshop.silent_ideas.all()]
    room.group_ideas(led.now(), by=led.facilitator, ideas=keys)  # out of their group: the group is gone
    assert led.workshop.groups.count() == 0
    assert led.go(S.IDEAS).workshop.step == S.IDEAS


def test_ideas_move_from_group_to_group_and_an_empty_group_is_gone():
    led = workshop_at(S.GROUPING).gather()
    one = led.workshop.silent_ideas.first()
    group = room.group_ideas(led.now(), by=led.facilitator, ideas=[one.pk], name="  Seule  ")
    assert (group.name, led.workshop.groups.count()) == ("Seule", 2)
    rest = led.workshop.silent_ideas.exclude(pk=one.pk)
    room.group_ideas(led.now(), by=led.facilitator, ideas=[row.pk for row in rest], name="Seule")
    assert [row.name for row in led.workshop.groups.all()] == ["Seule"]
    with pytest.raises(InvalidInput):
        room.group_ideas(led.now(), by=led.facilitator, ideas=[], name="Rien")


def test_a_variant_keeps_its_groups_its_scope_and_its_effort_and_is_written_again():
    led = workshop_at(S.VARIANTS).vary(VARIANTS[:1])
    row = led.workshop.variants.get()
    assert [group.name for group in row.groups.all()] == ["Organiser autrement"]
    room.save_variant(
        led.now(), by=led.facilitator, variant=row.pk, title="Par rue", text="Mieux.", scope="individual", effort=3
    )
    row.refresh_from_db()
    assert (row.title, row.scope, row.effort, row.groups.count()) == ("Par rue", "individual", 3, 0)
    room.remove_variant(led.now(), by=led.facilitator, variant=row.pk)
    room.remove_variant(led.now(), by=led.facilitator, variant=row.pk)
    with pytest.raises(TransitionRefused):
        led.go(S.VOTE)  # nothing to vote on


def test_dots_are_as_many_as_one_has_replace_those_before_and_are_told_once_the_step_is_over():
    led = workshop_at(S.VOTE, dots=3)
    first, second = led.workshop.variants.all()
    for too_many in ({first.pk: 2, second.pk: 2}, {first.pk: 3}):
        with pytest.raises(InvalidInput) as refused:
            room.place_dots(led.now(), by=led.writers[0], dots=too_many)
        assert refused.value.field == "dots"
    room.place_dots(led.now(), by=led.writers[0], dots={first.pk: 2, second.pk: 1})
    room.place_dots(led.now(), by=led.writers[0], dots={second.pk: 2})
    seen = Room(led.now(), led.facilitator)
    assert [row.place for row in seen.variants] == [None, None]
    assert [row.mine for row in Room(led.now(), led.writers[0]).variants] == [0, 2]
    led.go(S.COMMITTEE)
    assert [(row.title, row.place.dots) for row in Room(led.now(), led.facilitator).variants] == [
        ("Échanger nos passages", 2),
        ("Regrouper par rue", 0),
    ]
    with pytest.raises(TransitionRefused):
        room.place_dots(led.now(), by=led.writers[0], dots={first.pk: 1})


def test_dots_go_to_variants_of_this_workshop_alone():
    led, other = workshop_at(S.VOTE), workshop_at(S.VOTE)
    with pytest.raises(InvalidInput):
        room.place_dots(led.now(), by=led.writers[0], dots={other.workshop.variants.first().pk: 1})


def test_the_timer_takes_more_or_fewer_minutes_and_ends_no_step_by_itself():
    led = workshop_at(S.IDEAS)
    end, more = led.workshop.ends_at, {"by": led.facilitator, "minutes": 2}
    assert shift_timer(led.now(), **more).ends_at == end + timedelta(minutes=2)
    with clock.at(clock.now() + timedelta(hours=1)):
        assert room.write_ideas(led.now(), by=led.writers[0], text="Après l’heure") == 1
    with pytest.raises(TransitionRefused):
        shift_timer(led.go(S.GROUPING).gather().go(S.VARIANTS).vary().go(S.VOTE).go(S.COMMITTEE).now(), **more)


# --- What comes out -------------------------------------------------------------------------------------


def test_the_variants_become_proposals_that_wait_for_the_committee_and_their_authors_are_credited_and_told():
    author, mate = UserFactory(), UserFactory()
    idea = source(author=author, coauthors=(mate,))
    led = workshop_at(S.COMMITTEE, sources=[idea])
    Notification.objects.all().delete()
    made = [variant.idea for variant in led.propose()]
    assert [(one.state, one.kind, one.title, one.change_text, one.effort) for one in made] == [
        (State.SHORTLISTED, "proposal", "Regrouper par rue", "Une tournée par rue.", 2),
        (State.SHORTLISTED, "proposal", "Échanger nos passages", "Chacun peut échanger.", 1),
    ]
    assert all(one.priority is not None for one in made)
    for one in made:
        rows = Authorship.objects.filter(idea=one)
        assert {(row.person, row.merged_from) for row in rows} == {(author, idea), (mate, idea)}
        assert RelatedIdeas.objects.filter(idea=idea, other=one).exists()
    idea.refresh_from_db()
    assert (idea.state, led.now().step) == (State.ANSWERED, S.CLOSED)
    told = Notification.objects.filter(kind__startswith="author_")
    assert sorted(told.values_list("kind", "recipient")) == sorted(
        [("author_carry_on", author.pk), ("author_carry_on", mate.pk)]
    )
    assert all(one.reference in told.first().body for one in made)


def test_only_what_was_chosen_is_proposed_and_only_once_by_an_officer_who_wrote_none_of_it():
    officer = UserFactory(officer=True)
    led = workshop_at(S.COMMITTEE, sources=[source(author=officer)])
    first = led.workshop.variants.first()
    for by in (officer, led.facilitator):
        with pytest.raises(NotAllowed):
            led.propose(by=by)
    assert not Idea.objects.filter(variant__isnull=False).exists()
    made = led.propose(variants=[first.pk])
    assert [row.pk for row in made] == [first.pk]
    with pytest.raises(TransitionRefused):
        led.propose()


def test_nothing_is_proposed_before_the_facilitator_hands_over_without_words_or_without_a_variant():
    with pytest.raises(TransitionRefused):
        workshop_at(S.VOTE).propose()
    led = workshop_at(S.COMMITTEE)
    for facts in ({"message": " "}, {"variants": []}):
        with pytest.raises(InvalidInput):
            led.propose(**facts)


def test_a_hidden_name_stays_hidden_in_the_room_and_on_what_comes_out_of_it():
    author = UserFactory(first_name="Mireille", last_name="Cazalbou")
    hidden = source(author=author, visibility=Visibility.NAME_HIDDEN)
    led = workshop_at(S.IDEAS, sources=[hidden, source()], question="Comment aider Mireille Cazalbou ?")
    room.write_ideas(led.now(), by=led.writers[0], text="Demander à Mireille")
    led.go(S.GROUPING)
    group = [row.pk for row in led.workshop.silent_ideas.all()]
    room.group_ideas(led.now(), by=led.facilitator, ideas=group, name="Avec Cazalbou")
    led.go(S.VARIANTS)
    facts = VARIANTS[0] | {"text": "Mireille forme ses collègues."}
    room.save_variant(led.now(), by=led.facilitator, groups=[led.workshop.groups.get().pk], **facts)
    seen = Room(led.now(), led.writers[1])
    said = [seen.question, seen.gathered[0].name, seen.gathered[0].ideas[0].text, seen.variants[0].text]
    assert all("Mireille" not in text and "Cazalbou" not in text for text in [*said, *seen.variants[0].groups])
    leave_empty(led.now(), by=led.facilitator, group=led.workshop.groups.get().pk, scope="individual")
    led.go(S.VOTE).go(S.COMMITTEE)
    (variant,) = led.propose()
    assert variant.idea.visibility == Visibility.NAME_HIDDEN
    assert "Mireille" not in variant.idea.change_text
    assert visible_authors(UserFactory(), variant.idea) == []
    body = Notification.objects.filter(kind="workshop_invited").first().body
    assert "Mireille" not in body


def test_closing_without_a_proposal_tells_the_authors_why_and_leaves_the_contribution_for_another_workshop():
    author, officer = UserFactory(), UserFactory(officer=True)
    led = workshop_at(S.VARIANTS, sources=[source(author=author)])
    with pytest.raises(InvalidInput):
        led.close(reason=" ")
    Notification.objects.all().delete()
    led.close("Personne ne pouvait venir.")
    told = Notification.objects.filter(body__contains="Personne ne pouvait venir.")
    assert {("author_workshop", author.pk), ("officer_workshop", officer.pk)} <= set(
        told.values_list("kind", "recipient")
    )
    assert waiting_for_a_workshop(officer) == led.sources
    with pytest.raises(TransitionRefused):
        led.go(S.VOTE)


def test_what_left_the_workshop_meanwhile_is_left_as_it_is():
    kept, gone = source(), source()
    led = workshop_at(S.COMMITTEE, sources=[kept, gone])
    Idea.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    (first, _second) = led.propose()
    gone.refresh_from_db()
    assert gone.state == State.WITHDRAWN
    assert set(Authorship.objects.filter(idea=first.idea).values_list("merged_from", flat=True)) == {kept.pk}


def test_the_children_of_one_workshop_stay_together_in_the_planner():
    led = workshop_at(S.COMMITTEE)
    made = {variant.idea.reference for variant in led.propose()}
    alone = IdeaFactory(shortlisted=True)
    session = SessionFactory()
    groups = {entry.idea.reference: entry.candidate.group for entry in agenda_candidates(session)}
    assert {groups[reference] for reference in made} == {led.workshop.pk}
    assert groups[alone.reference] is None


# --- Who sees what --------------------------------------------------------------------------------------


def test_the_board_shows_all_to_those_who_lead_workshops_and_to_others_their_own():
    led, other = workshop_at(S.IDEAS), workshop_at()
    closed = workshop_at(S.CLOSED)
    shown = {
        person: {card.workshop for column in board_of(person) for card in column.cards}
        for person in (led.writers[0], UserFactory(), UserFactory(officer=True), other.facilitator)
    }
    assert list(shown.values()) == [
        {led.workshop},
        set(),
        {led.workshop, other.workshop, closed.workshop},
        {led.workshop, other.workshop, closed.workshop},
    ]


def test_the_five_whys_are_kept_in_order_without_the_empty_ones():
    led = workshop_at()
    room.keep_whys(led.now(), by=led.facilitator, whys=["Le plan est fait la veille.", "", "Personne ne sait."])
    assert led.now().whys == ["Le plan est fait la veille.", "Personne ne sait."]
    with pytest.raises(InvalidInput):
        room.keep_whys(led.now(), by=led.facilitator, whys=["x"] * 6)
