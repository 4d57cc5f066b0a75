"""The Celery application and its timetable.

The truth is rows in PostgreSQL; a task only wakes somebody up. So every entry may run late, twice or
not at all without harm: the next round finds the same rows.
"""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, heartbeat_sent, setup_logging, worker_init
from django.conf import settings

from parkour.core import durability, heartbeat
from parkour.core.observation import tasks as observed_tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")

app = Celery("parkour")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
observed_tasks.connect()

# An entry expires before its successor comes: a worker back from a long stop gets no burst.
app.conf.beat_schedule = {
    "beat-heartbeat": {
        "task": "parkour.core.tasks.beat_heartbeat",
        "schedule": heartbeat.EVERY,
        "options": {"expires": 50},
    },
    "send-outbox": {
        "task": "parkour.notifications.tasks.send_outbox",
        "schedule": 30.0,  # unless the settings say otherwise
        "options": {"expires": 25},
    },
    "post-chats": {
        "task": "parkour.notifications.tasks.post_chats",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "push-messages": {
        "task": "parkour.notifications.tasks.push_messages",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "answer-sign-in-requests": {
        "task": "parkour.accounts.tasks.answer_sign_in_requests",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "answer-phone-requests": {
        "task": "parkour.accounts.tasks.answer_phone_requests",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "purge-old-mail": {
        "task": "parkour.notifications.tasks.purge_old_mail",
        "schedule": 3600.0,
        "options": {"expires": 3540},
    },
    "record-due-transitions": {
        "task": "ideas.tasks.record_due_transitions",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "keep-promises": {
        "task": "ideas.tasks.keep_promises",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "run-imports": {
        "task": "ideas.tasks.run_imports",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "tell-events": {
        "task": "ideas.tasks.tell_events",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "send-held-answers": {
        "task": "ideas.tasks.send_held_answers",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "sweep-ballots": {
        "task": "committee.tasks.sweep_ballots",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "move-held-sessions": {
        "task": "committee.tasks.move_held_sessions",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "read-mail": {
        "task": "ideas.tasks.read_mail",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    "forget-mail": {
        "task": "ideas.tasks.forget_mail",
        "schedule": 3600.0,
        "options": {"expires": 3540},
    },
    "compare-ideas": {
        "task": "ideas.tasks.compare_ideas",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "measure-past": {
        "task": "ideas.tasks.measure_past",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "expire-imports": {
        "task": "ideas.tasks.expire_imports",
        "schedule": 6 * 3600.0,
        "options": {"expires": 5 * 3600},
    },
    "forget-drafts": {
        "task": "ideas.tasks.forget_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "add-up-board-counts": {
        "task": "ideas.tasks.add_up_board_counts",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "remind-raters": {
        "task": "ideas.tasks.remind_raters",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "remind-owners": {
        "task": "ideas.tasks.remind_owners",
        "schedule": 900.0,
        "options": {"expires": 840},
    },
    "sweep-files": {
        "task": "ideas.tasks.sweep_files",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "announce-quick-wins": {
        "task": "committee.tasks.announce_quick_wins",
        "schedule": 900.0,
        "options": {"expires": 840},
    },
    "keep-series": {
        "task": "committee.tasks.keep_series",
        "schedule": 6 * 3600.0,
        "options": {"expires": 5 * 3600},
    },
    "keep-mandates": {
        "task": "committee.tasks.keep_mandates",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "plan-sessions": {
        "task": "committee.tasks.plan_sessions",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "remind-members": {
        "task": "committee.tasks.remind_members",
        "schedule": 900.0,
        "options": {"expires": 840},
    },
    "keep-consultations": {
        "task": "committee.tasks.keep_consultations",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "keep-surveys": {
        "task": "parkour.indicators.tasks.keep_surveys",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "tell-signals": {
        "task": "parkour.indicators.tasks.tell_signals",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "drop-measurement-files": {
        "task": "parkour.indicators.tasks.drop_files",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "run-measurement-files": {
        "task": "parkour.indicators.tasks.run_files",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "count-figures": {
        "task": "parkour.dashboard.tasks.count",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "remind-of-promises": {
        "task": "parkour.engagements.tasks.remind",
        "schedule": 6 * 3600.0,
        "options": {"expires": 5 * 3600},
    },
    "approve-minutes": {
        "task": "committee.tasks.approve_minutes",
        "schedule": 900.0,
        "options": {"expires": 840},
    },
    "forget-unsent-words": {
        "task": "parkour.core.tasks.forget_unsent_words",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
}


@app.on_after_configure.connect
def set_pace_of_the_sweeper(sender, **_kwargs):
    """The settings are read late: this module is imported before they may be."""
    every = sender.conf.sweep_seconds
    sender.conf.beat_schedule["send-outbox"] |= {"schedule": every, "options": {"expires": every * 5 / 6}}


@setup_logging.connect
def keep_django_logging(**_kwargs):
    """Leave logging to the Django settings: one format, one place."""


@worker_init.connect
@beat_init.connect
def refuse_servers_that_lose_data(**_kwargs):
    """In production, end here with one sentence when what the servers acknowledge would not survive a crash."""
    durability.guard()


@heartbeat_sent.connect
def say_alive(**_kwargs):
    """Every two seconds while the broker answers: the health check of a worker looks at the age of this file."""
    if settings.PARKOUR_ALIVE_PATH:
        Path(settings.PARKOUR_ALIVE_PATH).touch()
