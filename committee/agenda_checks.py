"""What whoever prepares an agenda should look at, each with where it is mended. Pure.

One function a rule, on plain facts; `committee.selectors.checks` reads the facts and calls them all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from committee.durations import in_minutes
from committee.enums import Block, CollegeCode
from committee.expected import Expected, Outlook
from committee.session_problem import over_share

NEARLY = (95, 100)  # of the time of a block
RESERVE = 10  # half-minutes


class CheckCode(StrEnum):
    OVER = "over"
    NEARLY_FULL = "nearly_full"
    TOO_LONG = "too_long"
    NO_RESERVE = "no_reserve"
    NOBODY_EXPECTED = "nobody_expected"
    QUORUM_LOST = "quorum_lost"
    QUORUM_TIGHT = "quorum_tight"
    POINT_WITHOUT_QUORUM = "point_without_quorum"
    PRESENTER_ABSENT = "presenter_absent"
    DOCUMENT_MISSING = "document_missing"
    AUTHOR_NOT_TOLD = "author_not_told"
    SITE_SHARE = "site_share"
    NO_REPORT = "no_report"
    NO_FACILITATOR = "no_facilitator"
    OLD_LEFT_OUT = "old_left_out"
    ASKED_LEFT_OUT = "asked_left_out"


class Place(StrEnum):
    """Where it is mended."""

    AGENDA = "agenda"
    POINT = "point"
    ANSWERS = "answers"
    DOCUMENTS = "documents"
    TOGETHER = "together"


GRAVE = frozenset(
    {CheckCode.OVER, CheckCode.TOO_LONG, CheckCode.NOBODY_EXPECTED, CheckCode.QUORUM_LOST, CheckCode.ASKED_LEFT_OUT}
)


@dataclass(frozen=True)
class Check:
    """One thing to look at. `item`: the point it is about; `reference`: the contribution; `facts`: for its sentence."""

    code: CheckCode
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    item: int | None = None
    reference: str = ""

    @property
    def is_grave(self) -> bool:
        return self.code in GRAVE

    @property
    def label(self) -> str:
        return _sentence(self.code) % self.facts


@dataclass(frozen=True)
class BlockFill:
    """A block: half-minutes taken and had, and whether it is made for one subject that takes all of it."""

    label: str
    used: int
    capacity: int
    for_one: bool = False


@dataclass(frozen=True)
class Point:
    """A point of the agenda as it may be read. `told`: its authors know; None for what has no author to tell.

    `missing`: documents it waits for; `lost`: poles that could not vote on it; `comes`: whether its presenter could.
    """

    item: int
    subject: str
    block: Block
    reference: str = ""
    site: str = ""
    presenter: str = ""
    comes: bool = True
    told: bool | None = None
    missing: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def time_of(blocks: Iterable[BlockFill]) -> list[Check]:
    """Blocks that hold more than their time, and those of several points that are nearly full."""
    part, whole = NEARLY
    found = []
    for block in blocks:
        facts = {"subject": block.label, "used": in_minutes(block.used), "capacity": in_minutes(block.capacity)}
        if block.used > block.capacity:
            found.append(Check(CheckCode.OVER, Place.AGENDA, facts))
        elif block.used * whole > block.capacity * part and not block.for_one:
            found.append(Check(CheckCode.NEARLY_FULL, Place.AGENDA, facts))
    return found


def reserve_of(used: int, capacity: int) -> list[Check]:
    """A session without five minutes to spare, or longer than it may be. Half-minutes."""
    facts = {"used": in_minutes(used), "capacity": in_minutes(capacity)}
    if used > capacity:
        return [Check(CheckCode.TOO_LONG, Place.AGENDA, facts)]
    return [Check(CheckCode.NO_RESERVE, Place.AGENDA, facts)] if capacity - used < RESERVE else []


def quorum_of(poles: Iterable[Expected]) -> list[Check]:
    """Poles of which nobody is expected, which cannot reach their quorum, or only just."""
    codes = {
        Outlook.NOBODY: CheckCode.NOBODY_EXPECTED,
        Outlook.LOST: CheckCode.QUORUM_LOST,
        Outlook.TIGHT: CheckCode.QUORUM_TIGHT,
    }
    return [Check(codes[pole.outlook], Place.ANSWERS, _pole_facts(pole)) for pole in poles if pole.outlook in codes]


def _pole_facts(pole: Expected) -> dict:
    return {"pole": CollegeCode(pole.pole).label, "possible": pole.possible, "needed": pole.needed}


def votes_of(points: Iterable[Point]) -> list[Check]:
    """Points on which a pole could not vote once their authors are recused."""
    return [
        _about(CheckCode.POINT_WITHOUT_QUORUM, Place.ANSWERS, point, pole=CollegeCode(pole).label)
        for point in points
        for pole in point.lost
    ]


def presenters_of(points: Iterable[Point]) -> list[Check]:
    """Points presented by somebody who said that they cannot come."""
    return [
        _about(CheckCode.PRESENTER_ABSENT, Place.POINT, point, name=point.presenter)
        for point in points
        if point.presenter and not point.comes
    ]


def documents_of(points: Iterable[Point]) -> list[Check]:
    """Points that wait for a document."""
    return [
        _about(CheckCode.DOCUMENT_MISSING, Place.DOCUMENTS, point, what=", ".join(point.missing))
        for point in points
        if point.missing
    ]


def authors_of(points: Iterable[Point]) -> list[Check]:
    """Contributions that came on a published agenda, and whose authors do not know it yet."""
    return [_about(CheckCode.AUTHOR_NOT_TOLD, Place.AGENDA, point) for point in points if point.told is False]


def sites_of(points: Iterable[Point]) -> list[Check]:
    """Sites from which more than two points in five come."""
    placed = Counter(point.site for point in points if point.site)
    of_all = sum(bool(point.reference) for point in points)
    return [
        Check(CheckCode.SITE_SHARE, Place.AGENDA, {"site": site})
        for site, count in sorted(placed.items())
        if over_share(count, of_all)
    ]


def report_of(points: Iterable[Point], has_followed: bool) -> list[Check]:
    """An agenda that tells nothing of the last decisions, where there was a session before."""
    told = any(point.block == Block.REPORT for point in points)
    return [Check(CheckCode.NO_REPORT, Place.TOGETHER)] if has_followed and not told else []


def facilitators_of(points: Iterable[Point]) -> list[Check]:
    """Workshops that nobody leads yet."""
    return [
        _about(CheckCode.NO_FACILITATOR, Place.POINT, point)
        for point in points
        if point.block == Block.WORKSHOP and not point.presenter
    ]


def old_of(left_out: Iterable[tuple[str, str]]) -> list[Check]:
    """(reference, title) of contributions that waited for more than two cycles and are on no agenda."""
    return [
        Check(CheckCode.OLD_LEFT_OUT, Place.AGENDA, {"subject": title}, reference=reference)
        for reference, title in left_out
    ]


def asked_of(asked: tuple[str, str, str] | None, points: Iterable[Point]) -> list[Check]:
    """(reference, title, who) of what the direction asked for, when it is not on the agenda."""
    if asked is None or any(point.reference == asked[0] for point in points):
        return []
    facts = {"subject": asked[1], "name": asked[2]}
    return [Check(CheckCode.ASKED_LEFT_OUT, Place.AGENDA, facts, reference=asked[0])]


def _about(code: CheckCode, place: Place, point: Point, **facts) -> Check:
    return Check(code, place, {"subject": point.subject} | facts, point.item, point.reference)


def _sentence(code: CheckCode) -> str:
    return {
        CheckCode.OVER: _("“%(subject)s” takes %(used)s min and has %(capacity)s."),
        CheckCode.NEARLY_FULL: _("“%(subject)s” is nearly full: %(used)s min of %(capacity)s."),
        CheckCode.TOO_LONG: _("The session takes %(used)s min and has %(capacity)s."),
        CheckCode.NO_RESERVE: _("Less than five minutes are left to spare: %(used)s min of %(capacity)s are taken."),
        CheckCode.NOBODY_EXPECTED: _("Nobody of the pole %(pole)s is expected."),
        CheckCode.QUORUM_LOST: _("The pole %(pole)s cannot vote: %(possible)s could come, %(needed)s are needed."),
        CheckCode.QUORUM_TIGHT: _(
            "The quorum of the pole %(pole)s is tight: %(possible)s could come, %(needed)s are needed."
        ),
        CheckCode.POINT_WITHOUT_QUORUM: _(
            "With its authors recused, the pole %(pole)s could not vote on “%(subject)s”."
        ),
        CheckCode.PRESENTER_ABSENT: _("%(name)s presents “%(subject)s” and cannot come."),
        CheckCode.DOCUMENT_MISSING: _("The file of “%(subject)s” is incomplete: %(what)s."),
        CheckCode.AUTHOR_NOT_TOLD: _(
            "The authors of “%(subject)s” do not know yet that it is on the agenda: they are told when you publish it."
        ),
        CheckCode.SITE_SHARE: _("More than two points in five come from %(site)s."),
        CheckCode.NO_REPORT: _("Nothing is said of what became of the last decisions."),
        CheckCode.NO_FACILITATOR: _("Nobody leads the workshop “%(subject)s” yet."),
        CheckCode.OLD_LEFT_OUT: _("“%(subject)s” has waited for more than two sessions and is left out."),
        CheckCode.ASKED_LEFT_OUT: _("%(name)s asked for “%(subject)s”, which is not on the agenda."),
    }[code]
