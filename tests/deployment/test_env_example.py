"""`.env.example` is the list of all settings: what is read is told, what is told is read."""

import re

import environ

from tests.deployment.files import ROOT, names_read_by_the_settings, names_the_compose_file_asks_for

LINES = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
ASSIGNED = [match for line in LINES if (match := re.fullmatch(r"(# )?([A-Z][A-Z_]+)=(.*)", line))]
SECRETS = {
    "SECRET_KEY",
    "DATABASE_PASSWORD",
    "REDIS_PASSWORD",
    "EMAIL_PASSWORD",
    "PARKOUR_METRICS_TOKEN",
    "PARKOUR_BALLOT_KEY",
}


def test_every_setting_that_is_read_is_told_and_no_other():
    told = [match[2] for match in ASSIGNED]
    assert sorted(told) == sorted(names_read_by_the_settings() | names_the_compose_file_asks_for())


def test_the_reader_of_the_settings_is_seen_by_this_test():
    """A second way to read the environment would hide settings from the test above."""
    source = (ROOT / "parkour" / "settings.py").read_text(encoding="utf-8")
    assert re.findall(r"os\.environ|getenv|env\(", source) == []
    assert len(names_read_by_the_settings()) > 25


def test_each_setting_is_told_once_with_its_explanation_nearby():
    told = [match[2] for match in ASSIGNED]
    assert sorted(set(told)) == sorted(told)


class Empty(environ.Env):
    ENVIRON = {}  # read_env writes into the class's own: without this, into the environment of the tests


def test_the_file_is_read_as_it_stands():
    env = Empty()
    env.read_env(str(ROOT / ".env.example"))
    assert {match[2]: match[3] for match in ASSIGNED if not match[1]} == env.ENVIRON
    assert env.list("ALLOWED_HOSTS") == ["parkour.example.org"]
    assert env.email_url("EMAIL_URL")["EMAIL_HOST"] == "mail.example.org"


def test_no_secret_has_a_value_somebody_could_forget_to_change():
    assert {match[2] for match in ASSIGNED if match[2] in SECRETS and match[3]} == set()
