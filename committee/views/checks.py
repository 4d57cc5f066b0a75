"""What to look at before a session, each with the page where it is mended."""

from django.urls import reverse
from django.utils.translation import gettext as _

from committee.agenda_checks import Check, CheckCode, Place
from committee.enums import UPCOMING
from committee.models import Session
from committee.selectors.preparing import asked_point
from committee.views.finding import session_url
from ideas.privacy import tell

# The agenda says these two on top of its own page.
SAID_THERE = frozenset({CheckCode.OVER, CheckCode.TOO_LONG})


def placed_checks(session: Session, checks: list[Check], *, on_agenda: bool = False) -> list[tuple]:
    """(check, address, words of the link); no address for what is mended on the page one reads."""
    shown = [check for check in checks if not (on_agenda and check.code in SAID_THERE)]
    return [(check, *_where(session, check, on_agenda)) for check in shown]


def _where(session, check, on_agenda):
    agenda = "" if on_agenda else session_url("agenda", session)
    if check.place == Place.POINT:
        return f"{agenda}#slot-{check.item}", _("See the point")
    if check.place == Place.ANSWERS:
        return f"{session.get_absolute_url()}#comes", _("See who comes")
    if check.place == Place.DOCUMENTS:
        return reverse("committee:documents", args=[check.reference]), _("See its documents")
    if check.place == Place.TOGETHER:
        return session_url("together", session), _("See what could be told")
    return agenda, _("See the agenda") if agenda else ""


def wishes_of(session: Session, user, prepares: bool) -> dict:
    """What the direction asks for in a session to come, for those who prepare it, and whether `user` may ask."""
    if session.state not in UPCOMING:
        return {"asks": False, "asked": None}
    asked = asked_point(session) if prepares else None
    if asked is not None:
        tell(user, [asked.idea])
    # Whoever edits the agenda places a point without asking for it.
    asks = not user.has_perm("committee.edit_agenda", session) and user.has_perm("committee.ask_for_point", session)
    return {"asks": asks, "asked": asked}
