from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from parkour.core import clock
from tests.notifications.servers import MailSink, free_port
from tests.waiting import PATIENCE

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 3, 17, 10, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def at_work():
    """A Tuesday morning: nobody's quiet hours, whenever the tests run."""
    with clock.at(TUESDAY):
        yield TUESDAY


@pytest.fixture
def sink(settings):
    """A real mail server on loopback that keeps what it is given; its `answers` can be told to it."""
    with MailSink(free_port()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = PATIENCE
        settings.PARKOUR_MAILS_PER_MINUTE = 100_000
        yield server
