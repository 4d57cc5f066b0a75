import os

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as generating
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import emptying, handing_out, remembered, telling
from tests.api.generating_said import say_how_many
from tests.browser.chromium import tell_when_missing
from tests.factories.people import PASSWORD
from tests.ideas.importing import conftest as importing
from tests.kept import VARIABLE

# The same examples at every run, and as long as a busy machine needs for them.
generating.register_profile(
    "parkour", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
generating.load_profile("parkour")

# Parallel workers share one Valkey: each has its own keys, so that nobody's rate limit slows another.
settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-{os.getpid()}"

if template := os.environ.get(VARIABLE):  # everything is migrated there already
    connection.settings_dict["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


@pytest.hookimpl(trylast=True)  # once there is a terminal to tell it on
def pytest_configure(config):
    telling.register(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return handing_out.ShortQueues(config, log) if config.getvalue("dist") == "load" else None


def pytest_terminal_summary(terminalreporter, config):
    """Said from here: with several processes the conftests of the folders are read too late to speak."""
    tell_when_missing(terminalreporter)
    say_how_many(terminalreporter)
    importing.pytest_terminal_summary(terminalreporter, config)


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_quickly():
    with pytest.MonkeyPatch.context() as patch:
        emptying.be_quick(patch)
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_looked_for_once():
    """Every client of a test has a middleware of its own, which would read them all again before its first page."""
    found, look = {}, WhiteNoiseMiddleware.add_files_from_finders

    def once(self):
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _similar_ones_are_waited_for():
    """By design a slow database says nothing of what is similar; a busy machine is no fault. One test sets a limit."""
    from ideas import similar

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar, "PATIENCE", 60_000)
        yield


@pytest.fixture(autouse=True)
def _worlds_may_be_remembered(request):
    with remembered.during(request):
        yield


@pytest.fixture(autouse=True)
def _french_by_default():
    """A test may leave another language behind: each one starts in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` returns a client of that person."""

    def sign_in(user):
        client.force_login(user, backend="parkour.accounts.backends.SignInBackend")
        return client

    return sign_in


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture
def count_queries():
    """`count_queries(call)` returns how many statements the call sent."""

    def count(call):
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
