"""The agenda as the room sees it: blocks, clock times, what fits, and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from committee.changelog import HALF_MINUTE, changes_between, version_of
from committee.enums import STANDING, Block, PollState
from committee.models import AgendaItem, Poll, Session
from committee.planning import Reason, ReasonCode
from committee.selectors.shared import saying_who_hides, sent_items, veiled


@dataclass(frozen=True)
class Slot:
    """One point of the agenda, with its hours by the clock (aware)."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime

    @property
    def reasons(self) -> list[str]:
        return [str(Reason(ReasonCode(code), count).label) for code, count in self.item.reasons]

    @property
    def decision(self):
        return self.item.decision

    @property
    def polls(self) -> list[Poll]:
        """Polls of this point and of its lot that were not voided; only from `agenda_of(…, with_polls=True)`."""
        return self.item.live_polls


@dataclass(frozen=True)
class BlockView:
    """One block. `used` and `capacity` in half-minutes."""

    block: Block
    slots: tuple[Slot, ...]
    used: int
    capacity: int
    starts_at: datetime
    ends_at: datetime

    @property
    def label(self):
        return self.block.label

    @property
    def used_minutes(self) -> float:
        return self.used / 2

    @property
    def capacity_minutes(self) -> float:
        return self.capacity / 2

    @property
    def is_over(self) -> bool:
        return self.used > self.capacity


@dataclass(frozen=True)
class Agenda:
    """The whole session. `used`: half-minutes the blocks take; `capacity`: those of the session."""

    session: Session
    blocks: tuple[BlockView, ...]
    used: int
    capacity: int
    starts_at: datetime
    ends_at: datetime

    @property
    def reserve(self) -> int:
        """Half-minutes left; negative when the session would end late."""
        return self.capacity - self.used

    @property
    def used_minutes(self) -> float:
        return self.used / 2

    @property
    def capacity_minutes(self) -> float:
        return self.capacity / 2

    @property
    def slots(self) -> list[Slot]:
        return [slot for block in self.blocks for slot in block.slots]


def items_of(session: Session):
    """Points of a session with what a line of the agenda shows. The order of the blocks is not SQL's."""
    return (
        saying_who_hides(AgendaItem.objects.filter(session=session))
        .select_related("idea", "idea__site", "about", "presenter", "decision", "decision__owner")
        .order_by("position", "pk")
    )


def _with_polls(session, points):
    """Put its polls on each point, in the order in which they were opened; that of a lot on all of its points."""
    by_key = {item.pk: item for item in points}
    for item in points:
        item.live_polls = []
    polls = Poll.objects.filter(item__session=session).exclude(state=PollState.VOID)
    for poll in polls.annotate(lot=ArrayAgg("options__item", filter=Q(options__item__isnull=False))).order_by("pk"):
        poll.item = by_key[poll.item_id]
        for key in {poll.item_id, *(poll.lot or ())} & by_key.keys():
            by_key[key].live_polls.append(poll)


def agenda_of(session: Session, *, with_polls: bool = False) -> Agenda:
    """The agenda in its present state, draft included, as a room may read it: one query, two with the polls."""
    items = items_of(session)
    points = list(veiled(items))
    if with_polls:
        _with_polls(session, points)
    by_block: dict[str, list[AgendaItem]] = {}
    for item in points:
        item.session = session
        by_block.setdefault(item.block, []).append(item)
    blocks, moment = [], session.local_start
    for block in Block:
        view = _block(session, block, by_block.get(block, []), moment)
        blocks.append(view)
        moment = view.ends_at
    used = (moment - session.local_start) // HALF_MINUTE
    return Agenda(session, tuple(blocks), used, session.duration * 2, session.local_start, moment)


def _block(session: Session, block: Block, items, starts_at) -> BlockView:
    slots, moment = [], starts_at
    for item in items:
        slots.append(Slot(item, moment, moment + item.duration * HALF_MINUTE))
        moment = slots[-1].ends_at
    used = sum(item.duration for item in items)
    capacity = session.time_of(block)
    taken = max(used, capacity) if block in STANDING else used
    return BlockView(block, tuple(slots), used, capacity, starts_at, starts_at + taken * HALF_MINUTE)


def snapshot_of(session: Session, agenda: Agenda | None = None) -> dict:
    """The agenda as plain values, as a release keeps it; `at` is in half-minutes from the start of the session."""
    agenda = agenda_of(session) if agenda is None else agenda
    return {
        "starts_at": session.starts_at.isoformat(),
        "place": session.place,
        "items": [_kept(slot, (slot.starts_at - agenda.starts_at) // HALF_MINUTE) for slot in agenda.slots],
    }


def _kept(slot: Slot, at: int) -> dict:
    item, presenter = slot.item, slot.item.shown_presenter
    return {
        "key": item.pk,
        "block": str(item.block),
        "title": item.subject,
        "idea": item.idea.reference if item.idea_id else None,
        "about": item.about.reference if item.about_id else None,
        "duration": item.duration,
        "at": at,
        "presenter": str(presenter) if presenter else None,
        "presenter_id": presenter.pk if presenter else None,
    }


def released_agenda(session: Session, agenda: Agenda | None = None) -> dict | None:
    """The agenda as it was last sent: a `snapshot_of` with its "version"; None before the first release.

    `agenda` of `agenda_of`, when it is read already: what hides a name in it is not looked for again.
    """
    release = session.releases.order_by("-version").first()
    if release is None:
        return None
    known = [slot.item for slot in agenda.slots] if agenda else ()
    return release.snapshot | {"items": sent_items(release.snapshot, known), "version": release.version}


def has_unreleased_changes(session: Session, sent: dict | None = None, agenda: Agenda | None = None) -> bool:
    """Whether the points differ from what was last sent (true when nothing was).

    `sent` of `released_agenda` and `agenda` of `agenda_of`, when they are read already.
    """
    sent = released_agenda(session) if sent is None else sent
    if sent is None:
        return True
    found = changes_between(version_of(sent), version_of(snapshot_of(session, agenda)))
    return bool(found.rows or found.reordered)
