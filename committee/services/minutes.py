"""The record of decisions: the words of the officer, version by version, until it is published."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from committee.approval import objections_until
from committee.enums import SessionState
from committee.live import room_changed
from committee.minutes_notifications import announce_minutes, tell_minutes
from committee.models import Minutes, MinutesVersion, Session
from committee.selectors.minutes import minutes_data
from committee.selectors.minutes_due import house_calendar
from committee.services.common import lock_session, permit
from committee.services.sessions import must_be
from committee.wording import merged
from ideas.services.decisions import tell_held
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, TransitionRefused

__all__ = ["Clash", "minutes_data", "publish_minutes", "save_note"]

NOTE_LIMIT = 20_000
NOTE = "note"
WRITABLE = frozenset({SessionState.OPEN, SessionState.CLOSED})


@dataclass(frozen=True)
class Clash:
    """What stands now where two people changed the same text: {name of the text ("note", key of a point): words}."""

    edition: int
    words: dict[str, str]


@transaction.atomic
def save_note(
    session: Session,
    *,
    by,
    note: str | None = None,
    points: Mapping[int, str] | None = None,
    edition: int | None = None,
) -> Minutes:
    """Keep what else was said, and words about points, while the minutes are not published; a version each time.

    `points`: {key of a point: words}; what is not given stays. `edition`: the version from which somebody wrote (None:
    the last). Where two people changed different texts both are kept; raises Conflict with a `Clash` where they
    changed the same one, InvalidInput with the field ("note", "point_<key>"), TransitionRefused once it is published.
    """
    permit(by, "publish_minutes", session)
    locked = lock_session(session)
    must_be(locked, WRITABLE, _("These minutes can no longer be changed."))
    return _save(locked, by, _typed(locked, note, points or {}), edition)


def _typed(session, note, points):
    """{name: words} of what was typed, cleaned."""
    words = {} if note is None else {NOTE: clean_text(note, "note", limit=NOTE_LIMIT)}
    known = set(session.items.filter(pk__in=points).values_list("pk", flat=True)) if points else set()
    for key, text in points.items():
        if key not in known:
            raise InvalidInput(_("This point is not on the agenda of this session."), field="points")
        words[str(key)] = clean_text(text, f"point_{key}", limit=NOTE_LIMIT)
    return words


def _save(session, by, typed, edition) -> Minutes:
    minutes, _created = Minutes.objects.get_or_create(session=session)
    stands = _words(minutes)
    base = stands if edition in (None, minutes.edition) else _words_at(minutes, edition)
    found = merged(base, typed, stands)
    if found.clashes:
        raise Conflict(
            _("Somebody else changed the same text meanwhile. Both texts are here: bring them together, then save."),
            current=Clash(minutes.edition, {name: stands.get(name, "") for name in found.clashes}),
        )
    if found.words != stands:
        minutes.edition += 1
        minutes.note = found.words.get(NOTE, "")
        minutes.points = {name: text for name, text in found.words.items() if name != NOTE}
        minutes.save(update_fields=["edition", "note", "points"])
        MinutesVersion.objects.create(
            minutes=minutes,
            number=minutes.edition,
            note=minutes.note,
            points=minutes.points,
            by=by,
            at=clock.now(),
        )
    return minutes


def _words(row) -> dict[str, str]:
    words = {name: text for name, text in row.points.items() if text}
    return words | ({NOTE: row.note} if row.note else {})


def _words_at(minutes, edition) -> dict[str, str]:
    version = MinutesVersion.objects.filter(minutes=minutes, number=edition).first()
    return _words(version) if version else {}


@transaction.atomic
def publish_minutes(
    session: Session,
    *,
    by,
    note: str | None = None,
    points: Mapping[int, str] | None = None,
    edition: int | None = None,
) -> Minutes:
    """Publish the record of a closed session, with these words; members are told and may object for five working days.

    Publishing twice is publishing once. Raises what `save_note` raises, and TransitionRefused while something adopted
    has no owner or no date.
    """
    permit(by, "publish_minutes", session)
    locked = lock_session(session)
    if locked.state == SessionState.MINUTES_PUBLISHED:
        return locked.minutes
    must_be(locked, {SessionState.CLOSED}, _("Close the session before publishing its minutes."))
    for line in minutes_data(locked).items:
        if line.lacks_owner:
            raise TransitionRefused(
                _("“%(title)s” is adopted but has no owner or no date: record its decision first.")
                % {"title": line.subject}
            )
    minutes = _save(locked, by, _typed(locked, note, points or {}), edition)
    minutes.published_at, minutes.published_by = clock.now(), by
    minutes.approval_due_at = objections_until(minutes.published_at, house_calendar())
    minutes.save(update_fields=["published_at", "published_by", "approval_due_at"])
    locked.state = SessionState.MINUTES_PUBLISHED
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    tell_held(locked.items.filter(decision__is_held=True).values_list("idea_id", flat=True))  # authors before everybody
    tell_minutes(locked, minutes)
    announce_minutes(locked)
    room_changed(locked)  # the phones of those who were there lead to them at once
    return minutes
