import logging

import pytest
from django.db import transaction
from django.http import HttpResponseForbidden, HttpResponseNotFound

from parkour import urls
from tests.authorisation.asking import Asker
from tests.authorisation.world import World


@pytest.fixture(scope="module")
def asker(django_db_setup, django_db_blocker):
    """The world, built once for a module and taken back after it; every test is undone inside."""
    logging.disable()  # thousands of requests whose lines nobody reads
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # Half of all answers, whose page is the same for each: only that there is none is looked at.
        patch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
        patch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
        yield Asker(World())
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
