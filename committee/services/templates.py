"""Kinds of sessions: written, made the usual one, given up, and given to a session.

A session keeps a copy of the times. Whatever is changed here reaches the sessions to come whose agenda was not sent; a
length that members have in their calendars stays.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import Block, SessionState
from committee.models import Session, SessionTemplate
from committee.recurrence import LONGEST, SHORTEST
from committee.selectors.templates import followers
from committee.services.common import one_at_a_time, permit
from committee.services.editing import editable
from ideas.validators import clean_text
from parkour.core.exceptions import Conflict, InvalidInput, TransitionRefused

NAME_LIMIT = 80
MOST = 20


@transaction.atomic
def write_template(
    *,
    by,
    name: str,
    duration: int,
    minutes: Mapping[str, int],
    template: SessionTemplate | None = None,
    version: int | None = None,
) -> SessionTemplate:
    """Write a new kind of session, or `template` again. `minutes`: of each block, whole.

    Sessions to come of this kind whose agenda was not sent follow. Raises InvalidInput for a name that is missing or
    taken, for blocks longer than the whole; Conflict when `version` is not the current one.
    """
    permit(by, "edit_templates")
    one_at_a_time()
    row = _locked(template, version) if template else SessionTemplate()
    length = row.duration
    row.name = _free_name(name, row)
    row.duration = _whole(duration, "duration", SHORTEST, LONGEST)
    for block in Block:
        setattr(row, block.value, _whole(minutes.get(block.value, 0), block.value, 0, LONGEST))
    if row.reserve < 0:
        raise InvalidInput(
            _("The blocks take %(blocks)s minutes together: more than the %(duration)s of the session.")
            % {"blocks": sum(row.minutes.values()), "duration": row.duration},
            field="duration",
        )
    row.version += template is not None
    row.save()
    for session in _followers(row):
        _give(session, row, also_length=session.duration == length)
    return row


def _locked(template: SessionTemplate, version: int | None) -> SessionTemplate:
    row = SessionTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if row is None:
        raise TransitionRefused(_("This kind of session is no longer there."))
    if version is not None and version != row.version:
        raise Conflict(_("This kind of session was changed meanwhile. Look at it again."), current=row)
    return row


def _free_name(name: str, row: SessionTemplate) -> str:
    name = clean_text(name, "name", limit=NAME_LIMIT)
    if not name:
        raise InvalidInput(_("Give this kind of session a name."), field="name")
    if SessionTemplate.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise InvalidInput(_("There is already a kind of session of this name."), field="name")
    if row.pk is None and SessionTemplate.objects.count() >= MOST:
        raise InvalidInput(_("There are %(most)s kinds of sessions: give one up first.") % {"most": MOST}, field="name")
    return name


def _whole(value, field: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidInput(
            _("Type a whole number of minutes between %(least)s and %(most)s.") % {"least": least, "most": most},
            field=field,
        )
    return value


@transaction.atomic
def make_usual(template: SessionTemplate, *, by) -> SessionTemplate:
    """New sessions are of this kind from now on; those that exist stay what they are. Twice is once."""
    permit(by, "edit_templates")
    one_at_a_time()
    row = _locked(template, None)
    SessionTemplate.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])
    return row


@transaction.atomic
def remove_template(template: SessionTemplate, *, by) -> None:
    """Give a kind of session up: its sessions keep their times. Twice is once."""
    permit(by, "edit_templates")
    one_at_a_time()
    row = SessionTemplate.objects.filter(pk=template.pk).first()
    if row is not None and row.is_default:
        raise TransitionRefused(_("This is the usual kind of session: make another one the usual one first."))
    SessionTemplate.objects.filter(pk=template.pk).delete()


@transaction.atomic
def choose_template(session: Session, *, by, template: SessionTemplate) -> Session:
    """Give a session to come the times of this kind. Its length stays once the members have it in their calendars."""
    one_at_a_time()
    return _give(editable(session, by), _locked(template, None))


def _followers(template: SessionTemplate) -> list[Session]:
    return list(followers(template).select_for_update(of=("self",)).order_by("pk"))


def _give(session: Session, template: SessionTemplate, *, also_length: bool = True) -> Session:
    session.template, session.block_times = template, template.times
    if also_length and session.state == SessionState.PLANNED:
        session.duration = template.duration
    session.version += 1
    session.save(update_fields=["template", "block_times", "duration", "version"])
    return session
