import logging

import pytest
from django.db import transaction

from tests.authorisation.asking import Asker
from tests.authorisation.world import World


@pytest.fixture(scope="module")
def asker(django_db_setup, django_db_blocker):
    """The world, built once for a module and taken back after it; every test is undone inside."""
    logging.disable()  # thousands of requests whose lines nobody reads
    with django_db_blocker.unblock(), transaction.atomic():
        yield Asker(World())
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
