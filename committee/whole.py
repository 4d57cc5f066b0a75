"""The plan of a whole session in words: how far it is, what it would change, what it leaves out, what to know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from committee.enums import Block, CollegeCode
from committee.models import AgendaItem, AgendaProposal, ProposalState, Session
from committee.planning import Cause, Exclusion, Reason, ReasonCode
from committee.selectors.whole_session import FILLED, WholeSession, ideas_by_reference, whole_session
from committee.session_planning import WarningCode
from ideas.models import Idea
from parkour.core import clock

LONG_AFTER = timedelta(minutes=1)
COMES, MOVES, STAYS, FIXED = "comes", "moves", "stays", "fixed"


@dataclass(frozen=True)
class Line:
    """One point of the plan. `change`: what it means for the agenda of today; `came_from`: its block, if it moves."""

    title: str
    change: str
    reasons: tuple[str, ...] = ()
    idea: Idea | None = None
    came_from: str = ""


@dataclass(frozen=True)
class BlockLines:
    """One block. `used` and `capacity` in half-minutes."""

    block: Block
    lines: tuple[Line, ...]
    used: int
    capacity: int

    @property
    def label(self):
        return self.block.label


@dataclass(frozen=True)
class LeftOut:
    """A contribution that is left out: why, and what its place would cost. `loss` None when it can have none."""

    idea: Idea
    why: str
    on_agenda: bool
    drops: tuple[Idea, ...] = ()
    loss: float | None = None


@dataclass(frozen=True)
class WholePlan:
    """What a page tells of the row of a session; without `row` nothing was ever asked."""

    session: Session
    row: AgendaProposal | None
    whole: WholeSession

    @property
    def waits(self) -> bool:
        return self.row is not None and self.row.state in {ProposalState.ASKED, ProposalState.RUNNING}

    @property
    def takes_long(self) -> bool:
        return self.waits and clock.now() - self.row.asked_at > LONG_AFTER

    @property
    def found_at(self) -> datetime | None:
        return self.row.found_at if self.row else None

    @property
    def result(self) -> dict | None:
        return self.row.result if self.row else None

    @property
    def is_current(self) -> bool:
        """Whether agenda and pool still are what the plan was made of."""
        return self.result is not None and self.result["fingerprint"] == self.whole.fingerprint

    @cached_property
    def _ideas(self) -> dict[str, Idea]:
        keys = [key for _code, keys, _used, _capacity in self.result["blocks"] for key in keys]
        return ideas_by_reference([*keys, *(row[0] for row in self.result["excluded"])])

    @cached_property
    def _staying(self) -> dict[str, AgendaItem]:
        return {f"item:{item.pk}": item for ranks in self.whole.fixed.values() for item in ranks.values()}

    @cached_property
    def blocks(self) -> tuple[BlockLines, ...]:
        return tuple(
            BlockLines(Block(code), tuple(filter(None, (self._line(key, code) for key in keys))), used, capacity)
            for code, keys, used, capacity in self.result["blocks"]
            if code in FILLED or keys
        )

    def _line(self, key: str, code: str) -> Line | None:
        if key not in self._ideas:
            item = self._staying.get(key)
            return None if item is None else Line(self._title(key), FIXED)
        entry, idea = self.whole.entries.get(key), self._ideas[key]
        before = entry.item.block if entry and entry.item else ""
        change = COMES if not before else STAYS if before == code else MOVES
        reasons = tuple(str(Reason(ReasonCode(name), count).label) for name, count in self.result["reasons"][key])
        came_from = str(Block(before).label) if change == MOVES else ""
        return Line(idea.display_title, change, reasons, idea, came_from)

    def _title(self, key: str) -> str:
        item = self._staying.get(key)
        if item is not None:
            return item.title or (item.idea.display_title if item.idea else "")
        return self._ideas[key].display_title if key in self._ideas else key

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        return tuple(
            self._left(key, Exclusion(key, Cause(cause), short_by), price)
            for key, cause, short_by, price in self.result["excluded"]
            if key in self._ideas
        )

    def _left(self, key, exclusion, price) -> LeftOut:
        entry = self.whole.entries.get(key)
        on_agenda = entry is not None and entry.item is not None
        drops, _adds, loss = price or ((), (), None)
        leaving = tuple(self._ideas[other] for other in drops if other in self._ideas)
        return LeftOut(self._ideas[key], str(exclusion.label), on_agenda, leaving, loss)

    @property
    def changes(self) -> dict[str, int]:
        """How many come, move and leave."""
        found = [line.change for block in self.blocks for line in block.lines]
        leaving = sum(row.on_agenda for row in self.left_out)
        return {"comes": found.count(COMES), "moves": found.count(MOVES), "leaves": leaving}

    @property
    def changes_something(self) -> bool:
        return any(self.changes.values()) or self._order_changes

    @property
    def _order_changes(self) -> bool:
        for _code, keys, _used, _capacity in self.result["blocks"]:
            entries = (self.whole.entries.get(key) for key in keys)
            ranks = [entry.item.position for entry in entries if entry and entry.item]
            if ranks != sorted(ranks):
                return True
        return False

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        why = {row.idea.reference: row.why for row in self.left_out}
        return tuple(self._warning(WarningCode(code), subject, why) for code, subject in self.result["warnings"])

    def _warning(self, code: WarningCode, subject: str, why: dict[str, str]) -> str:
        words = {"title": self._title(subject), "why": why.get(subject, "")}
        if code is WarningCode.SITE_SHARE:
            sites = {str(idea.site_id): str(idea.site) for idea in self._ideas.values()}
            return _("More than two points in five come from %(site)s.") % {"site": sites.get(subject, subject)}
        if code is WarningCode.POLE_UNSEEN:
            pole = CollegeCode(subject).label
            return _("No contribution comes from the pole %(pole)s.") % {"pole": pole}
        return {
            WarningCode.MUST_LEFT_OUT: _("“%(title)s” has to be handled now and has no place. %(why)s."),
            WarningCode.OLD_LEFT_OUT: _("“%(title)s” has waited for three sessions and is left out. %(why)s."),
            WarningCode.MISSING_DOCUMENT: _("“%(title)s” still waits for a document."),
            WarningCode.NO_PRESENTER: _("Nobody presents “%(title)s” yet."),
            WarningCode.WITHOUT_QUORUM: _("With its authors recused, a pole could not vote on “%(title)s”."),
        }[code] % words

    @property
    def failure(self) -> str:
        """Why the last attempt found no plan, and what to do; "" when it did."""
        if self.row is None or self.row.state != ProposalState.FAILED:
            return ""
        code = self.row.failure.get("code")
        if code == "fixed":
            titles = ", ".join(_("“%(title)s”") % {"title": self._name(key)} for key in self.row.failure["keys"])
            return _("The points kept in place do not fit together. Shorten, move or let go: %(titles)s.") % {
                "titles": titles
            }
        if code == "effort":
            return _("No plan was found in the time allowed. Fill the agenda block by block, or by hand.")
        return _("Something went wrong while planning. Try again; if it goes on, tell whoever runs Parkour.")

    def _name(self, key: str) -> str:
        item = self._staying.get(key)
        return _("a point that has left since") if item is None else self._title(key)


def whole_plan(session: Session) -> WholePlan:
    """The plan of a session as a page or the API tells it. A bounded number of queries."""
    row = AgendaProposal.objects.filter(session=session).first()
    return WholePlan(session, row, whole_session(session))
