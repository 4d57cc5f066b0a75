"""Building an agenda: propose, add, move, keep in place, release.

Every change locks the session first, and takes the `edition` of the agenda that was read (see `services/editing`).
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committee.agenda_notifications import tell_agenda
from committee.enums import Block, EditKind, SessionState
from committee.models import AgendaItem, AgendaRelease, Session
from committee.notifications import tell_convened
from committee.ordering import AFTER, BEFORE, DOWN, UP, beside, stepped, woven
from committee.selectors import agenda_of, natural_block, next_version
from committee.selectors.pool import default_duration
from committee.services.convening import note_sending
from committee.services.editing import editable, editable_item, noted, waiting, write_order
from committee.services.proposal import BlockProposal, Proposal, preview_agenda
from committee.services.sessions import plain_columns
from ideas.enums import State
from ideas.models import Idea
from ideas.privacy import shared_veil
from ideas.services.scheduling import schedule_idea, unschedule_idea
from ideas.validators import TITLE_LIMIT, clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, TransitionRefused

LONGEST = 480  # minutes


@transaction.atomic
def propose_agenda(session: Session, *, by, edition: int | None = None, shown: str | None = None) -> Proposal:
    """Fill the planned blocks as well as they can be, and return what was chosen and left out.

    Points kept in place do not move; subjects that are no contribution, and the other blocks, stay too.
    `shown`: the fingerprint of the proposal that was read, "" when the agenda was empty, None when nobody read any.
    Raises Conflict when it would be another one now: it is applied as it was read, or not at all. Twice is once.
    """
    locked = editable(session, by, edition=edition)
    proposal = preview_agenda(locked)
    _as_it_was_read(proposal, shown)
    with noted(locked, by, EditKind.PROPOSE):
        AgendaItem.objects.filter(session=locked, idea__in=proposal.removed).delete()
        for block in proposal.blocks.values():
            _apply(locked, block)
    return proposal


def _as_it_was_read(proposal: Proposal, shown: str | None):
    if shown is None or shown == proposal.fingerprint or not proposal.changes_something:
        return
    if shown == "" and not AgendaItem.objects.filter(session=proposal.session).exists():
        return
    raise Conflict(
        _("The agenda or the pool has changed since you read this proposal: here is the one of now."),
        current=proposal.session,
    )


def _apply(session: Session, proposal: BlockProposal):
    put_in_order(proposal.fixed, [_placed(session, entry, proposal) for entry in proposal.chosen])


def put_in_order(fixed: dict[int, AgendaItem], waiting: list[AgendaItem]):
    """Write the order of one block: `fixed` points keep their rank, the others fill the other ranks."""
    for position, item in enumerate(woven(fixed, waiting), start=1):
        item.position = position
        item.save()


def _placed(session, entry, proposal) -> AgendaItem:
    item = entry.item or AgendaItem(
        session=session, idea=entry.idea, block=entry.block, duration=entry.candidate.duration
    )
    item.reasons = [[str(reason.code), reason.count] for reason in proposal.plan.reasons[entry.candidate.key]]
    return item


@transaction.atomic
def add_item(
    session: Session,
    idea: Idea,
    *,
    by,
    block: str | None = None,
    minutes: float | None = None,
    to: str = "",
    neighbour: int | None = None,
) -> AgendaItem:
    """Put a contribution kept for the committee at the end of a block (default: the one that suits it).

    With `to` ("before" or "after"), it goes beside the point whose key is `neighbour`, in its block. It is announced to
    its authors when the agenda is released. Twice is once.
    """
    locked = editable(session, by)
    existing = AgendaItem.objects.filter(session=locked, idea=idea).first()
    if existing is not None:
        return existing
    with noted(locked, by, EditKind.ADD):
        return put_item(locked, idea, block=block, minutes=minutes, to=to, neighbour=neighbour)


def put_item(locked: Session, idea: Idea, *, block=None, minutes=None, to="", neighbour=None) -> AgendaItem:
    """What `add_item` does to a session one holds, within a change of one's own."""
    idea = waiting(idea.pk, {State.SHORTLISTED})
    other = _neighbour(locked, neighbour) if to in {BEFORE, AFTER} else None
    block = Block(other.block) if other else _block(block) if block else natural_block(idea)
    duration = _duration(minutes) if minutes is not None else default_duration(idea, block, locked)
    item = _append(AgendaItem(session=locked, idea=idea, block=block, duration=duration))
    if other is not None:
        _write_beside(item, to, other)
    return item


