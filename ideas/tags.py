"""The tags of the desk: the vocabulary, what a contribution carries, and which ones are suggested for it.

They are the desk's own work: read by those who read its internal notes, and under the same veil.
"""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Lower

from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS
from ideas.models import Idea, IdeaTag, Tag, TagReliability
from ideas.tagging import NEAREST, Tagged, is_better, suggested
from parkour.accounts.models import User
from parkour.core.keys import whole_number
from parkour.organisation.models import Site

MOST_ON_ONE = 5  # tags on one contribution
MOST_IN_USE, MOST_KEPT = 60, 300

# The vocabulary, the most alike that carry tags in use, and how well such tags were suggested so far: one row.
_DESK = """SELECT
  (SELECT json_agg(json_build_array(t.id, t.name) ORDER BY lower(t.name), t.id) FROM ideas_tag t WHERE t.is_active),
  (SELECT json_agg(json_build_array(near.score, near.key, near.tags)) FROM (
    SELECT pair.score, pair.key,
      ARRAY(SELECT x.tag_id FROM ideas_ideatag x JOIN ideas_tag t ON t.id = x.tag_id AND t.is_active
            WHERE x.idea_id = pair.key) AS tags
    FROM (SELECT other_id AS key, score FROM ideas_neighbour WHERE idea_id = %(idea)s
          UNION ALL SELECT idea_id, score FROM ideas_neighbour WHERE other_id = %(idea)s) pair
    JOIN ideas_idea i ON i.id = pair.key AND NOT i.state = ANY(%(unread)s) AND NOT i.redirected_to = ANY(%(secret)s)
    WHERE EXISTS (SELECT 1 FROM ideas_ideatag x JOIN ideas_tag t ON t.id = x.tag_id AND t.is_active
                  WHERE x.idea_id = pair.key)
    ORDER BY pair.score DESC, pair.key LIMIT %(nearest)s) near),
  (SELECT json_build_array(m.n, m.low, m.high) FROM ideas_tagreliability m)"""


@dataclass(frozen=True)
class Carried:
    """A tag that a contribution carries, in the words that its reader may read."""

    pk: int
    name: str


@dataclass(frozen=True)
class Choice(Carried):
    is_chosen: bool


@dataclass(frozen=True)
class Suggested(Carried):
    """A tag that is worth a look, and why: how many of the closest carry it."""

    carried: int
    closest: int


@dataclass(frozen=True)
class DeskTags:
    """The tags of one contribution; `choices` and `suggestions` for who may set them."""

    carried: tuple[Carried, ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[Suggested, ...] = ()


def tags_with_uses(**only) -> list[Tag]:
    """The vocabulary (that of the filter `only`), those in use first; each with `uses`, how many carry it. What was
    merged into another is no word of it any more.
    """
    rows = Tag.objects.filter(merged_into=None, **only).annotate(uses=Count("tagged"))
    return list(rows.order_by("-is_active", Lower("name"), "pk")[:MOST_KEPT])


def tag_named(number) -> Tag | None:
    """The tag of this key, as an address says it; for one that was merged, the one that stands for it."""
    key = whole_number(number)
    tag = Tag.objects.select_related("merged_into").filter(pk=key).first() if key is not None else None
    return tag and (tag.merged_into or tag)


def carrying(ideas: QuerySet[Idea], tag: int) -> QuerySet[Idea]:
    """Those of `ideas` that carry the tag of this key."""
    return ideas.filter(Exists(IdeaTag.objects.filter(idea=OuterRef("pk"), tag=tag)))


def with_tags(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """`ideas` with `tag_names`, the names of what each carries: no statement more."""
    names = IdeaTag.objects.filter(idea=OuterRef("pk")).order_by(Lower("tag__name"), "tag")
    return ideas.annotate(tag_names=ArraySubquery(names.values("tag__name")))


def tag_names_of(**of_idea) -> dict[int, list[str]]:
    """{contribution: names of its tags} for those that fit: one statement."""
    rows = IdeaTag.objects.filter(**of_idea).order_by(Lower("tag__name"), "tag")
    found: dict[int, list[str]] = {}
    for idea, name in rows.values_list("idea", "tag__name"):
        found.setdefault(idea, []).append(name)
    return found


def sites_and_tags(by: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(value, name) of every site, the value being its `by`, and of every tag in use: one statement."""
    sites = Site.objects.order_by().annotate(what=Value("site"), value=Cast(by, CharField()))
    tags = Tag.objects.order_by().filter(is_active=True).annotate(what=Value("tag"), value=Cast("pk", CharField()))
    rows = list(sites.values_list("what", "value", "name").union(tags.values_list("what", "value", "name"), all=True))
    known = {
        what: sorted(((value, name) for this, value, name in rows if this == what), key=lambda row: row[1].casefold())
        for what in ("site", "tag")
    }
    return known["site"], known["tag"]


def carried_by(idea: Idea) -> tuple[Carried, ...]:
    """What `idea` carries, under the veil of its reader; it comes from `finding.idea_for_triage`."""
    return tuple(Carried(int(pk), idea.told.hidden.words(name)) for pk, name in idea.tag_rows)


def desk_tags(idea: Idea, reader: User) -> DeskTags:
    """The tags of `idea` for `reader`, who is of the desk. One statement for who may set them, once there are any."""
    carried = carried_by(idea)
    if not (idea.has_tags_in_use or carried) or not reader.has_perm("ideas.tag_idea", idea):
        return DeskTags(carried)
    vocabulary, near, measured = _read(idea)
    names, own = dict(vocabulary), {one.pk for one in carried}
    choices = [Choice(pk, name, pk in own) for pk, name in vocabulary]
    choices += [Choice(one.pk, one.name, True) for one in carried if one.pk not in names]  # out of use, and still here
    if not measured or not is_better(measured[0], None if measured[1] is None else measured[1:]):
        return DeskTags(carried, tuple(choices))
    found = suggested((score, Tagged(key, frozenset(tags))) for score, key, tags in near)
    told = [Suggested(one.tag, names[one.tag], one.carried, one.closest) for one in found if one.tag not in own]
    return DeskTags(carried, tuple(choices), tuple(told) if len(own) < MOST_ON_ONE else ())


def _read(idea):
    asked = {"idea": idea.pk, "nearest": NEAREST, "unread": list(OUT_OF_SIGHT), "secret": list(SENSITIVE_CHANNELS)}
    with connection.cursor() as cursor:
        cursor.execute(_DESK, asked)
        vocabulary, near, measured = cursor.fetchone()
    return vocabulary or [], near or [], measured


def tags_measured() -> TagReliability | None:
    """How well tags are suggested here; None before any contribution was tagged."""
    return TagReliability.objects.filter(tagged__gt=0).first()


def speaking() -> Q:
    """Condition: what the contribution carries says something of those that are like it."""
    return ~Q(state__in=OUT_OF_SIGHT) & ~Q(redirected_to__in=SENSITIVE_CHANNELS)
