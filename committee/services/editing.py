"""Changes of a draft agenda: made one after the other, kept for a while with who made them, and taken back.

Whoever changes an agenda holds its session. A page says which edition it was drawn from: a change asked for from an
older one is made when nobody else touched the same point since, and refused in words otherwise (docs/adr/0049).
"""

from collections.abc import Collection
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committee.enums import BEFORE_THE_COMMITTEE, UPCOMING, EditKind
from committee.models import AgendaEdit, AgendaItem, Session
from committee.ordering import restored
from committee.selectors.shared import on_an_agenda
from committee.services.common import lock_session, permit
from committee.services.sessions import must_be
from ideas.enums import State
from ideas.models import Idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, TransitionRefused

KEPT = 50  # changes of one session
VALUES = ("block", "duration", "idea_id", "title", "presenter_id", "pinned", "reasons", "about_id")
WHOLE = (EditKind.PROPOSE, EditKind.PLAN)


def editable(session: Session, by, *, edition: int | None = None, about: Collection[int] | None = None) -> Session:
    """The session, held, whose agenda `by` may change.

    `edition`: the one they read, None when they do not say; `about`: the points they change, None for the agenda as a
    whole. Raises NotAllowed, TransitionRefused, Conflict when somebody else changed the same thing since.
    """
    permit(by, "edit_agenda", session)
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("The agenda of this session can no longer be changed."))
    _not_overtaken(locked, by, edition, about)
    return locked


def editable_item(item: AgendaItem, by, *, edition: int | None = None) -> AgendaItem:
    """The point, with its session held. Raises TransitionRefused too when it has left the agenda meanwhile."""
    session = editable(item.session, by, edition=edition, about=[item.pk])
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("idea", "idea__site")
    locked = rows.filter(pk=item.pk, session=session).first()
    if locked is None:
        raise TransitionRefused(_("This point has left the agenda meanwhile."))
    locked.session = session
    return locked


def _not_overtaken(session: Session, by, edition, about):
    if edition is None or edition >= session.edition:
        return
    since = session.edits.filter(Q(number__gt=edition) | Q(undone_number__gt=edition)).select_related("by", "undone_by")
    for edit in since:
        person = edit.undone_by if (edit.undone_number or 0) > edition else edit.by
        if person != by and (about is None or set(about) & set(edit.subjects)):
            raise Conflict(_overtaken(about) % {"name": person}, current=session)
    if edition < session.edition - KEPT:
        raise Conflict(_("The agenda has changed a lot since you opened it: here it is as it stands."), current=session)


def _overtaken(about) -> str:
    if about is None:
        return _("%(name)s has changed the agenda meanwhile: here it is as it stands. Look at it, then do it again.")
    return _("%(name)s has changed this point meanwhile: here it is as it stands. Look at it, then do it again.")


@contextmanager
def noted(session: Session, by, kind: EditKind, about: Collection[int] = ()):
    """What is done inside to the agenda of a session one holds is one change. Nothing done is no change."""
    before = _picture(session)
    yield
    after = _picture(session)
    if before == after:
        return
    blocks = {block for block in before[1] | after[1] if before[1].get(block) != after[1].get(block)}
    subjects = {key for key in before[0] | after[0] if before[0].get(key) != after[0].get(key)} | set(about)
    if kind in WHOLE:
        subjects |= {key for orders in (before[1], after[1]) for block in blocks for key in orders.get(block, ())}
    session.edition += 1
    session.save(update_fields=["edition"])
    AgendaEdit.objects.create(
        session=session,
        number=session.edition,
        kind=kind,
        subjects=sorted(subjects),
        before=_kept(before, subjects, blocks),
        after=_kept(after, subjects, blocks),
        agenda_version=session.agenda_version,
        by=by,
        at=clock.now(),
    )
    session.edits.filter(number__lte=session.edition - KEPT).delete()


def _picture(session: Session) -> tuple[dict[int, dict], dict[str, list[int]]]:
    """(values of the points by key, keys of each block in order)"""
    rows, orders = {}, {}
    for row in AgendaItem.objects.filter(session=session).order_by("position", "pk").values("pk", *VALUES):
        key = row.pop("pk")
        rows[key] = row
        orders.setdefault(row["block"], []).append(key)
    return rows, orders


