"""Reading second opinions: what waits for whom, what is sealed from whom, which levels hold after a talk."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from ideas.enums import SENSITIVE_CHANNELS, UNTRIAGED, OpinionReason
from ideas.models import Assessment, Authorship, Idea, IdeaEvent, OpinionRequest, TriageDecision
from ideas.scoring import Scores
from ideas.selectors import people_of
from ideas.verdict import DOUBLE_SCORED_ENOUGH
from ideas.workflow import TALK_BEGUN_EVENT
from parkour.accounts.models import Role, User

PAGE = 50
TALK_LASTS = timedelta(minutes=5)


def round_of(idea: Idea) -> int:
    """An appeal opens a second round; the first levels stay."""
    return 2 if idea.appealed_at else 1


def assessments_of(idea: Idea) -> QuerySet[Assessment]:
    """The levels of the current round."""
    return idea.assessments.filter(round=round_of(idea)).order_by("submitted_at", "pk")


def held_scores(rows: Iterable[Assessment]) -> list[Scores]:
    """The levels that hold: those after the talk once two raters have given them, before that the blind ones."""
    rows = list(rows)
    talked = sum(row.again_at is not None for row in rows) > 1
    return [row.scores_again if talked and row.again_at else row.scores for row in rows]


def is_sealed_from(person: User, idea: Idea, own: Assessment | None) -> bool:
    """Whether what others gave is kept from `person`, whose levels are `own`."""
    return idea.sealed and own is None


def latest_opinion(idea: Idea) -> OpinionRequest | None:
    """The second opinion of the current round: awaited, given, or ended without one."""
    rows = idea.opinion_requests.filter(round=round_of(idea)).select_related("first", "second", "settled_by")
    return rows.order_by("-asked_at", "-pk").first()


def talk_begun_at(opinion: OpinionRequest) -> datetime | None:
    """When the first of the two began to talk it over; the same for both."""
    begun = IdeaEvent.objects.filter(idea=opinion.idea_id, name=TALK_BEGUN_EVENT, at__gte=opinion.ended_at)
    return begun.order_by("at", "pk").values_list("at", flat=True).first()


def possible_raters(idea: Idea, *, besides: User) -> QuerySet[User]:
    """Who may give a second opinion: those of the desk but the first rater and the authors."""
    authors = Authorship.objects.filter(idea=idea, person=OuterRef("pk"))
    return people_of(Role.OFFICER, Role.REVIEWER).exclude(pk=besides.pk).exclude(Exists(authors))


def waiting_opinions(person: User) -> QuerySet[OpinionRequest]:
    """What waits for the second opinion of `person`, the oldest first."""
    wrote = Authorship.objects.filter(idea=OuterRef("idea"), person=person)
    return (
        OpinionRequest.objects.filter(ended_at=None, idea__state__in=UNTRIAGED)
        .exclude(first=person)
        .exclude(idea__redirected_to__in=SENSITIVE_CHANNELS)
        .exclude(Exists(wrote))
        .select_related("idea__site")
        .order_by("asked_at", "pk")
    )


def opinions_page(person: User, *, after: Idea | None = None, size: int = PAGE) -> list[OpinionRequest]:
    """One page of `waiting_opinions`, and one row more if there is a next page; `after` is where the last one ended."""
    rows = waiting_opinions(person)
    last = after.opinion_requests.order_by("-pk").first() if after else None
    if last:
        rows = rows.filter(Q(asked_at__gt=last.asked_at) | Q(asked_at=last.asked_at, pk__gt=last.pk))
    return list(rows[: size + 1])


def talks_of(person: User) -> list[OpinionRequest]:
    """Levels two apart that `person` is one of the two to talk about, while it is still of use."""
    rows = OpinionRequest.objects.filter(Q(first=person) | Q(second=person), to_discuss=True, settled_at=None)
    rows = rows.filter(idea__state__in=UNTRIAGED).select_related("idea__site", "first", "second")
    return list(rows.order_by("ended_at", "pk")[:PAGE])


def double_scored() -> int:
    """How many contributions two people have assessed, up to the number from which it matters no more."""
    given = OpinionRequest.objects.filter(second__isnull=False)
    return given.exclude(because__in=[OpinionReason.UNASKED, OpinionReason.APPEAL])[:DOUBLE_SCORED_ENOUGH].count()


def refused_by(idea: Idea) -> User | None:
    """Who took the decision of which the author asks a review."""
    decisions = TriageDecision.objects.filter(idea=idea, at__lte=idea.appealed_at).select_related("by")
    first = decisions.order_by("-at", "-pk").first()
    return first.by if first else None
