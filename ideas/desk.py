"""What waits on a desk: the triage queue around one item, the actions by what they need."""

from collections.abc import Sequence
from datetime import datetime, time

from django.core.validators import validate_slug
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from ideas.action_links import waits_for_another
from ideas.enums import DECIDED, NOT_TO_JOIN, UNTRIAGED, ActionStatus, State
from ideas.held import NOT_HELD, OWN
from ideas.models import Action, ActionEscalation, Authorship, Escalation, Idea, IdeaEvent, RedFlag
from ideas.models.idea import KEPT, LAST
from ideas.ready_answers import COUNTED
from ideas.selectors import STALE_AFTER, triage_queue
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.counting import MOST
from parkour.core.keys import beyond
from parkour.core.parts import Part, cut
from parkour.core.prepared import prepared_cursor
from parkour.organisation.models import Site

PAGE = 50
MOST_SUGGESTIONS = 500
FLAGS_SHOWN = 10

# --- Triage ---------------------------------------------------------------------------------------


# The same as `ideas.models.idea.QUEUE`, which the index is made of.
QUEUE_ORDER = (
    f"""CASE WHEN "ideas_idea"."first_human_reply_at" IS NOT NULL THEN '{KEPT.isoformat()}'::timestamptz
        ELSE COALESCE("ideas_idea"."promised_reply_at", '{LAST.isoformat()}'::timestamptz) END""",
    '"ideas_idea"."submitted_at"',
    '"ideas_idea"."id"',
)


def place_of(idea: Idea) -> tuple:
    """What `idea` is sorted by in the queue."""
    promise = KEPT if idea.first_human_reply_at else idea.promised_reply_at or LAST
    return promise, idea.submitted_at, idea.pk


def after_in_queue(idea: Idea) -> Q:
    """What comes after `idea` in the order of the queue: the promise that still runs, then age."""
    return beyond(QUEUE_ORDER, place_of(idea))


def next_in_queue(idea: Idea, *, without: Sequence[str] = ()) -> Idea | None:
    """The item to show once `idea` is dealt with, None at the end; those set aside (references) left out."""
    queue = triage_queue().filter(after_in_queue(idea))
    return (queue.exclude(reference__in=without) if without else queue).first()


def waiting_among(references: Sequence[str]) -> list[Idea]:
    """Those of these that wait for an answer, in the order of the queue, with what the words to their authors need."""
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    return list(triage_queue().filter(reference__in=references).prefetch_related(people))


def first_set_aside(references: Sequence[str]) -> Idea | None:
    """The first in the queue of those that were set aside, None when none of them waits any more."""
    return triage_queue().filter(reference__in=references).first() if references else None


def named_by(reference: str) -> Idea | None:
    """The sent contribution that an address names as the last of a page; None for anything else."""
    known = validate_slug.regex.match(reference)
    return Idea.objects.filter(reference=reference, submitted_at__isnull=False).first() if known else None


ROW = (  # what a line of a list of contributions says
    *("reference", "kind", "title", "problem_text", "state", "priority", "value", "effort", "sealed"),
    *("submitted_at", "promised_reply_at", "first_human_reply_at", "site__name"),
)


LINE, PLACE = Part(Idea, "ideas_idea", *ROW[:-1], "site_id"), Part(Site, "s", "name")
FLAGGED = "EXISTS (SELECT 1 FROM ideas_redflag f WHERE f.idea_id = ideas_idea.id AND f.lifted_at IS NULL)"
PASSED_ON = "EXISTS (SELECT 1 FROM ideas_escalation e WHERE e.idea_id = ideas_idea.id AND e.answered_at IS NULL)"
# Written as what the index of the queue holds, less those parked for longer: with OR, PostgreSQL gathers all and sorts.
WAITS_IN_QUEUE = f"""
state IN ('submitted', 'in_triage', 'parked')
  AND NOT (state = 'parked' AND (review_on IS NULL OR review_on > %(today)s)) AND {NOT_HELD}"""
QUEUE = f"""
SELECT {LINE.columns}, {PLACE.columns}, {FLAGGED}, {PASSED_ON}
  FROM ideas_idea LEFT JOIN organisation_site s ON s.id = ideas_idea.site_id
 WHERE {WAITS_IN_QUEUE}
"""  # noqa: S608 — columns of our models


