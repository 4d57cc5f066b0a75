"""A world that is written back is the one that was walked, and no test that is unlike the others is given one."""

from datetime import timedelta

import pytest
from django.db import transaction

from committee.services import conduct
from ideas.models import Idea
from parkour.core import clock
from tests import remembered
from tests.factories import UserFactory, open_session_with

pytestmark = pytest.mark.django_db


def test_a_world_written_back_has_every_row_that_was_walked():
    point = transaction.savepoint()
    room = open_session_with()
    walked = remembered._rows()
    transaction.savepoint_rollback(point)
    assert not Idea.objects.exists()
    remembered._write_back(walked)
    assert {"ideas_idea", "committee_attendance", "notifications_outgoingmail"} <= walked.keys()
    assert remembered._rows() == walked
    UserFactory()  # numbers go on after those that were written back
    conduct.start_item(room.session, room.item, by=room.chair)


def test_planted_fault_a_row_that_is_not_written_back_is_missed():
    point = transaction.savepoint()
    open_session_with()
    walked = remembered._rows()
    transaction.savepoint_rollback(point)
    remembered._write_back({table: rows for table, rows in walked.items() if table != "committee_attendance"})
    assert remembered._rows() != walked


def test_whoever_looks_at_another_clock_has_changed_a_function_or_has_written_walks_a_world_of_their_own(monkeypatch):
    assert remembered._is_first()
    with clock.at(clock.now() - timedelta(days=1)):
        assert not remembered._is_first()
    monkeypatch.setattr(conduct, "open_session", None)
    assert not remembered._is_first()
    monkeypatch.undo()
    assert remembered._is_first()
    UserFactory()
    assert not remembered._is_first()


@pytest.mark.django_db(transaction=True)
def test_where_rows_are_committed_nothing_is_written_back():
    assert not remembered._is_first()
