"""The agenda as it was last sent, with the hours of the room: what everybody may read of a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from committee.enums import Block
from committee.models import Session
from committee.selectors import released_agenda
from committee.selectors.agenda import HALF_MINUTE, STANDING


@dataclass(frozen=True)
class SentItem:
    """A point as it was announced. `duration` in half-minutes; `idea` is a reference or None."""

    title: str
    idea: str | None
    duration: int
    presenter: str | None

    @property
    def minutes(self) -> float:
        return self.duration / 2


@dataclass(frozen=True)
class SentBlock:
    block: Block
    starts_at: datetime
    items: tuple[SentItem, ...]

    @property
    def label(self):
        return self.block.label


@dataclass(frozen=True)
class SentAgenda:
    version: int
    blocks: tuple[SentBlock, ...]
    ends_at: datetime


def sent_agenda(session: Session, snapshot: dict | None = None) -> SentAgenda | None:
    """The last released version at the present hour of the session; None before the first.

    `snapshot` of `released_agenda`, when it is read already; else two queries.
    """
    snapshot = released_agenda(session) if snapshot is None else snapshot
    if snapshot is None:
        return None
    by_block: dict[str, list[SentItem]] = {}
    for row in snapshot["items"]:
        item = SentItem(row["title"], row["idea"], row["duration"], row["presenter"])
        by_block.setdefault(row["block"], []).append(item)
    blocks, moment = [], session.local_start
    for block in Block:
        items = by_block.get(block, [])
        if items or block in STANDING:
            blocks.append(SentBlock(block, moment, tuple(items)))
            moment += _time_of(session, block, items)
    return SentAgenda(snapshot["version"], tuple(blocks), moment)


def _time_of(session: Session, block: Block, items) -> timedelta:
    used = sum(item.duration for item in items)
    return HALF_MINUTE * (max(used, session.time_of(block)) if block in STANDING else used)