@transaction.atomic
def add_subject(session: Session, *, by, title: str, block: str, minutes: float, presenter=None) -> AgendaItem:
    """Put a point that is no contribution at the end of a block."""
    locked = editable(session, by)
    with noted(locked, by, EditKind.ADD):
        return put_subject(locked, title=title, block=block, minutes=minutes, presenter=presenter)


def put_subject(locked: Session, *, title, block, minutes, presenter=None, about: Idea | None = None) -> AgendaItem:
    """What `add_subject` does to a session one holds; `about`: the contribution whose outcome it tells."""
    title = clean_text(title, "title", limit=TITLE_LIMIT)
    if not title:
        raise InvalidInput(_("Give the point a title."), field="title")
    facts = {"title": title, "block": _block(block), "duration": _duration(minutes), "presenter": presenter}
    return _append(AgendaItem(session=locked, about=about, **facts))


def _block(value: str) -> Block:
    if value not in Block.values:
        raise InvalidInput(_("Choose a block of the session."), field="block")
    return Block(value)


def _duration(minutes) -> int:
    """Half-minutes."""
    try:
        duration = round(float(minutes) * 2)
    except (TypeError, ValueError, OverflowError):
        duration = 0
    if not 1 <= duration <= LONGEST * 2:
        raise InvalidInput(_("Give a duration in minutes, from half a minute up."), field="minutes")
    return duration


def _append(item: AgendaItem) -> AgendaItem:
    rows = AgendaItem.objects.filter(session=item.session, block=item.block)
    item.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    item.save()
    return item


@transaction.atomic
def remove_item(item: AgendaItem, *, by, edition: int | None = None) -> None:
    """Take a point off. A contribution already announced is told at the next release. Twice is once."""
    locked = editable(item.session, by, edition=edition, about=[item.pk])
    with noted(locked, by, EditKind.REMOVE):
        AgendaItem.objects.filter(pk=item.pk, session=locked).delete()


@transaction.atomic
def move_item(item: AgendaItem, *, by, to: str, neighbour: int | None = None, edition: int | None = None) -> AgendaItem:
    """Move a point: "up", "down", "block:<value>" (to its end), or "before" or "after" the point `neighbour`.

    At the edge nothing changes. Beside a point of another block, it changes blocks.
    """
    locked = editable_item(item, by, edition=edition)
    with noted(locked.session, by, EditKind.MOVE, about=[locked.pk]):
        if to.startswith("block:"):
            _to_the_end(locked, _block(to.removeprefix("block:")))
        elif to in {BEFORE, AFTER}:
            _write_beside(locked, to, _neighbour(locked.session, neighbour))
        elif to in {UP, DOWN}:
            write_order(locked.session, locked.block, stepped(_order(locked.session, locked.block), locked.pk, to))
        else:
            raise InvalidInput(_("A point moves up, down, or to another block."), field="to")
    locked.refresh_from_db(fields=["block", "position"])
    return locked


def _to_the_end(item: AgendaItem, block: Block):
    if block != item.block:
        item.block = block
        _append(item)


def _order(session: Session, block: str) -> list[int]:
    rows = AgendaItem.objects.filter(session=session, block=block).order_by("position", "pk")
    return list(rows.values_list("pk", flat=True))


def _neighbour(session: Session, key: int | None) -> AgendaItem:
    found = AgendaItem.objects.filter(session=session, pk=key).first() if key else None
    if found is None:
        raise TransitionRefused(_("The point beside which it was to go has left: here is the agenda as it stands."))
    return found


