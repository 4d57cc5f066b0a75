"""What the worker wrote down about likeness, as the officer reads it: neighbours of one, pairs that may be one."""

import re
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ideas.enums import NOT_TO_JOIN, UNTRIAGED
from ideas.likeness import CLOSE, Band, band_of
from ideas.models import Idea, Neighbour
from ideas.privacy import tell
from ideas.selectors import visible_to
from parkour.accounts.models import User
from parkour.core.keys import whole_number

HEXADECIMAL = re.compile(r"0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,2}")  # a likeness, to its last digit
SHOWN = 5
PAGE = 20


@dataclass(frozen=True)
class Alike:
    """A neighbour, and how close it is."""

    idea: Idea
    band: Band


def neighbours_of(idea: Idea, reader: User, *, most: int = SHOWN) -> list[Alike]:
    """The contributions most like `idea` that it may join and that `reader` may read, the closest first."""
    forth, back = Neighbour.objects.filter(idea=idea), Neighbour.objects.filter(other=idea)
    score = Coalesce(
        Subquery(forth.filter(other=OuterRef("pk")).values("score")),
        Subquery(back.filter(idea=OuterRef("pk")).values("score")),
    )
    # Joined by OR, every contribution would be looked at.
    there = _mergeable(reader).filter(pk__in=forth.values_list("other").union(back.values_list("idea"), all=True))
    near = there.select_related("site").annotate(closeness=score).order_by("-closeness", "pk")[:most]
    return [Alike(found, band_of(found.closeness)) for found in tell(reader, near)]


def _mergeable(reader) -> QuerySet[Idea]:
    return visible_to(reader).filter(submitted_at__isnull=False).exclude(state__in=NOT_TO_JOIN)


@dataclass(frozen=True)
class Pair:
    """Two contributions that may be one: `idea`, still under review, may join `other`."""

    idea: Idea
    other: Idea
    band: Band
    key: str


def pair_key(text: str) -> tuple[float, int] | None:
    """Where a list of pairs goes on, from `Pair.key`; None for anything else: it then starts at its first page."""
    closeness, _mark, pk = text.partition("_")
    pk = whole_number(pk)
    return (float.fromhex(closeness), pk) if HEXADECIMAL.fullmatch(closeness) and pk is not None else None


def pairs_to_merge(reader: User, *, after: tuple[float, int] | None = None, size: int = PAGE) -> list[Pair]:
    """One page of pairs of which one is still under review, the closest first, and one more if there is a next page.

    `after` is the key of the last pair of the page before.
    """
    theirs = _mergeable(reader)
    rows = Neighbour.objects.filter(
        Q(idea__state__in=UNTRIAGED) | Q(other__state__in=UNTRIAGED),
        idea__in=theirs,
        other__in=theirs,
        together__gte=CLOSE,
    )
    if after:
        score, pk = after
        rows = rows.filter(Q(together__lt=score) | Q(together=score, pk__lt=pk))
    rows = list(rows.select_related("idea__site", "other__site").order_by("-together", "-pk")[: size + 1])
    tell(reader, [idea for row in rows for idea in (row.idea, row.other)])
    return [_pair(row) for row in rows]


def _pair(row):
    idea, other = row.idea, row.other
    if idea.state not in UNTRIAGED:
        idea, other = other, idea
    return Pair(idea, other, band_of(row.together), f"{row.together.hex()}_{row.pk}")
