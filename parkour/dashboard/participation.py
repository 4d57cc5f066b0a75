"""Who takes part: counts of the last twelve months, never of one person (KPIs 9 to 13)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from ideas.enums import AuthorRole, IdeaKind, Visibility
from ideas.models import Authorship, Idea
from parkour.accounts.models import User
from parkour.dashboard.kpis import A_YEAR, Share, returned
from parkour.dashboard.lists import counted
from parkour.dashboard.lives import Life
from parkour.organisation.models import Site

HALF_A_YEAR, SILENT_SHOWN = timedelta(days=182), 20


@dataclass(frozen=True)
class Participation:
    """`authors` among the people who may sign in; `anonymous` are counted apart, nobody knows by whom they are."""

    received: int
    people: int
    authors: int
    anonymous: int
    feedback: Share
    groups: Share
    returned: Share
    sites: Share
    silent_sites: list[str] = field(default_factory=list)


def participation(lives: Mapping[int, Life], now: datetime) -> Participation:
    """Five statements, whatever the number of contributions."""
    recent = counted(Idea.objects.filter(submitted_at__gt=now - A_YEAR))
    shared = Exists(Authorship.objects.filter(idea=OuterRef("pk"), role=AuthorRole.COAUTHOR, merged_from=None))
    sums = recent.annotate(shared=shared).aggregate(
        received=Count("pk"),
        anonymous=Count("pk", filter=Q(visibility=Visibility.ANONYMOUS)),
        feedback=Count("pk", filter=Q(kind=IdeaKind.FEEDBACK)),
        groups=Count("pk", filter=Q(shared=True) | ~Q(group_names="")),
    )
    heard = counted(Idea.objects.filter(submitted_at__gt=now - HALF_A_YEAR, site__isnull=False))
    silent = list(Site.objects.exclude(pk__in=heard.values("site")).values_list("name", flat=True))
    sites = Site.objects.count()
    by_author, recent_people = _written(lives, timezone.localdate(now, timezone.get_default_timezone()) - A_YEAR)
    return Participation(
        received=sums["received"],
        people=User.objects.filter(is_active=True).count(),
        authors=recent_people,
        anonymous=sums["anonymous"],
        feedback=Share(sums["feedback"], sums["received"]),
        groups=Share(sums["groups"], sums["received"] - sums["anonymous"]),
        returned=returned(by_author),
        sites=Share(sites - len(silent), sites),
        silent_sites=silent[:SILENT_SHOWN],
    )


def _written(lives, since) -> tuple[Iterable[list[tuple]], int]:
    """What each author sent and when it ended with an answer; how many people took part since, co-authors included."""
    written, people = defaultdict(list), set()
    rows = Authorship.objects.filter(merged_from=None).order_by()
    rows = rows.values_list("person_id", "idea_id", "role", "person__is_active")
    for person, idea, role, is_active in rows.iterator(chunk_size=5_000):
        life = lives.get(idea)
        if life is None:
            continue
        if is_active and life.sent > since:  # the same people as those they are compared with
            people.add(person)
        if role == AuthorRole.AUTHOR:
            written[person].append((life.sent, None if life.unanswered else life.ended))
    return written.values(), len(people)