def _write_beside(item: AgendaItem, to: str, neighbour: AgendaItem):
    order = beside(_order(item.session, neighbour.block), item.pk, to, neighbour.pk)
    if item.block != neighbour.block:
        item.block = neighbour.block
        item.save(update_fields=["block"])
    write_order(item.session, neighbour.block, order)


@transaction.atomic
def set_pin(item: AgendaItem, *, by, pinned: bool, edition: int | None = None) -> AgendaItem:
    """Keep a point where it is whatever the planner proposes, or let it go."""
    return _set(item, by, edition, EditKind.PIN, pinned=bool(pinned))


@transaction.atomic
def set_duration(item: AgendaItem, *, by, minutes: float, edition: int | None = None) -> AgendaItem:
    return _set(item, by, edition, EditKind.DURATION, duration=_duration(minutes))


@transaction.atomic
def set_presenter(item: AgendaItem, *, by, presenter, edition: int | None = None) -> AgendaItem:
    """Name who presents the point (None: nobody yet)."""
    if presenter is not None and not presenter.is_active:
        raise InvalidInput(_("This person no longer works here: choose another one."), field="presenter")
    if presenter is not None and item.idea_id and shared_veil(item.idea).hides(presenter):
        raise InvalidInput(
            _("This person wrote it and their name is hidden: choose another one to present it."), field="presenter"
        )
    return _set(item, by, edition, EditKind.PRESENTER, presenter=presenter)


def _set(item, by, edition, kind: EditKind, **values) -> AgendaItem:
    locked = editable_item(item, by, edition=edition)
    with noted(locked.session, by, kind):
        for name, value in values.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(values))
    return locked


@transaction.atomic
def release_agenda(session: Session, *, by, shown: str = "", edition: int | None = None) -> AgendaRelease:
    """Send the agenda: a numbered snapshot. From version 2 on, only what changed is told, and only to those concerned.

    Releasing what was sent already changes nothing and tells nobody; a session that was only planned is convened.
    `shown`: the fingerprint of what `by` was shown; Conflict when the agenda has become another one.
    """
    locked = editable(session, by, edition=edition)
    agenda = agenda_of(locked)
    if not agenda.slots:
        raise TransitionRefused(_("The agenda is empty: add at least one point."))
    coming = next_version(locked, by=by, agenda=agenda)
    if shown and shown != coming.fingerprint:
        raise Conflict(_("The agenda was changed while you read this. Here is what would be sent now."), current=locked)
    previous = locked.releases.order_by("-version").first()
    if previous is not None and not coming.changes and locked.state == SessionState.AGENDA_RELEASED:
        return previous
    _announce(locked, agenda.slots, previous, by)
    convenes = locked.state == SessionState.PLANNED
    locked.agenda_version += 1
    locked.state = SessionState.AGENDA_RELEASED
    locked.version += 1
    locked.save(update_fields=["agenda_version", "state", "version"])
    release = AgendaRelease.objects.create(
        session=locked, version=locked.agenda_version, snapshot=coming.snapshot, released_at=clock.now(), by=by
    )
    if convenes:
        tell_convened(locked, note_sending(locked))
    tell_agenda(locked, coming)
    return release


def _announce(session: Session, slots, previous: AgendaRelease | None, by):
    """Contributions that come on are scheduled, those that left since the last version go back to the pool."""
    # In one order, as everywhere that locks several.
    ideas = sorted((slot.item.idea for slot in slots if slot.item.idea_id), key=lambda idea: idea.pk)
    for idea in ideas:
        if idea.state == State.SHORTLISTED:
            schedule_idea(idea, by=by, **plain_columns(session))
        elif idea.state != State.SCHEDULED or idea.held_until:
            raise TransitionRefused(
                _("“%(title)s” no longer waits for the committee: take it off the agenda.")
                % {"title": idea.display_title}
            )
    if previous is not None:
        sent = {item["idea"] for item in previous.snapshot["items"] if item["idea"]}
        gone = sent - {idea.reference for idea in ideas}
        for idea in Idea.objects.filter(reference__in=gone, state=State.SCHEDULED, held_until=None).order_by("pk"):
            unschedule_idea(idea, by=by, waits=True)