def _kept(picture, subjects, blocks) -> dict:
    rows, orders = picture
    return {
        "rows": {str(key): rows.get(key) for key in sorted(subjects)},
        "orders": {block: orders.get(block, []) for block in sorted(blocks)},
    }


def write_order(session: Session, block: str, keys: list[int]):
    """Number the points of a block in this order; those that have their number already are not written."""
    items = {item.pk: item for item in AgendaItem.objects.filter(session=session, block=block)}
    for position, key in enumerate(keys, start=1):
        if items[key].position != position:
            items[key].position = position
            items[key].save(update_fields=["position"])  # the database checks positions at the end


@transaction.atomic
def undo_edit(edit: AgendaEdit, *, by) -> AgendaEdit:
    """Take one change of the agenda back; whatever else changed meanwhile stays. Twice is once.

    Raises TransitionRefused, with the reason: sent since, the same point changed later, a contribution that is
    elsewhere now.
    """
    session = editable(edit.session, by)
    edit = AgendaEdit.objects.filter(number=edit.number, session=session).first()
    if edit is None:
        raise TransitionRefused(_("This change is too old to be taken back: change the agenda by hand."))
    if edit.is_undone:
        return edit
    _may_be_undone(edit, session)
    _put_back(session, edit)
    session.edition += 1
    session.save(update_fields=["edition"])
    edit.undone_by, edit.undone_number = by, session.edition
    edit.save(update_fields=["undone_by", "undone_number"])
    return edit


@transaction.atomic
def undo_last(session: Session, *, by) -> AgendaEdit:
    """Take back the last change that `by` made and that still stands."""
    locked = editable(session, by)
    edit = locked.edits.filter(by=by, undone_number=None).order_by("-number").first()
    if edit is None:
        raise TransitionRefused(_("You have changed nothing here that can be taken back."))
    return undo_edit(edit, by=by)


def _may_be_undone(edit: AgendaEdit, session: Session):
    if edit.agenda_version < session.agenda_version:
        raise TransitionRefused(
            _("This change was sent with version %(version)s: change the agenda, then publish it again.")
            % {"version": edit.agenda_version + 1}
        )
    later = session.edits.filter(number__gt=edit.number, undone_number=None).select_related("by").order_by("-number")
    for other in later:
        if set(other.subjects) & set(edit.subjects):
            raise TransitionRefused(
                _("%(name)s has changed the same point since: take that back first, or change the point by hand.")
                % {"name": other.by}
            )
    rows, _orders = _picture(session)
    if any(rows.get(int(key)) != row for key, row in edit.after["rows"].items()):
        raise TransitionRefused(_("The same point has changed since: change it by hand."))


def _put_back(session: Session, edit: AgendaEdit):
    """Values first, then the order of the blocks."""
    before = {int(key): row for key, row in edit.before["rows"].items()}
    present = {item.pk: item for item in AgendaItem.objects.filter(session=session)}
    for key, row in before.items():
        if row is None:
            present[key].delete()
        elif key in present:
            AgendaItem.objects.filter(pk=key).update(**row)
        else:
            if row["idea_id"]:
                waiting(row["idea_id"], BEFORE_THE_COMMITTEE)
            AgendaItem(pk=key, session=session, position=1, **row).save(force_insert=True)  # its place follows
    _rows, orders = _picture(session)
    for block, order in edit.before["orders"].items():
        write_order(session, block, restored(orders.get(block, []), order, set(edit.subjects)))


def waiting(idea_id: int, states: Collection[State]) -> Idea:
    """The contribution, held. Raises TransitionRefused unless it is in one of `states`, and on no agenda at all."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea_id)
    if idea.state not in states or idea.held_until or on_an_agenda().filter(idea=idea).exists():
        raise TransitionRefused(
            _("“%(title)s” does not wait for a session: it is on an agenda already, or was dealt with.")
            % {"title": idea.display_title}
        )
    return idea
