"""The Celery application and its timetable.

The truth is rows in PostgreSQL; a task only wakes somebody up. So every entry may run late, twice or
not at all without harm: the next round finds the same rows.
"""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")

app = Celery("parkour")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# An entry expires before its successor comes: a worker back from a long stop gets no burst.
app.conf.beat_schedule = {
    "send-outbox": {
        "task": "parkour.notifications.tasks.send_outbox",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "record-due-transitions": {
        "task": "ideas.tasks.record_due_transitions",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "announce-quick-wins": {
        "task": "committee.tasks.announce_quick_wins",
        "schedule": 900.0,
        "options": {"expires": 840},
    },
}


@setup_logging.connect
def keep_django_logging(**_kwargs):
    """Leave logging to the Django settings: one format, one place."""
