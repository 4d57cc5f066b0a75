"""Reference ideas: which there are, what the grid shows of them beside its anchors, what is told to whom.

A reference shows its title, its reference and its levels, never who wrote it. What was passed on in confidence or taken
back since is no reference for anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, F, JSONField, Prefetch, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject, Left

from ideas.calibration import nearest
from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS, IdeaKind
from ideas.models import Authorship, Idea, ReferenceIdea, Rubric
from ideas.privacy import hides_somebody
from ideas.scoring import CRITERIA
from parkour.accounts.models import Role, User

FIRST_WORDS = 200
SHOWN_RETIRED, MOST_SUGGESTED = 50, 100


def references() -> QuerySet[ReferenceIdea]:
    """Those in use, the latest first."""
    return in_sight().filter(retired_at=None)


def in_sight() -> QuerySet[ReferenceIdea]:
    """Those in use and those retired, but for what nobody of the desk may read."""
    rows = ReferenceIdea.objects.exclude(idea__redirected_to__in=SENSITIVE_CHANNELS)
    return rows.exclude(idea__state__in=OUT_OF_SIGHT).order_by("-at", "-pk")


def listed_references(*, retired: bool = False) -> list[ReferenceIdea]:
    """One list of the page, with the contributions and who wrote them, which the permissions ask; bounded."""
    people = Prefetch("idea__authorships", Authorship.objects.select_related("person"))
    rows = in_sight().filter(retired_at__isnull=not retired).select_related("idea")
    return list(rows.prefetch_related(people)[:SHOWN_RETIRED])


def consensus_of(idea: Idea) -> dict[str, int | None]:
    """The levels that a reference made of `idea` has, if nobody says otherwise: its kept means, rounded."""
    return {name: nearest(getattr(idea, f"level_{name}")) for name in CRITERIA}


def may_become_reference(person: User, idea: Idea) -> bool:
    """Whether its page offers `person` to make it one: the service says why not."""
    can = idea.is_proposal and idea.priority is not None and not idea.sealed
    return can and person.has_perm("ideas.manage_reference", idea)


def suggested() -> QuerySet[Idea]:
    """Proposals with levels that are no reference, the latest first: suggestions, not a limit."""
    rows = Idea.objects.filter(kind=IdeaKind.PROPOSAL, priority__isnull=False, sealed=False)
    rows = rows.exclude(redirected_to__in=SENSITIVE_CHANNELS).exclude(state__in=OUT_OF_SIGHT)
    rows = rows.exclude(pk__in=ReferenceIdea.objects.filter(retired_at=None).values("idea"))
    return rows.order_by("-submitted_at", "-pk").only("reference", "title", "problem_text")[:MOST_SUGGESTED]


# --- In the grid ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A reference idea beside an anchor; `title` is "" where the reader may not read it without its names."""

    reference: str
    title: str


def examples_in() -> RawSQL:
    """For a statement that reads the grid: the references in use come with it, without a statement of their own."""
    sql, values = _told_references()
    return RawSQL(f"ARRAY({sql})", values, output_field=ArrayField(JSONField()))  # noqa: S611 — written by Django


@cache
def _told_references() -> tuple[str, tuple]:
    """Their statement, which is always the same: to put it together takes a tenth of the page of an item."""
    hides = Case(When(hides_somebody("idea"), Value(True)), default=Value(False), output_field=BooleanField())
    told = JSONObject(
        reference=F("idea__reference"),
        title=F("idea__title"),
        words=Left("idea__problem_text", FIRST_WORDS),
        hides=hides,
        **{name: F(name) for name in CRITERIA},
    )
    return references().values(told=told).query.sql_with_params()


def examples_for(reader: User, rubric: Rubric, *, besides: str = "") -> dict[tuple[str, int], Example]:
    """{(criterion, level): the latest reference} of a grid read with `examples_in`, without that of `besides`.

    `reader` is somebody of the desk.
    """
    found, officer = {}, reader.has_role(Role.OFFICER)
    for row in _rows(rubric):
        if row["reference"] == besides:
            continue
        may_read = officer or not row["hides"]
        title = Idea(title=row["title"], problem_text=row["words"]).display_title if may_read else ""
        for name in CRITERIA:
            found.setdefault((name, row[name]), Example(row["reference"], title))
    return found


def is_reference(idea: Idea, rubric: Rubric) -> bool:
    """Whether `idea` is one of those that came with the grid."""
    return any(row["reference"] == idea.reference for row in _rows(rubric))


def _rows(rubric) -> Iterable[dict]:
    return getattr(rubric, "examples", ())  # the default grid that nobody has used yet has none
