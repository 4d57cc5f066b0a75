"""A contribution found at once is the one that Django would have read, with what goes with it."""

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from ideas.at_once import BESIDE, RELATED, idea_at_once
from ideas.models import Idea, PublicUpdate
from ideas.services.conversation import write_message
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db


def columns_of(row):
    return None if row is None else {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def lives():
    """A contribution of every kind of life: just sent, of a group, merged, carried out and told."""
    plain = IdeaFactory(coauthors=[UserFactory(), UserFactory()])
    merged = IdeaFactory()
    Idea.objects.filter(pk=merged.pk).update(merged_into=plain, state="merged")
    told = done()
    PublicUpdate.objects.create(idea=told, you_said="Trop de clés.", we_did="Un boîtier.", published_at=clock.now())
    return [plain, merged, told, IdeaFactory(feedback=True)]


def test_every_column_and_every_relation_is_what_django_reads():
    for idea in lives():
        found, known = idea_at_once(idea.reference, BESIDE), Idea.objects.get(pk=idea.pk)
        assert columns_of(found) == columns_of(known)
        for name in RELATED:
            assert columns_of(getattr(found, name, None)) == columns_of(getattr(known, name, None)), name
        assert [columns_of(row) for row in found.authorships.all()] == [
            columns_of(row) for row in known.authorships.all()
        ]
        people = [columns_of(row.person) for row in found.authorships.all()]
        assert people == [columns_of(row.person) for row in known.authorships.all()]
        if hasattr(known, "action"):
            assert columns_of(found.action.owner) == columns_of(known.action.owner)


def test_what_came_along_asks_for_nothing_more():
    idea = done()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = idea_at_once(idea.reference, BESIDE)
        said = [getattr(found, name, None) for name in RELATED]
        people = [(row.idea is found, row.person.email) for row in found.authorships.all()]
        owner = (found.action.owner.email, found.action.idea is found)
    assert (len(asked), said[0], owner) == (1, idea.site, (idea.action.owner.email, True))
    assert people == [(True, row.person.email) for row in idea.authorships.all()]


def test_what_stands_beside_it_is_said():
    idea = IdeaFactory()
    found = idea_at_once(idea.reference, BESIDE)
    assert (found.has_messages, found.has_flag, found.author_sent) == (False, False, 1)
    write_message(idea, by=idea.authorships.get().person, body="Une précision sur les horaires du samedi.")
    assert idea_at_once(idea.reference, BESIDE).has_messages is True
    assert not hasattr(idea_at_once(idea.reference), "has_messages")


def test_a_reference_that_names_nothing_finds_nothing():
    assert idea_at_once("PKR-1999-0001") is None


def test_what_changes_afterwards_is_read_anew():
    idea = IdeaFactory()
    found = idea_at_once(idea.reference)
    Idea.objects.filter(pk=idea.pk).update(title="Un autre titre")
    found.refresh_from_db()
    assert (found.title, model_to_dict(found)["title"]) == ("Un autre titre", "Un autre titre")
