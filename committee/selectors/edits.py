"""The last changes of a draft agenda, in words that the whole room may read, and which of them can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee.durations import in_minutes
from committee.enums import UPCOMING, Block, EditKind
from committee.models import AgendaEdit, AgendaItem, Session
from committee.selectors.shared import veiled
from ideas.models import Idea
from parkour.core import clock

SHOWN = 20
FRESH = timedelta(seconds=30)  # how long the last change is offered to be taken back at once


@dataclass(frozen=True)
class EditLine:
    """One change. `key`: the point it was about, None for several; `reason`: why it cannot be taken back, else ""."""

    edit: AgendaEdit
    words: str
    key: int | None
    reason: str

    @property
    def can_be_undone(self) -> bool:
        return not self.reason


def edit_lines(session: Session, most: int = SHOWN) -> list[EditLine]:
    """The last changes, the latest first. A bounded number of queries."""
    edits = list(session.edits.select_related("by", "undone_by").order_by("-number")[:most])
    titles = _titles(edits)
    later: set[int] = set()
    lines = []
    for edit in edits:
        key = edit.subjects[0] if len(edit.subjects) == 1 else None
        lines.append(EditLine(edit, _words(edit, titles), key, _reason(edit, session, later)))
        if not edit.is_undone:
            later |= set(edit.subjects)
    return lines


def last_line(lines: Iterable[EditLine], user) -> EditLine | None:
    """The last change of `user` that stands, if they may take it back."""
    line = next((line for line in lines if line.edit.by_id == user.pk and not line.edit.is_undone), None)
    return line if line and line.can_be_undone else None


def fresh_line(lines: Iterable[EditLine], user) -> EditLine | None:
    """The change that `user` has just made and may take back at once."""
    line = last_line(lines, user)
    return line if line and line.edit.at >= clock.now() - FRESH else None


def _reason(edit: AgendaEdit, session: Session, later: set[int]) -> str:
    if edit.is_undone:
        return _("Taken back by %(name)s") % {"name": edit.undone_by}
    if edit.agenda_version < session.agenda_version:
        return _("Sent with version %(version)s") % {"version": edit.agenda_version + 1}
    if session.state not in UPCOMING:
        return _("The session has begun")
    return _("Changed again since") if later & set(edit.subjects) else ""


def _row(edit: AgendaEdit) -> dict:
    """The values of the one point that a change was about, as they were last; {} when it was about several."""
    if len(edit.subjects) != 1:
        return {}
    key = str(edit.subjects[0])
    return edit.after["rows"].get(key) or edit.before["rows"].get(key) or {}


def _titles(edits: list[AgendaEdit]) -> dict[int, str]:
    """Titles by change, without the names that are hidden from the room."""
    rows = {edit.pk: _row(edit) for edit in edits}
    wanted = {row.get(name) for row in rows.values() for name in ("idea_id", "about_id")} - {None}
    ideas = Idea.objects.in_bulk(wanted)
    items = {
        pk: AgendaItem(title=row["title"], idea=ideas.get(row["idea_id"]), about=ideas.get(row.get("about_id")))
        for pk, row in rows.items()
        if row and (row["title"] or row["idea_id"] in ideas)
    }
    veiled(items.values())
    return {pk: item.subject for pk, item in items.items()}


def _words(edit: AgendaEdit, titles: dict[int, str]) -> str:
    if edit.kind == EditKind.PLAN:
        return _("The plan of the whole session is on the agenda.")
    if edit.kind == EditKind.PROPOSE or edit.pk not in titles:
        return _counted(edit)
    row = _row(edit)
    facts = {"title": titles[edit.pk], "minutes": in_minutes(row["duration"])} | _place(edit, row["block"])
    return _SENTENCES[edit.kind](row) % facts


def _place(edit: AgendaEdit, block: str) -> dict:
    order, key = edit.after["orders"].get(block, []), edit.subjects[0]
    rank = order.index(key) + 1 if key in order else len(order)
    return {"block": Block(block).label, "rank": rank, "total": len(order)}


def _counted(edit: AgendaEdit) -> str:
    before, after = edit.before["rows"], edit.after["rows"]
    came = [row for key, row in after.items() if row and not before.get(key)]
    left = sum(1 for key, row in before.items() if row and not after.get(key))
    if not came and not left:
        return _("The order of the points is another one.")
    if all(row["idea_id"] for row in came):
        placed = ngettext("%(count)s contribution placed.", "%(count)s contributions placed.", len(came))
    else:
        placed = ngettext("%(count)s point placed.", "%(count)s points placed.", len(came))
    said = [placed % {"count": len(came)}]
    if left:
        said.append(ngettext("%(count)s taken off.", "%(count)s taken off.", left) % {"count": left})
    return " ".join(said)


_SENTENCES = {
    EditKind.ADD: lambda row: _("“%(title)s” is on the agenda: %(block)s, point %(rank)s of %(total)s."),
    EditKind.MOVE: lambda row: _("“%(title)s” is moved: %(block)s, point %(rank)s of %(total)s."),
    EditKind.REMOVE: lambda row: _("“%(title)s” is taken off the agenda."),
    EditKind.PIN: lambda row: (
        _("“%(title)s” is kept in place.") if row["pinned"] else _("The proposal may move “%(title)s”.")
    ),
    EditKind.DURATION: lambda row: _("“%(title)s” takes %(minutes)s min."),
    EditKind.PRESENTER: lambda row: (
        _("“%(title)s” has somebody to present it.") if row["presenter_id"] else _("Nobody presents “%(title)s” yet.")
    ),
}
