"""All contributions, as the officer looks through them: filters, three orders, search; pages found by key."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from ideas.desk import ROW
from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS, IdeaKind, State
from ideas.models import Idea
from ideas.models.idea import LAST, PRIORITY, PROMISE
from ideas.reasons import given_for
from ideas.search import Search, matching
from ideas.tags import carrying
from parkour.core.keys import beyond

PAGE = 50
NEWEST, BY_PRIORITY, BY_PROMISE = "newest", "priority", "promise"
STATES_SHOWN = [state for state in State if state not in OUT_OF_SIGHT]
KEY = '"ideas_idea"."id"'


@dataclass(frozen=True)
class Order:
    """One order of the list: `key(idea)` is where a row stands in the order of `columns`."""

    by: tuple
    columns: tuple[str, ...]
    key: object
    descending: bool = True

    def after(self, idea: Idea):
        return beyond(self.columns, self.key(idea), descending=self.descending)


ORDERS = {
    NEWEST: Order(
        (F("submitted_at").desc(), F("id").desc()),
        ('"ideas_idea"."submitted_at"', KEY),
        lambda idea: (idea.submitted_at, idea.pk),
    ),
    BY_PRIORITY: Order(
        (PRIORITY.desc(), F("id").desc()),
        ('CASE WHEN NOT "ideas_idea"."sealed" THEN COALESCE("ideas_idea"."priority", -1.0) ELSE -1.0 END', KEY),
        lambda idea: (-1.0 if idea.sealed or idea.priority is None else idea.priority, idea.pk),
    ),
    BY_PROMISE: Order(
        (PROMISE.asc(), F("id").asc()),
        (f"""COALESCE("ideas_idea"."promised_reply_at", '{LAST.isoformat()}'::timestamptz)""", KEY),
        lambda idea: (idea.promised_reply_at or LAST, idea.pk),
        descending=False,
    ),
}


def contributions(
    *, state: str = "", kind: str = "", site: int | None = None, reason: int | None = None, tag: int | None = None
) -> QuerySet[Idea]:
    """Everything that was sent and that an officer may read, filtered; an unknown filter is none."""
    rows = Idea.objects.filter(submitted_at__isnull=False).exclude(state__in=OUT_OF_SIGHT)
    rows = rows.exclude(redirected_to__in=SENSITIVE_CHANNELS)
    if state in STATES_SHOWN:
        rows = rows.filter(state=state)
    if kind in IdeaKind.values:
        rows = rows.filter(kind=kind)
    if reason is not None:
        rows = given_for(rows, reason)
    if tag is not None:
        rows = carrying(rows, tag)
    return rows if site is None else rows.filter(site=site)


def contributions_page(
    rows: QuerySet[Idea], *, order: str = NEWEST, after: Idea | None = None, search: Search | None = None
) -> list[Idea]:
    """One page of `rows`, and one row more if there is a next page; `after` is the last row of the page before."""
    chosen = ORDERS[order]
    if search is not None:
        rows = matching(rows, search)
    if after is not None:
        rows = rows.filter(chosen.after(after))
    return list(rows.select_related("site").only(*ROW).order_by(*chosen.by)[: PAGE + 1])
