"""Lines of the officer's lists: ready words put into kept fragments, so that a line costs next to nothing."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext

from ideas.enums import UNTRIAGED, IdeaKind, State
from ideas.workflow import STATES
from parkour.core import clock
from parkour.core.dates import due_tone, human_date, human_due
from parkour.core.fragments import Memory, fragment
from parkour.core.keys import address_of
from parkour.core.templatetags.parkour_ui import iso

register = template.Library()

KIND_ICONS = {IdeaKind.PROPOSAL: "lightbulb", IdeaKind.FEEDBACK: "message-square"}


# Lines by what the database says of them: for a minute, their words need not even be found again.
_lines = Memory()


@register.simple_tag
def queue_line(idea, current=False, pick=False):
    """One contribution that waits for the officer: what it is, where it comes from, what was promised.

    `pick`: with a box, to choose several; "chosen": already ticked.
    """
    facts = (
        idea.reference, idea.kind, idea.site_id, str(idea.site or ""), idea.value is None, idea.first_human_reply_at,
        idea.promised_reply_at, idea.told.title, bool(current), bool(pick), pick == "chosen",
        getattr(idea, "is_flagged", False), getattr(idea, "is_passed_on", False),
    )  # fmt: skip
    minute = clock.now().replace(second=0, microsecond=0)
    key = (facts, minute, get_language(), timezone.get_current_timezone_name())
    return _lines.recall(key, lambda: _queue_line(idea, current, pick))


def _queue_line(idea, current, pick):
    promised = idea.promised_reply_at if idea.first_human_reply_at is None else None
    if idea.first_human_reply_at:
        due = gettext("Answered once")
    else:
        due = human_due(promised) if promised else gettext("No promised date")
    return fragment(
        "ideas/_queue_line.html",
        url=address_of("ideas:triage_item", idea.reference),
        current=bool(current),
        pick=idea.reference if pick else "",
        chosen=pick == "chosen",
        **_kind_of(idea),
        flagged=getattr(idea, "is_flagged", False),
        passed_on=getattr(idea, "is_passed_on", False),
        assessed=idea.value is not None,
        due=due,
        due_at=iso(promised) if promised else "",
        tone=due_tone(promised) if promised else "",
        title=idea.told.title,
    )


@register.simple_tag
def contribution_line(idea):
    """One contribution among all: its state, when it was sent, how it was assessed."""
    info = STATES[State(idea.state)]
    # While it waits, one goes on with it in its place of the queue.
    page = "ideas:triage_item" if idea.state in UNTRIAGED else "ideas:detail"
    return fragment(
        "ideas/_contribution_line.html",
        url=address_of(page, idea.reference),
        reference=idea.reference,
        **_kind_of(idea),
        state=str(State(idea.state).label),
        tone=info.tone,
        icon=info.icon,
        sent=human_date(idea.submitted_at),
        sent_at=iso(idea.submitted_at),
        priority="" if idea.sealed or idea.priority is None else str(round(idea.priority)),
        title=idea.display_title,
    )


@register.simple_tag
def portfolio_line(line, cells):
    """One contribution of the portfolio; `cells` are (label, text) of the columns shown."""
    return fragment(
        "ideas/_portfolio_line.html", url=line.url, title=line.title, reference=line.reference, cells=tuple(cells)
    )


@register.simple_tag
def matrix_point(point):
    """One place of the matrix as it is drawn, with where it leads and what it says."""
    at = point["at"]
    return fragment(
        "ideas/_matrix_point.html",
        url=point["url"],
        name=point["name"],
        count=at.cell.count,
        **{name: getattr(at, name) for name in ("x", "y", "rx", "ry")},
    )


@register.simple_tag
def matrix_row(row):
    """The same in the table behind the drawing."""
    cell = row["cell"]
    said = {name: row[name] for name in ("url", "words", "number", "reference")}
    return fragment("ideas/_matrix_row.html", quadrant=str(cell.quadrant.label), raters=cell.raters, **said)


def _kind_of(idea):
    return {
        "kind": str(IdeaKind(idea.kind).label),
        "kind_icon": KIND_ICONS[IdeaKind(idea.kind)],
        "site": str(idea.site) if idea.site else "",
    }
