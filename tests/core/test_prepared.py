import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from parkour.core.prepared import prepared_cursor
from tests.factories import UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db
ASKED = "SELECT email, %s::text FROM accounts_user WHERE id = %s"


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT email%%'")
        return [statement for (statement,) in cursor.fetchall()]


def ask(word, key):
    with prepared_cursor() as cursor:
        cursor.execute(ASKED, [word, key])
        return cursor.fetchall()


def test_a_statement_is_planned_once_and_answers_each_time_for_its_values():
    people = [UserFactory() for _one in range(7)]
    for number, person in enumerate(people):
        assert ask(f"l’été {number} %s", person.pk) == [(person.email, f"l’été {number} %s")]
    assert prepared() == ["SELECT email, $1::text FROM accounts_user WHERE id = $2"]


def test_other_statements_stay_unprepared():
    ask("", UserFactory().pk)
    with connection.cursor() as cursor:
        for _time in range(7):
            cursor.execute("SELECT email FROM accounts_user WHERE id = %s", [1])
    assert len(prepared()) == 1


def test_a_prepared_statement_is_counted_like_any_other():
    person = UserFactory()
    with metered() as meter, CaptureQueriesContext(connection) as told:
        ask("mot", person.pk)
    assert (meter.count, meter.rows, len(told)) == (1, 1, 1)


def test_what_the_database_refuses_is_the_error_that_django_knows():
    person = UserFactory()
    with pytest.raises(IntegrityError), prepared_cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", [UserFactory().email, person.pk])
