"""Short sentences that the page and the paper of the minutes share."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committee.approval import Standing
from committee.enums import RoomEventKind
from committee.selectors.course import Course
from committee.selectors.minutes import Came
from parkour.core.dates import dated, human_datetime, human_time, local_day


def said_standing(standing: Standing) -> str:
    """Where published minutes stand, in words."""
    if standing.is_contested:
        return _("An objection waits for its answer: not approved yet.")
    if standing.is_approved:
        return _("Approved on %(date)s") % {"date": dated(local_day(standing.at))}
    return _("Approved on %(moment)s unless a member objects") % {"moment": human_datetime(standing.at)}


def said_presence(row: Came) -> str:
    """Since when and until when somebody was there, in words."""
    if row.since and row.until:
        facts = {"since": human_time(row.since), "until": human_time(row.until)}
        return _("Present from %(since)s to %(until)s") % facts
    if row.since:
        return _("Present from %(since)s") % {"since": human_time(row.since)}
    if row.until:
        return _("Present until %(until)s") % {"until": human_time(row.until)}
    return pgettext("member", "Present")


def said_chairs(course: Course) -> str:
    """Everybody who chaired, in their order."""
    first, *others = map(str, course.chairs)
    for name in others:
        first = _("%(before)s, then %(after)s") % {"before": first, "after": name}
    return first


def said_event(event) -> str:
    """One event of `course_of`, in a sentence."""
    if event.kind == RoomEventKind.CHAIR:
        return _("%(name)s takes the chair") % {"name": event.person}
    label = str(event.get_kind_display())
    return _("%(what)s: “%(title)s”") % {"what": label, "title": event.item.subject} if event.item else label
