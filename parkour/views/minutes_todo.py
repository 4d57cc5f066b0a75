"""What minutes ask of the officer today: to be published as promised, and an answer to who finds something wrong."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from committee.models.session import house_zone
from committee.selectors.minutes_due import minutes_to_publish, objections_to_answer
from parkour.core import clock
from parkour.core.dates import human_date, human_due
from parkour.views.task import Task


def minutes_tasks() -> list[Task]:
    """Minutes to publish, then objections to answer, the oldest first."""
    today = clock.today(house_zone())
    return [*(_publish(row, today) for row in minutes_to_publish()), *map(_answer, objections_to_answer())]


def _publish(row, today):
    return Task(
        "file",
        _("Publish the minutes of %(date)s") % {"date": human_date(row.session.on)},
        _("Promised for the second working day: %(when)s.") % {"when": human_due(row.promised_on)},
        reverse("committee:minutes", args=[row.session.number]),
        _("Finish the minutes"),
        "bad" if row.promised_on < today else "wait",
    )


def _answer(row):
    session = row.minutes.session
    return Task(
        "message-square",
        _("%(name)s objects to the minutes of %(date)s") % {"name": row.person, "date": human_date(session.on)},
        Truncator(row.words).chars(140),
        f"{reverse('committee:minutes', args=[session.number])}#objection-{row.pk}",
        _("Answer it"),
        "wait",
    )
