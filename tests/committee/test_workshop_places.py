"""Each group of ideas ends in one variant for all and one for each, or says that there is none; and its lineage."""

import pytest
from django.utils import translation

from committee.models import EmptyPlace, WorkshopEvent
from committee.selectors.workshops import Room, places_in
from committee.services import workshop_room as room
from committee.services.workshop_places import leave_empty
from committee.workshop_places import missing_in, places_of
from committee.workshop_steps import VariantScope, WorkshopStep
from ideas.enums import Visibility
from ideas.models import Authorship, RelatedIdeas
from ideas.privacy import visible_authors
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.committee.workshopping import VARIANTS, source, workshop_at
from tests.factories import UserFactory

S = WorkshopStep
COLLECTIVE, INDIVIDUAL = VariantScope


# --- Pure -----------------------------------------------------------------------------------------------


def test_a_group_has_two_places_that_variants_of_its_scope_fill_and_a_word_gives_way_to_a_variant():
    places = places_of(
        [1, 2],
        [(7, "collective", {1, 2}), (8, "individual", {2}), (9, "collective", {1}), (10, "individual", set())],
        {(1, "individual"), (2, "individual")},
    )
    assert [(place.scope, place.variants, place.left_empty) for place in places[1]] == [
        (COLLECTIVE, (7, 9), False),
        (INDIVIDUAL, (), True),
    ]
    assert [(place.variants, place.left_empty) for place in places[2]] == [((7,), False), ((8,), False)]
    assert missing_in(places) == []


def test_a_place_without_a_variant_or_a_word_is_missing():
    places = places_of([1, 2], [(7, "collective", {2})], {(1, "collective")})
    assert [(place.group, place.scope) for place in missing_in(places)] == [(1, INDIVIDUAL), (2, INDIVIDUAL)]


# --- The step forward -----------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def two_groups(**facts):
    """A workshop at its variants, with the groups “Par rue” and “Entre nous” of one idea each."""
    led = workshop_at(S.GROUPING, **facts)
    for name, text in (("Par rue", "Regrouper par rue"), ("Entre nous", "Échanger nos passages entre nous")):
        idea = led.workshop.silent_ideas.get(text=text)
        room.group_ideas(led.now(), by=led.facilitator, ideas=[idea.pk], name=name)
    return led.go(S.VARIANTS)


def group(led, name):
    return led.workshop.groups.get(name=name).pk


def write(led, scope, *names, title="", **facts):
    words = {"title": title or f"{scope} {' '.join(names)}", "text": "Un essai d’un mois.", "effort": 2}
    groups = [group(led, name) for name in names]
    return room.save_variant(led.now(), by=led.facilitator, scope=scope, groups=groups, **words | facts)


def say_nothing(led, scope, name, **facts):
    leave_empty(led.now(), **{"by": led.facilitator} | facts, group=group(led, name), scope=scope)


def test_the_step_forward_names_the_groups_that_still_miss_a_variant():
    led = two_groups()
    with pytest.raises(TransitionRefused, match="one variant at least"):
        led.go(S.VOTE)
    write(led, "collective", "Par rue")
    with pytest.raises(TransitionRefused) as refused:
        led.go(S.VOTE)
    said = str(refused.value.message)
    assert "“Par rue”: nothing yet for each" in said
    assert "“Entre nous”: nothing yet for the whole group, nothing yet for each" in said
    write(led, "individual", "Par rue", "Entre nous")
    say_nothing(led, "collective", "Entre nous")
    assert led.go(S.VOTE).workshop.step == S.VOTE


def test_a_variant_from_no_group_and_a_workshop_without_groups_stay_valid():
    led = workshop_at(S.GROUPING).go(S.VARIANTS)
    write(led, "collective")
    assert led.go(S.VOTE).workshop.step == S.VOTE
    other = two_groups()
    write(other, "collective")
    with pytest.raises(TransitionRefused, match="Par rue"):
        other.go(S.VOTE)


def test_a_name_that_is_hidden_is_not_said_in_the_refusal_either():
    author = UserFactory(first_name="Mireille", last_name="Cazalbou")
    led = workshop_at(S.GROUPING, sources=[source(author=author, visibility=Visibility.NAME_HIDDEN)])
    keys = [row.pk for row in led.workshop.silent_ideas.all()]
    room.group_ideas(led.now(), by=led.facilitator, ideas=keys, name="Avec Cazalbou")
    led.go(S.VARIANTS).vary(VARIANTS[:1])
    with pytest.raises(TransitionRefused) as refused:
        led.go(S.VOTE)
    assert "nothing yet for each" in str(refused.value.message)
    assert "Cazalbou" not in str(refused.value.message)


