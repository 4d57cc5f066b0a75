import pytest
from django.db import IntegrityError, connection, transaction

from ideas.enums import AuthorRole, State
from ideas.models import Authorship, Idea, IdeaEvent, UntoldEvent
from parkour.core import clock
from parkour.core.prepared import read_rows
from parkour.core.writing import insert_together, new_key_of
from tests.factories import IdeaFactory, UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db


def key_of(model):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {new_key_of(model)}")
        return cursor.fetchone()[0]


def idea(**facts):
    now = clock.now()
    said = {"problem_text": "Deux heures d’attente.", "kind": "feedback", "visibility": "public", "state": "submitted"}
    moments = {"state_since": now, "created_at": now, "submitted_at": now}
    return Idea(pk=key_of(Idea), **{"reference": "PKR-2026-9001", **said, **moments, **facts})


def test_rows_that_point_to_each_other_are_written_by_one_statement_as_the_orm_would():
    people = [UserFactory() for _one in range(3)]
    new = idea()
    event = IdeaEvent(pk=key_of(IdeaEvent), idea=new, name="submit", to_state=State.SUBMITTED, at=new.created_at)
    authors = [Authorship(idea=new, person=person, role=AuthorRole.COAUTHOR) for person in people]
    with metered() as meter:
        insert_together([new, *authors, event, UntoldEvent(event=event)])
    assert meter.count == 1
    read = Idea.objects.get()
    fields = [field.attname for field in Idea._meta.concrete_fields]
    assert [getattr(read, name) for name in fields] == [getattr(new, name) for name in fields]
    assert list(read.authorships.order_by("pk").values_list("person_id", flat=True)) == [one.pk for one in people]
    assert UntoldEvent.objects.get().event == event == read.events.get()
    assert event.data == read.events.get().data == {}
    assert not new._state.adding
    new.title = "Attente"
    new.save()  # an object like any other
    assert Idea.objects.get().title == "Attente"


def test_what_the_database_refuses_leaves_nothing_behind():
    IdeaFactory()
    taken = Idea.objects.get().reference
    new = idea(reference=taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together([new, Authorship(idea=new, person=UserFactory())])
    assert (Idea.objects.count(), Authorship.objects.count()) == (1, 1)


def test_rows_are_read_as_a_queryset_reads_them():
    made = [IdeaFactory(), IdeaFactory(change_text="")]
    events = IdeaEvent.objects.order_by("pk")
    read = read_rows(IdeaEvent, "WHERE idea_id = ANY(%s) ORDER BY id", [[one.pk for one in made]])
    assert [vars(row) | {"_state": None} for row in read] == [vars(row) | {"_state": None} for row in events]
    assert read_rows(Idea, "WHERE id = %s", [0]) == []
