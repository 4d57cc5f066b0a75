"""The tags of the desk: their vocabulary, those of a contribution, what is suggested and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ideas.finding import idea_for_triage
from ideas.models import Idea, IdeaTag, Neighbour, Tag, TagReliability
from ideas.services.measuring_tags import measure_tags
from ideas.services.submission import withdraw_idea
from ideas.services.tagging import add_tag, merge_tags, set_tags, write_tag
from ideas.tags import MOST_IN_USE, desk_tags, tag_named, tags_with_uses
from ideas.tasks import measure_what_the_past_says
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.tagged import a_family, better, carried, tag
from tests.metering import metered

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def told(reader, idea):
    return desk_tags(idea_for_triage(reader, idea.reference), reader)


# --- The vocabulary ---------------------------------------------------------------------------------------------


def test_a_name_is_there_once_whatever_its_capitals(officer):
    tag(officer, "  Économies   d’énergie ")
    with pytest.raises(InvalidInput) as refused:
        tag(officer, "économies d’ÉNERGIE")
    assert refused.value.field == "name"
    assert [row.name for row in Tag.objects.all()] == ["Économies d’énergie"]


def test_the_database_refuses_a_second_one_too(officer):
    tag(officer, "Energy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="ENERGY", by=officer, changed_at=clock.now())


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "one, two"])
def test_a_name_is_short_and_has_no_comma(officer, name):
    with pytest.raises(InvalidInput) as refused:
        tag(officer, name)
    assert (refused.value.field, Tag.objects.count()) == ("name", 0)


def test_sixty_in_use_are_the_most_and_a_retired_one_makes_room(officer):
    rows = [tag(officer, f"Tag {number}") for number in range(MOST_IN_USE)]
    with pytest.raises(InvalidInput):
        tag(officer, "One more")
    write_tag(by=officer, tag=rows[0], name="Tag 0", is_active=False)
    assert tag(officer, "One more").is_active
    with pytest.raises(InvalidInput):
        write_tag(by=officer, tag=rows[0], name="Tag 0", is_active=True)
    assert write_tag(by=officer, tag=rows[1], name="Renamed").name == "Renamed"  # a full list is still changed


def test_the_vocabulary_says_how_many_carry_each_those_in_use_first(officer):
    safety, energy, old = tag(officer, "Safety"), tag(officer, "Energy"), tag(officer, "Old")
    for idea in (IdeaFactory(), IdeaFactory()):
        set_tags(idea, by=officer, tags=[safety.pk, old.pk])
    write_tag(by=officer, tag=old, name="Old", is_active=False)
    assert [(row.name, row.uses) for row in tags_with_uses()] == [("Energy", 0), ("Safety", 2), ("Old", 2)]
    assert energy.is_active


def test_only_officers_and_administrators_write_the_vocabulary(officer):
    safety = tag(officer)
    assert tag(UserFactory(admin=True), "Energy").is_active
    for person in (UserFactory(), UserFactory(reviewer=True), UserFactory(sponsor=True)):
        with pytest.raises(NotAllowed):
            tag(person, "Mine")
        with pytest.raises(NotAllowed):
            merge_tags(safety, by=person, into=safety.pk)


def test_merging_carries_the_contributions_along_and_counts_each_once(officer):
    first, second, third = (tag(officer, name) for name in ("Ergo", "Ergonomics", "Posture"))
    one, both = IdeaFactory(), IdeaFactory()
    set_tags(one, by=officer, tags=[first.pk])
    set_tags(both, by=officer, tags=[first.pk, second.pk])
    assert merge_tags(first, by=officer, into=second.pk) == second
    assert (carried(one), carried(both)) == (["Ergonomics"], ["Ergonomics"])
    assert [row.name for row in tags_with_uses()] == ["Ergonomics", "Posture"]
    merge_tags(second, by=officer, into=third.pk)
    assert tag_named(str(first.pk)) == third  # an address kept by somebody still leads somewhere
    assert tag(officer, "ergo").pk != first.pk  # the word is free again


def test_a_tag_is_merged_neither_into_itself_nor_into_one_that_is_no_more(officer):
    first, second, third = (tag(officer, name) for name in ("One", "Two", "Three"))
    merge_tags(first, by=officer, into=second.pk)
    for gone, into in ((second, second.pk), (second, first.pk), (first, third.pk), (second, 0)):
        with pytest.raises(InvalidInput):
            merge_tags(gone, by=officer, into=into)
    with pytest.raises(InvalidInput):
        write_tag(by=officer, tag=first, name="One")


# --- Those of a contribution ------------------------------------------------------------------------------------


def test_the_last_who_sets_tags_is_right_and_the_history_of_the_desk_keeps_who_did(officer):
    safety, energy = tag(officer), tag(officer, "Energy")
    idea, colleague = IdeaFactory(), UserFactory(officer=True)
    version = idea.version
    assert set_tags(idea, by=officer, tags=[safety.pk, energy.pk])
    assert not set_tags(idea, by=officer, tags=[energy.pk, safety.pk])  # twice is once
    assert set_tags(idea, by=colleague, tags=[energy.pk])
    events = idea.events.filter(name="tag").order_by("pk").values_list("actor", "note", "is_internal")
    assert list(events) == [(officer.pk, "Energy, Safety", True), (colleague.pk, "Energy", True)]
    assert IdeaTag.objects.get().by == officer
    assert Idea.objects.get(pk=idea.pk).version == version  # levels that are being typed stay good


def test_five_are_the_most_and_one_more_changes_nothing(officer):
    rows = [tag(officer, f"Tag {number}").pk for number in range(6)]
    idea = IdeaFactory()
    set_tags(idea, by=officer, tags=rows[:4])
    assert add_tag(idea, by=officer, tag=rows[4]) and not add_tag(idea, by=officer, tag=rows[4])
    for change in (lambda: add_tag(idea, by=officer, tag=rows[5]), lambda: set_tags(idea, by=officer, tags=rows)):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert (refused.value.field, len(carried(idea))) == ("tags", 5)


def test_a_retired_tag_stays_where_it_is_and_goes_nowhere_else(officer):
    old, safety = tag(officer, "Old"), tag(officer)
    idea, other = IdeaFactory(), IdeaFactory()
    set_tags(idea, by=officer, tags=[old.pk])
    write_tag(by=officer, tag=old, name="Old", is_active=False)
    set_tags(idea, by=officer, tags=[old.pk, safety.pk])
    assert carried(idea) == ["Old", "Safety"]
    for key in (old.pk, 999_999):
        with pytest.raises(InvalidInput):
            set_tags(other, by=officer, tags=[key])
    assert not other.events.filter(name="tag").exists()


def test_only_officers_set_tags_and_not_on_what_was_taken_back(officer):
    author, safety = UserFactory(), tag(officer)
    idea = IdeaFactory(author=author)
    for person in (UserFactory(), UserFactory(reviewer=True), UserFactory(admin=True), author):
        with pytest.raises(NotAllowed):
            set_tags(idea, by=person, tags=[safety.pk])
    withdraw_idea(idea, by=author)
    with pytest.raises(NotAllowed):
        set_tags(idea, by=officer, tags=[safety.pk])
    assert not IdeaTag.objects.exists()


# --- Suggestions ------------------------------------------------------------------------------------------------


def test_what_most_of_the_closest_carry_is_suggested_with_its_reason(officer):
    better()
    new, _others = a_family(officer)
    assert [(one.name, one.carried, one.closest) for one in told(officer, new).suggestions] == [("Safety", 4, 4)]


@pytest.mark.parametrize("columns", [{"high": 0.0}, {"n": 39}, {"low": None, "high": None}, None])
def test_nothing_is_suggested_where_that_is_no_better_than_the_usual_tags(officer, columns):
    if columns is not None:
        better(**columns)
    new, _others = a_family(officer)
    assert told(officer, new).suggestions == () != told(officer, new).choices


def test_what_it_carries_already_is_not_suggested_nor_a_retired_tag(officer):
    better()
    new, _others = a_family(officer)
    safety = Tag.objects.get(name="Safety")
    add_tag(new, by=officer, tag=safety.pk)
    assert told(officer, new).suggestions == ()
    set_tags(new, by=officer, tags=[])
    assert [one.name for one in told(officer, new).suggestions] == ["Safety"]
    write_tag(by=officer, tag=safety, name="Safety", is_active=False)
    assert told(officer, new).suggestions == ()


@pytest.mark.parametrize("column", [{"state": "withdrawn"}, {"state": "redirected", "redirected_to": "harassment"}])
def test_what_nobody_reads_any_more_says_nothing_of_the_others(officer, column):
    better()
    new, others = a_family(officer, size=3)
    assert len(told(officer, new).suggestions) == 1
    Idea.objects.filter(pk=others[0].pk).update(**column)
    assert told(officer, new).suggestions == ()


def test_a_second_reviewer_reads_what_it_carries_and_is_asked_nothing(officer):
    better()
    new, others = a_family(officer)
    reviewer = UserFactory(reviewer=True)
    assert [one.name for one in told(reviewer, others[1]).carried] == ["Safety"]
    assert (told(reviewer, new).choices, told(reviewer, new).suggestions) == ((), ())


def families_of_tags(officer, size=48, families=6):
    """Contributions in families, each with a tag of its own and like four of its own."""
    tags = [tag(officer, f"Family {number}") for number in range(families)]
    ideas = [IdeaFactory() for _number in range(size)]
    now = clock.now()
    IdeaTag.objects.bulk_create(
        IdeaTag(idea=idea, tag=tags[rank % families], by=officer, at=now) for rank, idea in enumerate(ideas)
    )
    pairs = [
        (ideas[rank], ideas[rank + families * step])
        for rank in range(size)
        for step in (1, 2)
        if rank + families * step < size
    ]
    Neighbour.objects.bulk_create(Neighbour(idea=late, other=early, score=0.6, together=0.6) for early, late in pairs)
    return ideas


def test_the_task_measures_what_families_of_words_foretell(officer):
    families_of_tags(officer, size=60)
    measure_what_the_past_says()
    row = TagReliability.objects.get()
    assert (row.tagged, row.error, row.guess > 40, row.is_better) == (60, 0.0, True, True)
    assert row.n >= 40


def test_it_is_measured_when_due_and_twice_is_once(officer):
    assert measure_tags() and not measure_tags() and measure_tags(anew=True)
    assert TagReliability.objects.get().n == 0
    TagReliability.objects.update(at=clock.now() - timedelta(hours=25))
    assert measure_tags()
    families_of_tags(officer, size=20)
    assert measure_tags() and not measure_tags()
    TagReliability.objects.update(model_version=0)
    assert measure_tags()


def test_measuring_takes_the_same_statements_for_ten_and_for_forty(officer):
    families_of_tags(officer, size=10, families=2)
    measure_tags()
    counts = []
    for _round in range(2):
        with metered() as meter:
            measure_tags(anew=True)
        counts.append(meter.count)
        for _number in range(30):
            set_tags(IdeaFactory(), by=officer, tags=[Tag.objects.first().pk])
    assert counts[0] == counts[1]