# --- The word -------------------------------------------------------------------------------------------


def test_the_word_is_said_once_taken_back_once_and_kept_in_the_history():
    led = two_groups()
    for _twice in range(2):
        say_nothing(led, "individual", "Par rue")
    row = EmptyPlace.objects.get()
    assert (row.group.name, row.scope, row.stated_by) == ("Par rue", "individual", led.facilitator)
    for _twice in range(2):
        say_nothing(led, "individual", "Par rue", left_empty=False)
    assert not EmptyPlace.objects.exists()
    names = WorkshopEvent.objects.filter(name__in=["leave_empty", "fill_again"]).values_list("name", flat=True)
    assert list(names) == ["leave_empty", "fill_again"]


def test_a_variant_takes_the_place_of_the_word_and_no_word_is_said_where_one_is_written():
    led = two_groups()
    say_nothing(led, "individual", "Par rue")
    say_nothing(led, "individual", "Entre nous")
    row = write(led, "individual", "Par rue")
    assert [empty.group.name for empty in EmptyPlace.objects.all()] == ["Entre nous"]
    with pytest.raises(TransitionRefused, match="take it away first"):
        say_nothing(led, "individual", "Par rue")
    room.remove_variant(led.now(), by=led.facilitator, variant=row.pk)
    assert places_in(led.now())[group(led, "Par rue")][1].is_missing


def test_the_word_is_of_whoever_leads_it_of_a_group_that_is_there_and_of_its_step():
    led, other = two_groups(), two_groups()
    for by in (led.writers[0], UserFactory(facilitator=True)):
        with pytest.raises(NotAllowed):
            say_nothing(led, "individual", "Par rue", by=by)
    with pytest.raises(InvalidInput) as refused:
        say_nothing(led, "everybody", "Par rue")
    assert refused.value.field == "scope"
    with pytest.raises(TransitionRefused, match="no longer there"):
        leave_empty(led.now(), by=led.facilitator, group=group(other, "Par rue"), scope="individual")
    led.go(S.GROUPING)
    with pytest.raises(TransitionRefused):
        say_nothing(led, "individual", "Par rue")


def test_a_group_that_is_gone_takes_its_word_along():
    led = two_groups()
    say_nothing(led, "individual", "Par rue")
    led.go(S.GROUPING)
    keys = [row.pk for row in led.workshop.silent_ideas.all()]
    room.group_ideas(led.now(), by=led.facilitator, ideas=keys, name="Entre nous")
    assert not EmptyPlace.objects.exists()


def test_two_variants_of_one_workshop_have_two_titles():
    led = two_groups()
    row = write(led, "collective", "Par rue", title="Une tournée par rue")
    with pytest.raises(InvalidInput) as refused:
        write(led, "individual", "Par rue", title="une  TOURNÉE par rue")
    assert refused.value.field == "title"
    assert write(led, "collective", title="Une tournée par rue", variant=row.pk) == row


# --- Lineage --------------------------------------------------------------------------------------------


def test_a_variant_descends_from_every_idea_of_its_groups_and_from_nothing_of_the_others():
    led = two_groups()
    write(led, "collective", "Par rue"), write(led, "individual", "Par rue", "Entre nous"), write(led, "collective")
    told = [{idea.text for idea in one.ideas} for one in Room(led.now(), led.writers[0]).variants]
    assert told == [
        {"Regrouper par rue"},
        {"Regrouper par rue", "Échanger nos passages entre nous"},
        set(),
    ]


def test_what_a_variant_becomes_descends_from_every_source_and_every_author_and_hides_them_all_where_one_is_hidden():
    first, mate, second = UserFactory(), UserFactory(), UserFactory()
    sources = [source(author=first, coauthors=(mate,)), source(author=second, visibility=Visibility.NAME_HIDDEN)]
    led = two_groups(sources=sources)
    write(led, "collective", "Par rue", "Entre nous"), write(led, "individual", "Par rue", "Entre nous")
    made = [variant.idea for variant in led.go(S.VOTE).go(S.COMMITTEE).propose()]
    for one in made:
        rows = {(row.person, row.merged_from) for row in Authorship.objects.filter(idea=one)}
        assert rows == {(first, sources[0]), (mate, sources[0]), (second, sources[1])}
        links = RelatedIdeas.objects.filter(other=one).values_list("idea", flat=True)
        assert set(links) == {idea.pk for idea in sources}
        assert one.visibility == Visibility.NAME_HIDDEN
        assert visible_authors(UserFactory(), one) == []
