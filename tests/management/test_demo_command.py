"""What `manage.py demo` refuses before it touches anything."""

import signal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parkour.management.commands import demo
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared(monkeypatch, settings, tmp_path):
    """The commands that the demonstration calls on its data, which are not run; the handlers of signals come back."""
    settings.PARKOUR_DEMO, settings.PARKOUR_VAR_DIR = True, tmp_path
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    called = []

    def stop_here(name, *args, **kwargs):
        called.append(name)
        raise CommandError("The data would be prepared now.")

    monkeypatch.setattr(demo, "call_command", stop_here)
    yield called
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_database_with_people_that_is_no_demonstration_is_refused_untouched(prepared):
    UserFactory()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert str(refusal.value) == (
        "DATABASE_URL names a database with people that is not a demonstration: name an empty one, or none."
    )
    assert prepared == []


def test_planted_fault_without_the_question_the_same_database_is_prepared(prepared, monkeypatch):
    monkeypatch.setattr(demo, "refuse_data_of_others", lambda: None)
    UserFactory()
    with pytest.raises(CommandError, match="would be prepared"):
        call_command("demo")
    assert len(prepared) == 1


def test_a_demonstration_made_earlier_goes_on(prepared):
    UserFactory(email="officer@parkour.example")
    UserFactory()
    with pytest.raises(CommandError, match="would be prepared"):
        call_command("demo")


def test_a_database_without_people_or_without_any_table_is_filled(prepared):
    demo.refuse_data_of_others()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user RENAME TO not_there_yet")
    demo.refuse_data_of_others()


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1"])
def test_a_port_that_is_none_is_refused_with_the_numbers_that_are(prepared, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert str(refusal.value) == f"PORT={port} is not a port: choose a number between 1 and 65535."
    assert prepared == []


@pytest.mark.parametrize("port", ["1", "80", "65535"])
def test_the_first_and_the_last_port_are_ports(prepared, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="would be prepared"):
        call_command("demo")
