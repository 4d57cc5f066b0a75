import pytest
from django.db import IntegrityError

from ideas.models import Idea, IdeaEvent, IdeaSearch
from parkour.core import clock
from parkour.core.copying import copy_rows, new_keys
from tests.factories import IdeaFactory

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "reference", "kind", "problem_text", "state", "state_since", "created_at", "submitted_at")


def row(key, reference, problem="Deux heures d’attente.\tUne \\ tabulation\nà la ligne."):
    now = clock.now()
    return (key, reference, "feedback", problem, "submitted", now, now, now)


def test_copied_rows_are_those_that_saving_would_have_written():
    first, second = new_keys(Idea, 2)
    copy_rows(Idea, COLUMNS, [row(first, "PKR-2026-9001"), row(second, "PKR-2026-9002", "Un mot à retrouver.")])
    copied, saved = Idea.objects.get(pk=first), IdeaFactory()
    assert copied.problem_text == "Deux heures d’attente.\tUne \\ tabulation\nà la ligne."
    own = {"pk", "id", "reference", "problem_text", "change_text", "title", "kind", "client_uuid", "site_id", "team_id"}
    kept = [f.attname for f in Idea._meta.concrete_fields if f.attname not in own and not f.attname.endswith("_at")]
    assert {n: getattr(copied, n) for n in kept if n != "state_since"} == {
        n: getattr(saved, n) for n in kept if n != "state_since"
    }
    assert copied.client_uuid != Idea.objects.get(pk=second).client_uuid


def test_a_key_that_was_taken_for_copying_is_given_to_nobody_else():
    keys = new_keys(Idea, 3)
    assert keys == sorted(set(keys))
    assert IdeaFactory().pk > keys[-1]


def test_copied_rows_are_found_by_the_search():
    (key,) = new_keys(Idea, 1)
    copy_rows(Idea, COLUMNS, [row(key, "PKR-2026-9001", "Les gants manquent.")])
    assert "gant" in IdeaSearch.objects.get(idea=key).words


def test_what_json_says_is_copied_as_it_is():
    idea, now = IdeaFactory(), clock.now()
    told = {"author": "Né « l’été »", "list": [1, None, True]}
    copy_rows(IdeaEvent, ("idea_id", "name", "data", "at"), [(idea.pk, "import", told, now)])
    event = idea.events.get(name="import")
    assert (event.data, event.at, event.note, event.actor) == (told, now, "", None)


def test_a_row_that_the_database_refuses_is_an_integrity_error():
    idea = IdeaFactory()
    with pytest.raises(IntegrityError):
        copy_rows(Idea, COLUMNS, [row(*new_keys(Idea, 1), idea.reference)])


def test_a_column_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="Idea has no column colour"):
        copy_rows(Idea, ("id", "colour"), [])
