import os

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories.people import PASSWORD
from tests.ideas.importing.conftest import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

# Parallel workers share one Valkey: each has its own keys, so that nobody's rate limit slows another.
settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-{os.getpid()}"


@pytest.fixture(autouse=True)
def _french_by_default():
    """A test may leave another language behind: each one starts in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def signed_in(client):
    """`signed_in(user)` returns a client of that person."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
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