def queue_page(after: Idea | None = None, size: int = PAGE) -> list[Idea]:
    """One page of the queue, and one row more if there is a next page. Pages are found by key; for reading only."""
    order, further, values = ", ".join(QUEUE_ORDER), "", {"today": clock.today()}
    if after:
        further = f"AND ({order}) > (%(promise)s, %(sent)s, %(key)s)"
        values |= dict(zip(("promise", "sent", "key"), place_of(after), strict=True))
    with prepared_cursor() as cursor:
        cursor.execute(f"{QUEUE} {further} ORDER BY {order} LIMIT {int(size) + 1}", values)
        return [line_of(row) for row in cursor.fetchall()]


def whole(lines: list[Idea]) -> list[Idea]:
    """The same ideas with every column: who may not read all names needs more than a line says."""
    found = with_marks(Idea.objects.select_related("site")).in_bulk([line.pk for line in lines])
    return [found[line.pk] for line in lines if line.pk in found]


def with_marks(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """The same rows, with what their lines of the queue are marked with."""
    return ideas.annotate(
        is_flagged=Exists(RedFlag.objects.filter(idea=OuterRef("pk"), lifted_at=None)),
        is_passed_on=Exists(Escalation.objects.filter(idea=OuterRef("pk"), answered_at=None)),
    )


def flagged_in_queue() -> list[Idea]:
    """What waits in triage with a red flag, the one to be seen first at the head; bounded."""
    rows = Idea.objects.filter(state__in=UNTRIAGED, red_flag__lifted_at=None, red_flag__isnull=False)
    return list(rows.select_related("red_flag", "site").order_by("red_flag__due_at", "pk")[:FLAGS_SHOWN])


def line_of(row) -> Idea:
    """A row of `QUEUE` as a contribution with its site and its marks."""
    facts, place, marks = cut(row, [LINE, PLACE])
    idea = LINE.build(facts)
    idea.is_flagged, idea.is_passed_on = marks
    idea._state.fields_cache["site"] = PLACE.build(place)
    return idea


def up_to(condition: str = "") -> str:
    """SQL: how many wait in the queue and meet `condition` (AND …), up to `MOST` + 1. Read in its index."""
    return f"""(SELECT count(*) FROM (
        SELECT 1 FROM ideas_idea WHERE {WAITS_IN_QUEUE} {condition} LIMIT {MOST + 1}) AS counted)"""  # noqa: S608


NUMBERS = f"""
SELECT {up_to()},
  {up_to(f"AND ({QUEUE_ORDER[0]}) < %(now)s")},
  {up_to(f"AND ({QUEUE_ORDER[0]}) BETWEEN %(now)s AND %(tonight)s")},
  (SELECT count(*) FROM (SELECT 1 FROM ideas_capture WHERE to_say_id IS NOT NULL LIMIT {MOST + 1}) AS said),
  (SELECT count(*) FROM (
    SELECT 1 FROM ideas_opinionrequest o JOIN ideas_idea i ON i.id = o.idea_id
     WHERE o.ended_at IS NULL AND i.state IN ('submitted', 'in_triage') AND o.first_id <> %(me)s
       AND i.redirected_to NOT IN ('harassment', 'whistleblowing')
       AND NOT EXISTS (SELECT 1 FROM ideas_authorship w WHERE w.idea_id = o.idea_id AND w.person_id = %(me)s)
     LIMIT {MOST + 1}) AS opinions),
  (SELECT count(*) FROM (
    SELECT 1 FROM ideas_opinionrequest o JOIN ideas_idea i ON i.id = o.idea_id
     WHERE o.to_discuss AND o.settled_at IS NULL AND (o.first_id = %(me)s OR o.second_id = %(me)s)
       AND i.state IN ('submitted', 'in_triage') LIMIT {MOST + 1}) AS talks),
  (SELECT count(*) FROM (SELECT 1 FROM ideas_redflag f JOIN ideas_idea i ON i.id = f.idea_id
                          WHERE f.lifted_at IS NULL AND i.state IN ('submitted', 'in_triage')
                          LIMIT {MOST + 1}) AS flagged),
  {COUNTED},
  {OWN}
"""  # noqa: S608 — a number of ours


NUMBERED = ("total", "late", "today", "to_say", "opinions", "talks", "flags", "ready", "ready_since")


def queue_numbers(person: User | None = None) -> dict:
    """How many wait, how many promises are broken, how many fall due before tonight (here), how many answers are still
    to be said aloud; of `person`, how many second opinions and talks over levels wait; how many have a red flag: each
    up to `MOST` + 1. And `own`, the facts of `held.OWN` about `person`.
    """
    tonight = timezone.make_aware(datetime.combine(clock.today(), time.max))
    with prepared_cursor() as cursor:
        asked = {"now": clock.now(), "tonight": tonight, "today": clock.today()}
        cursor.execute(NUMBERS, asked | {"me": person.pk if person else 0, "here": None})
        found = cursor.fetchone()
    return dict(zip(NUMBERED, found, strict=False)) | {"own": tuple(found[len(NUMBERED) :])}


def answers_to_read() -> QuerySet[Idea]:
    """What is back under review because its author has answered a question."""
    answered = IdeaEvent.objects.filter(idea=OuterRef("pk"), name="answer")
    return Idea.objects.filter(Exists(answered), state__in=UNTRIAGED, first_human_reply_at__isnull=False)


def merge_candidates(idea: Idea) -> QuerySet[Idea]:
    """Contributions that `idea` may join, the latest first: suggestions, not a limit."""
    return (
        Idea.objects.exclude(state__in=NOT_TO_JOIN | DECIDED)
        .exclude(pk=idea.pk)
        .order_by("-submitted_at", "-pk")
        .only("reference", "title", "problem_text")[:100]
    )


def people_to_name() -> QuerySet[User]:
    """Colleagues to suggest where a person has to be named, with their site."""
    return (
        User.objects.filter(is_active=True)
        .select_related("site")
        .order_by("last_name", "first_name")[:MOST_SUGGESTIONS]
    )


# --- Actions --------------------------------------------------------------------------------------

OPEN_STATES = (State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED)
NOTHING, BLOCKED, OVERDUE, STALE, TO_CONFIRM, ASKED = 9, 3, 2, 1, 0, -1


def needs_first(*, for_direction: bool = False) -> Case:
    """What an action needs first: to be confirmed, asked about, hurried, unblocked; of the direction, its answer."""
    asked = [When(Exists(unanswered().filter(action=OuterRef("pk"))), then=Value(ASKED))] if for_direction else []
    at_work = Q(idea__state__in=[State.APPROVED, State.IN_PROGRESS])
    return Case(
        *asked,
        When(Q(idea__state=State.IN_PROGRESS, status=ActionStatus.DONE), then=Value(TO_CONFIRM)),
        When(at_work & Q(last_news_at__lt=clock.now() - STALE_AFTER), then=Value(STALE)),
        When(at_work & Q(due_on__lt=clock.today()), then=Value(OVERDUE)),
        When(at_work & Q(status=ActionStatus.BLOCKED), then=Value(BLOCKED)),
        default=Value(NOTHING),
        output_field=IntegerField(),
    )


def unanswered() -> QuerySet[ActionEscalation]:
    """What the direction is asked about actions and has not answered."""
    return ActionEscalation.objects.filter(answered_at=None, action__idea__state__in=OPEN_STATES)


def actions_for(user, *, ended: bool = False) -> QuerySet[Action]:
    """Actions a person follows, those that need something first. `attention` says what (see above).

    Everything for officer and direction, one's own otherwise.
    """
    rows = Action.objects.select_related("idea", "owner", "owner__site").annotate(
        attention=needs_first(for_direction=user.has_perm("ideas.answer_action")), waits=waits_for_another()
    )
    if not user.has_perm("ideas.follow_actions"):
        rows = rows.filter(owner=user)
    if ended:
        return rows.exclude(idea__state__in=OPEN_STATES).order_by("-due_on", "-pk")
    return rows.filter(idea__state__in=OPEN_STATES).order_by("attention", "due_on", "pk")


def actions_page(user, *, ended: bool = False, after: str = "", size: int = PAGE) -> list[Action]:
    """One page of `actions_for`, and one row more if there is a next page; `after` is a reference."""
    rows = actions_for(user, ended=ended)
    last = rows.filter(idea__reference=after).first() if validate_slug.regex.match(after) else None
    if last and ended:
        rows = rows.filter(Q(due_on__lt=last.due_on) | Q(due_on=last.due_on, pk__lt=last.pk))
    elif last:
        same = Q(attention=last.attention)
        rows = rows.filter(
            Q(attention__gt=last.attention) | same & (Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
        )
    return list(rows[: size + 1])


def recommendations() -> QuerySet[Idea]:
    """What the direction owes an answer to, the earliest date first."""
    return (
        Idea.objects.filter(state=State.RECOMMENDED)
        .select_related("site")
        .order_by(F("answer_due_on").asc(nulls_last=True), "pk")[:100]
    )
