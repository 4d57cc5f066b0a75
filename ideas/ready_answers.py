"""Reading the answers that are prepared and not published: the list, those of a chosen moment, those put aside."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from ideas.deadlines import effective_state
from ideas.enums import SENSITIVE_CHANNELS, UNTRIAGED, State
from ideas.held import WAITS
from ideas.models import Authorship, HeldDecision, Idea, ReadyAnswer, TriageDecision
from ideas.privacy import prefetch_names, tell
from parkour.accounts.models import User
from parkour.core import clock
from parkour.organisation.models import work_calendar

PAGE, MOST = 50, 50
ASIDE_SHOWN = 20
OLD_AFTER = 3  # working days
# For statements written by hand: an answer that is ready and is not leaving.
IS_READY = """r.discarded_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM ideas_helddecision h WHERE h.ready_id = r.id AND h.leaves_at IS NOT NULL)"""
COUNTED = f"""
  (SELECT count(*) FROM ideas_readyanswer r WHERE {IS_READY}),
  (SELECT min(r.prepared_at) FROM ideas_readyanswer r WHERE {IS_READY})
"""  # noqa: S608 — a condition of ours


def ready_answers() -> QuerySet[ReadyAnswer]:
    """What is ready and is not leaving, in the order of its preparation."""
    leaving = HeldDecision.objects.filter(ready=OuterRef("pk"), leaves_at__isnull=False)
    return ReadyAnswer.objects.filter(~Exists(leaving), discarded_at=None).order_by("pk")


def ready_answer_for(idea: Idea) -> ReadyAnswer | None:
    """What is ready for `idea`."""
    rows = ready_answers().filter(idea=idea)
    return rows.select_related("by", "owner", "merged_into", "reason").first()


@dataclass
class Line:
    """One ready answer as the list shows it.

    `is_open`: it can be published. `is_changed`: its contribution is no longer as it was when the answer was prepared;
    `answer` is what somebody else answered meanwhile. `is_hidden`: its contribution is out of sight. `is_old`: it waits
    for more than `OLD_AFTER` working days. `error`: why it was not published.
    """

    ready: ReadyAnswer
    is_open: bool
    is_changed: bool
    is_hidden: bool
    is_old: bool
    answer: TriageDecision | None = None
    error: str = ""


def ready_lines(reader: User, *, after: int | None = None, size: int = PAGE) -> tuple[list[Line], int | None]:
    """One page of the list, and the key to ask for the next one with as `after` (None: it is the last).

    Of a contribution that its author has taken back, or that was passed on in confidence, only whoever prepared the
    answer finds it.
    """
    rows = ready_answers().filter(pk__gt=after) if after else ready_answers()
    found = list(_whole(rows)[: size + 1])
    following = found[size - 1].pk if len(found) > size else None
    rows = [row for row in found[:size] if not is_out_of_sight(row.idea) or row.by_id == reader.pk]
    ideas = tell(reader, [row.idea for row in rows])
    prefetch_names(ideas)
    answers, before = (_answered_since(rows), old_before()) if rows else ({}, None)
    return [_line(row, answers.get(row.idea_id), before) for row in rows], following


def _line(row, answer, before):
    is_open = effective_state(row.idea) in UNTRIAGED
    return Line(
        ready=row,
        is_open=is_open,
        is_changed=is_open and row.idea.version != row.idea_version,
        is_hidden=is_out_of_sight(row.idea),
        is_old=row.prepared_at < before,
        answer=answer if answer and answer.at >= row.prepared_at else None,
    )


def _whole(rows):
    people = Prefetch("idea__authorships", Authorship.objects.select_related("person"))
    joined = ("idea__site", "by", "owner", "merged_into", "reason")
    return rows.select_related(*joined).prefetch_related(people)


def _answered_since(rows) -> dict[int, TriageDecision]:
    """The last answer to each contribution of `rows`, by its key."""
    found = TriageDecision.objects.filter(idea__in=[row.idea_id for row in rows]).order_by("at", "pk")
    return {decision.idea_id: decision for decision in found.select_related("by")}


def is_out_of_sight(idea: Idea) -> bool:
    """Taken back by its author, or passed on in confidence."""
    return idea.state == State.WITHDRAWN or idea.redirected_to in SENSITIVE_CHANNELS


def old_before() -> datetime:
    """What was prepared before this moment waits for more than `OLD_AFTER` working days of the company."""
    calendar, now = work_calendar(None), clock.now()
    day = calendar.day_of(now)
    for _one in range(OLD_AFTER):
        day = calendar.before(day)
    return now.astimezone(calendar.tz).replace(year=day.year, month=day.month, day=day.day)


def planned_answers(reader: User) -> list[HeldDecision]:
    """What leaves at a chosen moment, the first at the head, with its idea told; `is_late` where that is after what was
    promised.
    """
    rows = list(
        HeldDecision.objects.filter(WAITS, is_planned=True)
        .select_related("idea__site", "by")
        .order_by("leaves_at", "pk")[:MOST]
    )
    rows = [row for row in rows if not is_out_of_sight(row.idea) or row.by_id == reader.pk]
    tell(reader, [row.idea for row in rows])
    for row in rows:
        promised = row.idea.promised_reply_at if row.idea.first_human_reply_at is None else None
        row.is_late = promised is not None and promised < row.leaves_at
    return rows


def put_aside(reader: User) -> list[ReadyAnswer]:
    """What was put aside lately and can be put back, the last first."""
    rows = ReadyAnswer.objects.filter(discarded_at__isnull=False).select_related("idea__site", "by")
    rows = [row for row in rows.order_by("-discarded_at", "-pk")[:ASIDE_SHOWN] if not is_out_of_sight(row.idea)]
    tell(reader, [row.idea for row in rows])
    return rows
