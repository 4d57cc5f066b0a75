"""Building an agenda: propose, add, move, keep in place, release. Every change locks the session first."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committee.agenda_notifications import tell_agenda
from committee.enums import UPCOMING, Block, SessionState
from committee.models import AgendaItem, AgendaRelease, Session
from committee.selectors import agenda_of, natural_block, next_version
from committee.selectors.pool import default_duration
from committee.services.common import lock_item, lock_session, permit
from committee.services.proposal import BlockProposal, Proposal, preview_agenda
from committee.services.sessions import must_be, plain_columns
from ideas.enums import State
from ideas.models import Idea
from ideas.privacy import shared_veil
from ideas.services.scheduling import schedule_idea, unschedule_idea
from ideas.validators import TITLE_LIMIT, clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, TransitionRefused

LONGEST = 480  # minutes


def _editable(session: Session, by) -> Session:
    permit(by, "edit_agenda", session)
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("The agenda of this session can no longer be changed."))
    return locked


def _editable_item(item: AgendaItem, by) -> AgendaItem:
    _editable(item.session, by)
    return lock_item(item)


@transaction.atomic
def propose_agenda(session: Session, *, by) -> Proposal:
    """Fill the planned blocks as well as they can be, and return what was chosen and left out.

    Points kept in place do not move; subjects that are no contribution, and the other blocks, stay too.
    """
    locked = _editable(session, by)
    proposal = preview_agenda(locked)
    AgendaItem.objects.filter(session=locked, idea__in=proposal.removed).delete()
    for block in proposal.blocks.values():
        _apply(locked, block)
    return proposal


def _apply(session: Session, proposal: BlockProposal):
    put_in_order(proposal.fixed, [_placed(session, entry, proposal) for entry in proposal.chosen])


def put_in_order(fixed: dict[int, AgendaItem], waiting: list[AgendaItem]):
    """Write the order of one block: `fixed` points keep their rank, the others fill the other ranks."""
    fixed, waiting, ordered = dict(fixed), list(waiting), []
    while waiting or fixed:
        rank = len(ordered)
        if rank in fixed or not waiting:
            ordered.append(fixed.pop(rank if rank in fixed else min(fixed)))
        else:
            ordered.append(waiting.pop(0))
    for position, item in enumerate(ordered, start=1):
        item.position = position
        item.save()


def _placed(session, entry, proposal) -> AgendaItem:
    item = entry.item or AgendaItem(
        session=session, idea=entry.idea, block=entry.block, duration=entry.candidate.duration
    )
    item.reasons = [[str(reason.code), reason.count] for reason in proposal.plan.reasons[entry.candidate.key]]
    return item


@transaction.atomic
def add_item(session: Session, idea: Idea, *, by, block: str | None = None, minutes: float | None = None) -> AgendaItem:
    """Put a contribution kept for the committee at the end of a block (default: the one that suits it).

    It is announced to its authors when the agenda is released. Twice is once.
    """
    locked = _editable(session, by)
    existing = AgendaItem.objects.filter(session=locked, idea=idea).first()
    if existing is not None:
        return existing
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    elsewhere = AgendaItem.objects.filter(idea=idea, session__state__in=UPCOMING | {SessionState.OPEN}).exists()
    if idea.state != State.SHORTLISTED or elsewhere:
        raise TransitionRefused(
            _("“%(title)s” does not wait for a session: it is on another agenda, or was dealt with.")
            % {"title": idea.display_title}
        )
    block = _block(block) if block else natural_block(idea)
    duration = _duration(minutes) if minutes is not None else default_duration(idea, block)
    return _append(AgendaItem(session=locked, idea=idea, block=block, duration=duration))


@transaction.atomic
def add_subject(session: Session, *, by, title: str, block: str, minutes: float, presenter=None) -> AgendaItem:
    """Put a point that is no contribution at the end of a block."""
    locked = _editable(session, by)
    title = clean_text(title, "title", limit=TITLE_LIMIT)
    if not title:
        raise InvalidInput(_("Give the point a title."), field="title")
    return _append(
        AgendaItem(session=locked, title=title, block=_block(block), duration=_duration(minutes), presenter=presenter)
    )


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
def remove_item(item: AgendaItem, *, by) -> None:
    """Take a point off. A contribution already announced is told at the next release. Twice is once."""
    locked = _editable(item.session, by)
    AgendaItem.objects.filter(pk=item.pk, session=locked).delete()


@transaction.atomic
def move_item(item: AgendaItem, *, by, to: str) -> AgendaItem:
    """Move a point: "up", "down", or "block:<value>" (to its end). At the edge nothing changes."""
    locked = _editable_item(item, by)
    if to.startswith("block:"):
        block = _block(to.removeprefix("block:"))
        if block != locked.block:
            locked.block = block
            _append(locked)
        return locked
    if to not in {"up", "down"}:
        raise InvalidInput(_("A point moves up, down, or to another block."), field="to")
    row = AgendaItem.objects.filter(session=locked.session, block=locked.block)
    if to == "up":
        neighbour = row.filter(position__lt=locked.position).order_by("-position").first()
    else:
        neighbour = row.filter(position__gt=locked.position).order_by("position").first()
    if neighbour is not None:
        locked.position, neighbour.position = neighbour.position, locked.position
        locked.save(update_fields=["position"])  # the database checks positions at the end
        neighbour.save(update_fields=["position"])
    return locked


@transaction.atomic
def set_pin(item: AgendaItem, *, by, pinned: bool) -> AgendaItem:
    """Keep a point where it is whatever the planner proposes, or let it go."""
    return _set(item, by, pinned=bool(pinned))


@transaction.atomic
def set_duration(item: AgendaItem, *, by, minutes: float) -> AgendaItem:
    return _set(item, by, duration=_duration(minutes))


@transaction.atomic
def set_presenter(item: AgendaItem, *, by, presenter) -> AgendaItem:
    """Name who presents the point (None: nobody yet)."""
    if presenter is not None and not presenter.is_active:
        raise InvalidInput(_("This person no longer works here: choose another one."), field="presenter")
    if presenter is not None and item.idea_id and shared_veil(item.idea).hides(presenter):
        raise InvalidInput(
            _("This person wrote it and their name is hidden: choose another one to present it."), field="presenter"
        )
    return _set(item, by, presenter=presenter)


def _set(item, by, **values) -> AgendaItem:
    locked = _editable_item(item, by)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    return locked


@transaction.atomic
def release_agenda(session: Session, *, by, shown: str = "") -> AgendaRelease:
    """Send the agenda: a numbered snapshot. From version 2 on, only what changed is told, and only to those concerned.

    Releasing what was sent already changes nothing and tells nobody. `shown`: the fingerprint of what `by` was shown;
    Conflict when the agenda has become another one.
    """
    locked = _editable(session, by)
    slots = agenda_of(locked).slots
    if not slots:
        raise TransitionRefused(_("The agenda is empty: add at least one point."))
    coming = next_version(locked, by=by)
    if shown and shown != coming.fingerprint:
        raise Conflict(_("The agenda was changed while you read this. Here is what would be sent now."), current=locked)
    previous = locked.releases.order_by("-version").first()
    if previous is not None and not coming.changes and locked.state == SessionState.AGENDA_RELEASED:
        return previous
    _announce(locked, slots, previous, by)
    locked.agenda_version += 1
    locked.state = SessionState.AGENDA_RELEASED
    locked.version += 1
    locked.save(update_fields=["agenda_version", "state", "version"])
    release = AgendaRelease.objects.create(
        session=locked, version=locked.agenda_version, snapshot=coming.snapshot, released_at=clock.now(), by=by
    )
    tell_agenda(locked, coming)
    return release


def _announce(session: Session, slots, previous: AgendaRelease | None, by):
    """Contributions that come on are scheduled, those that left since the last version go back to the pool."""
    # In one order, as everywhere that locks several.
    ideas = sorted((slot.item.idea for slot in slots if slot.item.idea_id), key=lambda idea: idea.pk)
    for idea in ideas:
        if idea.state == State.SHORTLISTED:
            schedule_idea(idea, by=by, **plain_columns(session))
        elif idea.state != State.SCHEDULED:
            raise TransitionRefused(
                _("“%(title)s” no longer waits for the committee: take it off the agenda.")
                % {"title": idea.display_title}
            )
    if previous is not None:
        sent = {item["idea"] for item in previous.snapshot["items"] if item["idea"]}
        gone = sent - {idea.reference for idea in ideas}
        for idea in Idea.objects.filter(reference__in=gone, state=State.SCHEDULED).order_by("pk"):
            unschedule_idea(idea, by=by, waits=True)
