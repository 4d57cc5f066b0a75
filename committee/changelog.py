"""What differs between two versions of an agenda, and which hour was last told. Pure: snapshots in, changes out.

A point is the same in two versions when it is about the same contribution, or is the same subject. It has moved when it
stands in another block, or begins at least `NEWS` later or earlier than it was last said to begin: small shifts add up,
and are news once they are five minutes together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from committee.durations import in_minutes
from committee.enums import BLOCK_CAPACITY, STANDING, Block
from parkour.core.dates import human_datetime, human_time

HALF_MINUTE = timedelta(seconds=30)
NEWS = 10  # half-minutes


@dataclass(frozen=True)
class Point:
    """A point as one version says it. `duration` and `at` in half-minutes, `at` after the start of the session.

    `key` is that of its row (None in old versions), `idea` a reference or None; `heard` is the `at` that was last told.
    """

    title: str
    block: str
    duration: int
    at: int
    idea: str | None = None
    key: int | None = None
    presenter: str | None = None
    presenter_id: int | None = None
    heard: int | None = None

    @property
    def last_heard(self) -> int:
        return self.at if self.heard is None else self.heard

    def is_about(self, other: "Point") -> bool:
        """Whether both are the same point."""
        if self.idea or other.idea:
            return self.idea == other.idea
        if self.key and other.key:
            return self.key == other.key
        return self.title == other.title

    def has_presenter_of(self, other: "Point") -> bool:
        if self.presenter_id and other.presenter_id:
            return self.presenter_id == other.presenter_id
        return self.presenter == other.presenter


@dataclass(frozen=True)
class Version:
    """An agenda at one moment; `points` in the order of the room."""

    starts_at: datetime
    place: str
    points: tuple[Point, ...]

    def begins(self, point: Point) -> datetime:
        return self.starts_at + point.at * HALF_MINUTE


class What(StrEnum):
    """What happened to a point, in the order in which it is told."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # to another block
    HOUR = "hour"
    DURATION = "duration"
    PRESENTER = "presenter"
    TITLE = "title"


@dataclass(frozen=True)
class Change:
    """One thing that happened to one point: before (None: it was not there) and after (None: it is gone)."""

    what: What
    before: Point | None
    after: Point | None
    began: datetime | None = None
    begins: datetime | None = None

    @property
    def point(self) -> Point:
        return self.after or self.before

    @property
    def sentence(self) -> str:
        """It in words, with the hours of the clock."""
        before, after = self.before, self.after
        facts = {"title": self.point.title, "block": Block(self.point.block).label}
        if after:
            facts |= {"time": human_time(self.begins), "minutes": in_minutes(after.duration), "name": after.presenter}
        if before:
            facts |= {"old_block": Block(before.block).label, "old_minutes": in_minutes(before.duration)}
            facts |= {"old_title": before.title, "old_time": human_time(self.began)}
        return _sentences(self)[self.what] % facts


def _sentences(change):
    named = change.after is not None and change.after.presenter
    return {
        What.ADDED: _("“%(title)s” comes in “%(block)s” at %(time)s, for %(minutes)s min."),
        What.REMOVED: _("“%(title)s” is taken off."),
        What.MOVED: _("“%(title)s” goes from “%(old_block)s” to “%(block)s”, at %(time)s."),
        What.HOUR: _("“%(title)s” begins at %(time)s instead of %(old_time)s."),
        What.DURATION: _("“%(title)s” takes %(minutes)s min instead of %(old_minutes)s."),
        What.PRESENTER: _("“%(title)s” is presented by %(name)s.")
        if named
        else _("Nobody presents “%(title)s” for now."),
        What.TITLE: _("“%(old_title)s” is now called “%(title)s”."),
    }


@dataclass(frozen=True)
class Changes:
    """What one version changed in the one before. False when that is nothing.

    `rows` are about points; `reordered` are the blocks in which points that stay changed their order. `moment` and
    `place` are (before, after), or None.
    """

    rows: tuple[Change, ...] = ()
    reordered: tuple[str, ...] = ()
    moment: tuple[datetime, datetime] | None = None
    place: tuple[str, str] | None = None

    def __bool__(self):
        return bool(self.rows or self.reordered or self.moment or self.place)

    def of(self, *kinds: What) -> list[Change]:
        return [row for row in self.rows if row.what in kinds]

    @property
    def general(self) -> list[str]:
        """What concerns the whole session, in sentences."""
        said = []
        if self.moment:
            said.append(_("The session is on %(moment)s.") % {"moment": human_datetime(self.moment[1])})
        if self.place:
            said.append(_("Place: %(place)s") % {"place": self.place[1] or _("not known yet")})
        for block in self.reordered:
            said.append(_("The order in “%(block)s” has changed.") % {"block": Block(block).label})
        return said

    @property
    def sentences(self) -> list[str]:
        """Everything, the whole session first."""
        return [*self.general, *(row.sentence for row in self.rows)]


