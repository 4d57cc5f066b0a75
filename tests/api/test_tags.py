"""The tags of the desk, by the API."""

import pytest

from ideas.models import Idea, Tag
from ideas.services.tagging import set_tags, write_tag
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.tagged import a_family, better, of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(officer=True)


@pytest.fixture
def officer(person):
    return Program(person)


def tags_of(idea):
    return sorted(Idea.objects.get(pk=idea.pk).tagged.values_list("tag__name", flat=True))


def test_the_vocabulary_is_written_renamed_retired_and_merged(officer, person):
    first = officer.posts("tags/", {"name": "Ergo"}).json()
    second = officer.posts("tags/", {"name": "Posture"}).json()
    assert first == {"id": first["id"], "name": "Ergo", "is_active": True, "uses": 0}
    idea = IdeaFactory()
    set_tags(idea, by=person, tags=[first["id"]])
    renamed = officer.puts(f"tags/{second['id']}/", {"name": "Postures", "is_active": False}).json()
    assert (renamed["name"], renamed["is_active"]) == ("Postures", False)
    assert [row["name"] for row in rows(officer.asks("tags/"))] == ["Ergo", "Postures"]
    stays = officer.posts(f"tags/{first['id']}/merge/", {"into": second["id"]}).json()
    assert (stays["id"], stays["uses"], tags_of(idea)) == (second["id"], 1, ["Postures"])
    assert officer.puts(f"tags/{first['id']}/", {"name": "Ergo"}).status_code == 404


def test_a_name_that_is_taken_is_told_at_its_field(officer):
    officer.posts("tags/", {"name": "Ergo"})
    answer = officer.posts("tags/", {"name": "ergo"})
    assert is_problem(answer, 422) and "name" in answer.json()["errors"]


def test_an_officer_sets_the_tags_of_one_and_reads_those_that_are_suggested(officer, person):
    better()
    new, others = a_family(person)
    safety = Tag.objects.get(name="Safety").pk
    told = officer.asks(f"triage/{new.reference}/tags/").json()
    assert told["suggested"] == [{"id": safety, "name": "Safety", "carried": 4, "closest": 4}]
    assert (told["measured"]["n"], told["measured"]["is_better"], told["tags"]) == (52, True, [])
    told = officer.puts(f"triage/{new.reference}/tags/", {"tags": [safety]}).json()
    assert (told["tags"], told["suggested"]) == ([{"id": safety, "name": "Safety"}], [])
    assert officer.asks(f"triage/{new.reference}/").json()["tags"] == told["tags"]
    assert officer.puts(f"triage/{new.reference}/tags/", {"tags": [999_999]}).status_code == 422
    assert tags_of(new) == ["Safety"] and tags_of(others[0]) == ["Energy", "Safety"]


def test_a_second_reviewer_reads_and_sets_nothing(person):
    safety, idea = write_tag(by=person, name="Safety"), IdeaFactory()
    set_tags(idea, by=person, tags=[safety.pk])
    reviewer = Program(UserFactory(reviewer=True))
    assert reviewer.asks(f"triage/{idea.reference}/tags/").json()["tags"] == [{"id": safety.pk, "name": "Safety"}]
    assert [row["name"] for row in rows(reviewer.asks("tags/"))] == ["Safety"]
    assert reviewer.puts(f"triage/{idea.reference}/tags/", {"tags": []}).status_code == 403
    assert reviewer.posts("tags/", {"name": "Mine"}).status_code == 404
    assert tags_of(idea) == ["Safety"]


def test_the_portfolio_is_filtered_by_a_tag_for_those_who_triage_alone(officer, person):
    safety, first, second = write_tag(by=person, name="Safety"), of(), of()
    set_tags(first, by=person, tags=[safety.pk])
    listed = rows(officer.asks(f"portfolio/?tag={safety.pk}"))
    assert [(row["reference"], row["tags"]) for row in listed] == [(first.reference, ["Safety"])]
    sponsor = Program(UserFactory(sponsor=True))
    seen = rows(sponsor.asks(f"portfolio/?tag={safety.pk}"))
    assert {(row["reference"], tuple(row["tags"])) for row in seen} == {(first.reference, ()), (second.reference, ())}
