"""The words of the committee's templates: states, minutes, results."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from committee.durations import minutes
from committee.enums import SessionState
from committee.minutes_words import (
    said_advice,
    said_chairs,
    said_consultation,
    said_event,
    said_forgotten,
    said_lists,
    said_presence,
    said_standing,
)
from committee.models.session import house_zone
from committee.selectors import BlockView, PollResult
from committee.selectors.agenda import HALF_MINUTE
from parkour.core import clock
from parkour.core.dates import human_datetime, human_time
from parkour.core.templatetags.parkour_ui import badge

register = template.Library()
register.filter(minutes)
register.filter(said_advice)
register.filter(said_chairs)
register.filter(said_consultation)
register.filter(said_event)
register.filter(said_forgotten)
register.filter(said_lists)
register.filter(said_presence)
register.filter(said_standing)

_LOOKS = {
    SessionState.PLANNED: ("", "calendar"),
    SessionState.CONVENED: ("info", "mail"),
    SessionState.AGENDA_RELEASED: ("info", "list-checks"),
    SessionState.OPEN: ("accent", "vote"),
    SessionState.CLOSED: ("", "lock"),
    SessionState.MINUTES_PUBLISHED: ("good", "check"),
    SessionState.NO_QUORUM: ("bad", "users"),
    SessionState.POSTPONED: ("wait", "calendar"),
    SessionState.CANCELLED: ("bad", "x"),
}


@register.filter
def taken(block: BlockView) -> int:
    """Half-minutes a block takes of the session: opening and closing take theirs with nothing listed in them."""
    return (block.ends_at - block.starts_at) // HALF_MINUTE


@register.filter
def titles(ideas) -> str:
    """Titles of contributions in one line, each between quotation marks."""
    return ", ".join(gettext("“%(title)s”") % {"title": idea.display_title} for idea in ideas)


@register.filter
def of(rows, key):
    """What `rows` hold under a key; None when nothing."""
    return rows.get(key)


@register.simple_tag
def place_price(drops, loss) -> str:
    """What it costs to place a contribution: which others leave, and how many points the agenda loses."""
    lost = round(loss)
    if not lost:
        return gettext("To place it, take off %(titles)s: nothing is lost.") % {"titles": titles(drops)}
    sentence = ngettext(
        "To place it, take off %(titles)s (−%(loss)s point).",
        "To place it, take off %(titles)s (−%(loss)s points).",
        lost,
    )
    return sentence % {"titles": titles(drops), "loss": lost}


@register.simple_tag
def session_badge(session):
    """The state of a session: tone + icon + word."""
    tone, icon = _LOOKS[SessionState(session.state)]
    return badge(session.get_state_display(), tone, icon)


@register.simple_tag
def reader_time(session, user):
    """When it starts on the clock of the reader's site, with the name of the zone; nothing where that is the same."""
    zone = getattr(user, "zone", None)
    there = session.starts_at.astimezone(zone) if zone else session.local_start
    if there.utcoffset() == session.local_start.utcoffset():
        return ""
    with timezone.override(zone):
        said = human_time(there) if there.date() == session.on else human_datetime(there)
    return gettext("%(time)s on your clock (%(zone)s)") % {"time": said, "zone": zone.key}


@register.simple_tag
def days_left(session):
    """How far away a session to come is, in words: one looks at days, and on the day at the hour."""
    days = (session.on - clock.today(house_zone())).days
    if days > 0:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return gettext("today at %(time)s") % {"time": human_time(session.starts_at)} if days == 0 else ""


@register.simple_tag
def house_time():
    """« Paris time »: on whose clock the hours of a session are said."""
    if settings.TIME_ZONE == "Europe/Paris":
        return gettext("Paris time")
    return gettext("%(city)s time") % {"city": settings.TIME_ZONE.rpartition("/")[2].replace("_", " ")}


@register.inclusion_tag("committee/_result.html")
def vote_result(result: PollResult, heading="h2", bars=True):
    """A revealed vote: the outcome in words, then the bars of the poles, then the rule."""
    return {"result": result, "heading": heading, "bars": bars}