def version_of(snapshot: dict, items: list[dict] | None = None) -> Version:
    """A kept snapshot as a version; `items`: its points as they may be read now. Old snapshots kept no hours."""
    rows = snapshot["items"] if items is None else items
    counted = _counted(rows)
    return Version(
        starts_at=datetime.fromisoformat(snapshot["starts_at"]),
        place=snapshot["place"],
        points=tuple(
            Point(
                title=row["title"],
                block=row["block"],
                duration=row["duration"],
                at=row.get("at", at),
                idea=row["idea"],
                key=row.get("key"),
                presenter=row["presenter"],
                presenter_id=row.get("presenter_id"),
            )
            for row, at in zip(rows, counted, strict=True)
        ),
    )


def _counted(rows):
    """Where each of `rows` begins, by the blocks before it and the points before it in its block."""
    used = {block: sum(row["duration"] for row in rows if row["block"] == block) for block in Block}
    taken = {block: max(used[block], BLOCK_CAPACITY[block]) if block in STANDING else used[block] for block in Block}
    order, begun, found = list(Block), dict.fromkeys(Block, 0), []
    for row in rows:
        earlier = sum(taken[block] for block in order[: order.index(row["block"])])
        found.append(earlier + begun[row["block"]])
        begun[row["block"]] += row["duration"]
    return found


def changes_between(before: Version, after: Version) -> Changes:
    """What `after` changes in `before`, whose points know what was last heard of their hours (see `carried`)."""
    pairs = _pairs(before, after)
    stays = {id(new): old for old, new in pairs}
    rows = [Change(What.ADDED, None, new, None, after.begins(new)) for new in after.points if id(new) not in stays]
    kept = {id(old) for old, _new in pairs}
    rows += [Change(What.REMOVED, old, None, before.begins(old)) for old in before.points if id(old) not in kept]
    for old, new in pairs:
        rows += [Change(what, old, new, _heard(after, old), after.begins(new)) for what in _differs(old, new)]
    order = list(What)
    return Changes(
        rows=tuple(sorted(rows, key=lambda row: order.index(row.what))),
        reordered=tuple(block for block in Block if _in_other_order(block, pairs)),
        moment=(before.starts_at, after.starts_at) if before.starts_at != after.starts_at else None,
        place=(before.place, after.place) if before.place != after.place else None,
    )


def _heard(version, old):
    """When it was last said to begin, on the day of `version`: another day is told once, for the whole session."""
    return version.starts_at + old.last_heard * HALF_MINUTE


def _pairs(before, after):
    """(old, new) of the points that stay, in the order of `after`."""
    left, found = list(before.points), []
    for new in after.points:
        old = next((old for old in left if old.is_about(new)), None)
        if old is not None:
            left = [one for one in left if one is not old]
            found.append((old, new))
    return found


def _differs(old, new):
    if old.block != new.block:
        yield What.MOVED
    elif abs(new.at - old.last_heard) >= NEWS:
        yield What.HOUR
    if old.duration != new.duration:
        yield What.DURATION
    if not new.has_presenter_of(old):
        yield What.PRESENTER
    if old.title != new.title:
        yield What.TITLE


def _in_other_order(block, pairs):
    ranks = [old.at for old, new in pairs if old.block == new.block == block]
    return ranks != sorted(ranks)


def carried(before: Version | None, after: Version) -> Version:
    """`after`, whose points know which hour was last told: the one they have now where it was news."""
    if before is None:
        return after
    old_of = {id(new): old for old, new in _pairs(before, after)}

    def told(new):
        old = old_of.get(id(new))
        news = old is None or old.block != new.block or abs(new.at - old.last_heard) >= NEWS
        return replace(new, heard=new.at if news else old.last_heard)

    return replace(after, points=tuple(told(new) for new in after.points))


def followed(versions: Iterable[Version]) -> list[tuple[Version, Changes | None]]:
    """Each of `versions`, the oldest first, with what it changed in the one before; None for the first."""
    before, found = None, []
    for after in versions:
        found.append((carried(before, after), changes_between(before, after) if before else None))
        before = found[-1][0]
    return found
