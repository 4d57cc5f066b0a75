"""What is read of workshops: the board, one workshop as a person may read it. Silent ideas stay sealed here.

Nobody reads an idea of somebody else before the step of silent ideas is over, whoever asks and by whatever address;
afterwards all are read without a name. Texts of the room are shown without the names that authors hide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from committee.models import Dots, EmptyPlace, IdeaGroup, SilentIdea, Variant, Workshop, WorkshopParticipant
from committee.workshop_places import GroupPlace, missing_in, places_of
from committee.workshop_steps import (
    ORDER,
    Place,
    Prompt,
    WorkshopStep,
    before,
    following,
    may_reopen,
    prompt_of,
    ranked,
)
from ideas.enums import State, Visibility
from ideas.models import Idea
from ideas.privacy import prefetch_names, shared_veil, tell
from parkour.accounts.models import User

MOST_OPEN, MOST_CLOSED, MOST_WAITING = 60, 10, 60
SEALED = frozenset({WorkshopStep.PREPARED, WorkshopStep.IDEAS})
VOTED = frozenset({WorkshopStep.COMMITTEE, WorkshopStep.CLOSED})
EVENT_LABELS = {
    "open": _("Opened"),
    "change": _("Changed"),
    "step": _("Gone on"),
    "reopen": _("Opened again"),
    "timer": _("Timer set"),
    "group": _("Ideas grouped"),
    "ungroup": _("Ideas taken out of their group"),
    "variant": _("Variant written"),
    "remove_variant": _("Variant taken away"),
    "leave_empty": _("A place left empty"),
    "fill_again": _("A place opened again"),
    "whys": _("Five whys kept"),
    "propose": _("Proposed to the committee"),
    "close": _("Closed"),
}


def workshop_for(user: User, pk: int, permission: str = "committee.view_workshop") -> Workshop:
    """The workshop of this key, 404 unless the person has `permission` on it."""
    rows = Workshop.objects.select_related("facilitator", "session").prefetch_related(
        Prefetch("participants", WorkshopParticipant.objects.select_related("person")), "sources"
    )
    workshop = get_object_or_404(rows, pk=pk)
    if not user.has_perm(permission, workshop):
        return get_object_or_404(Workshop.objects.none())
    return workshop


def made_in(workshop: Workshop) -> dict[str, int]:
    """How much was made at each step: ideas, groups, variants, dots."""
    dots = Dots.objects.filter(variant__workshop=workshop)
    return {
        WorkshopStep.IDEAS: workshop.silent_ideas.count(),
        WorkshopStep.GROUPING: workshop.groups.count(),
        WorkshopStep.VARIANTS: workshop.variants.count(),
        WorkshopStep.VOTE: dots.count(),
    }


def places_in(workshop: Workshop) -> dict[int, list[GroupPlace]]:
    """The two places of each group, by its key: what fills them, what leaves them empty. Four queries."""
    return _places(workshop, workshop.groups.all(), workshop.variants.prefetch_related("groups"))


def _places(workshop, groups, variants):
    written = [(row.pk, row.scope, {group.pk for group in row.groups.all()}) for row in variants]
    empty = set(EmptyPlace.objects.filter(group__workshop=workshop).values_list("group", "scope"))
    return places_of([group.pk for group in groups], written, empty)


def mask_of(sources: Iterable[Idea]) -> Callable[[str], str]:
    """What takes out of a text the names that may not be said before everybody, of all these contributions."""
    sources = list(sources)
    prefetch_names(sources)
    veils = [shared_veil(source) for source in sources]

    def masked(text: str) -> str:
        for one in veils:
            text = one.words(text)
        return text

    return masked


def room_words(workshop: Workshop, text: str) -> str:
    """`text` as everybody in the room may read it."""
    return mask_of(workshop.sources.all())(text)


def waiting_for_a_workshop(reader: User) -> list[Idea]:
    """Contributions sent to a workshop that have none under way, the oldest first, each with its `told`."""
    taken = Workshop.objects.exclude(step=WorkshopStep.CLOSED).values("sources")
    rows = Idea.objects.filter(state=State.WORKSHOP).exclude(pk__in=taken).order_by("state_since", "pk")
    return tell(reader, rows.select_related("site")[:MOST_WAITING])


def named_authors(ideas: Iterable[Idea]) -> list[User]:
    """Authors whose names are shown, whom one would invite first."""
    people = {
        row.person_id: row.person
        for idea in ideas
        if idea.visibility == Visibility.PUBLIC
        for row in idea.authorships.select_related("person")
        if row.person.is_active and row.person.partner_site is None
    }
    return list(people.values())


@dataclass(frozen=True)
class Card:
    """One workshop on the board."""

    workshop: Workshop
    question: str
    sources: list[Idea]
    variants: int
    people: int


@dataclass(frozen=True)
class Column:
    step: WorkshopStep
    cards: list[Card]

    @property
    def label(self):
        return self.step.label


def visible_workshops(user: User) -> QuerySet[Workshop]:
    """All of them for officers and facilitators, for others those that they lead or are invited to."""
    rows = Workshop.objects.all()
    if user.has_perm("committee.see_workshops"):
        return rows
    own = Q(facilitator=user) | Q(pk__in=WorkshopParticipant.objects.filter(person=user).values("workshop"))
    return rows.filter(own)


def board_of(user: User) -> list[Column]:
    """Every step with its workshops, the latest first; of those that are closed the last few. A bounded cost."""
    rows = (
        visible_workshops(user)
        .select_related("facilitator", "session")
        .prefetch_related("sources")
        .annotate(made=Count("variants", distinct=True), invited=Count("participants", distinct=True))
        .order_by("-step_since", "-pk")
    )
    closed = Q(step=WorkshopStep.CLOSED)
    found = [*rows.exclude(closed)[:MOST_OPEN], *rows.filter(closed)[:MOST_CLOSED]]
    every = {idea.pk: idea for workshop in found for idea in workshop.sources.all()}
    told = {idea.pk: idea for idea in tell(user, every.values())}
    prefetch_names(told.values())
    columns = defaultdict(list)
    for workshop in found:
        sources = [told[idea.pk] for idea in workshop.sources.all()]
        question = workshop.question
        for source in sources:
            question = shared_veil(source).words(question)
        columns[workshop.step].append(Card(workshop, question, sources, workshop.made, workshop.invited))
    return [Column(step, columns[step]) for step in (*ORDER, WorkshopStep.CLOSED)]


@dataclass(frozen=True)
class SaidIdea:
    """A silent idea as the room reads it: without a name."""

    key: str
    text: str


@dataclass(frozen=True)
class Gathered:
    """A group with its ideas; without a group those that stand alone."""

    group: IdeaGroup | None
    name: str
    ideas: list[SaidIdea]


@dataclass(frozen=True)
class SaidVariant:
    """A variant as the room reads it; `place` once the dots are counted, `mine` the dots of the reader.

    `ideas` are those of its groups: it descends from all of them, and from every contribution of the workshop.
    """

    variant: Variant
    title: str
    text: str
    groups: list[str]
    ideas: list[SaidIdea]
    place: Place | None
    mine: int


@dataclass(frozen=True)
class SaidPlace:
    """One of the two places of a group, with the variants that fill it; `others` are told in full above."""

    place: GroupPlace
    variants: list[SaidVariant]
    others: list[SaidVariant]


@dataclass(frozen=True)
class SaidGroup:
    """A group with its ideas and its two places."""

    group: IdeaGroup
    name: str
    ideas: list[SaidIdea]
    places: list[SaidPlace]


class Room:
    """One workshop as `reader` may read it now."""

    def __init__(self, workshop: Workshop, reader: User):
        self.workshop, self.reader = workshop, reader
        self.sources = tell(reader, workshop.sources.all())
        self.mask = mask_of(self.sources)
        self.question = self.mask(workshop.question)
        self.closed_because = self.mask(workshop.closed_because)
        self.whys = [self.mask(why) for why in workshop.whys]
        self.runs = reader.has_perm("committee.run_workshop", workshop)
        self.joins = reader.has_perm("committee.join_workshop", workshop)
        self.proposes = reader.has_perm("committee.propose_variants")

    @property
    def step(self) -> str:
        return self.workshop.step

    @property
    def step_number(self) -> int:
        return ORDER.index(self.step) if self.step in ORDER else len(ORDER)

    @property
    def steps(self) -> tuple[WorkshopStep, ...]:
        return ORDER

    @property
    def prompt(self) -> Prompt | None:
        return prompt_of(self.step)

    @property
    def next_step(self) -> WorkshopStep | None:
        return following(self.step)

    @cached_property
    def reopens(self) -> WorkshopStep | None:
        """The step that may be opened again."""
        return before(self.step) if self.runs and may_reopen(self.step, made=made_in(self.workshop)) else None

    @cached_property
    def own_ideas(self) -> list[SilentIdea]:
        """What the reader wrote, in the order of writing."""
        if not self.joins:
            return []
        return list(self.workshop.silent_ideas.filter(person=self.reader).order_by("at", "text"))

    @cached_property
    def written(self) -> dict[str, int]:
        """How many ideas there are, and from how many people: all that anybody learns before the step is over."""
        return self.workshop.silent_ideas.aggregate(ideas=Count("pk"), people=Count("person", distinct=True))

    @cached_property
    def gathered(self) -> list[Gathered]:
        """The groups, then the ideas that stand alone; nothing before the step of silent ideas is over."""
        if self.step in SEALED:
            return []
        by_group = defaultdict(list)
        for row in self.workshop.silent_ideas.all():
            by_group[row.group_id].append(SaidIdea(str(row.pk), self.mask(row.text)))
        groups = [Gathered(group, self.mask(group.name), by_group[group.pk]) for group in self.workshop.groups.all()]
        alone = [Gathered(None, "", by_group[None])] if by_group[None] else []
        return groups + alone

    @cached_property
    def variants(self) -> list[SaidVariant]:
        """The variants; the most dots first once the vote is over, before in the order of writing."""
        rows = {row.pk: row for row in self.workshop.variants.select_related("idea").prefetch_related("groups")}
        dots = Dots.objects.filter(variant__workshop=self.workshop)
        mine = dict(dots.filter(person=self.reader).values_list("variant", "number")) if self.joins else {}
        places = {}
        if self.step in VOTED:
            sums = dict(dots.values_list("variant").annotate(total=Sum("number")).values_list("variant", "total"))
            places = {place.variant: place for place in ranked(sums, rows)}
        return [self._said(rows[key], places.get(key), mine.get(key, 0)) for key in places or rows]

    def _said(self, row, place, mine) -> SaidVariant:
        groups = [self.mask(group.name) for group in row.groups.all()]
        keys = {group.pk for group in row.groups.all()}
        ideas = [idea for one in self.gathered if one.group and one.group.pk in keys for idea in one.ideas]
        return SaidVariant(row, self.mask(row.title), self.mask(row.text), groups, ideas, place, mine)

    @cached_property
    def places(self) -> dict[int, list[GroupPlace]]:
        """The two places of each group, by its key."""
        groups = [one.group for one in self.gathered if one.group]
        return _places(self.workshop, groups, [one.variant for one in self.variants]) if groups else {}

    @cached_property
    def missing(self) -> list[GroupPlace]:
        """The places that still lack a variant or a word."""
        return missing_in(self.places)

    @cached_property
    def by_group(self) -> list[SaidGroup]:
        """The groups with their places; a variant of several groups is told in full under the first."""
        said, told, rows = {one.variant.pk: one for one in self.variants}, set(), []
        for one in self.gathered:
            if one.group:
                places = [self._place(place, said, told) for place in self.places[one.group.pk]]
                rows.append(SaidGroup(one.group, one.name, one.ideas, places))
        return rows

    def _place(self, place, said, told) -> SaidPlace:
        new = [said[key] for key in place.variants if key not in told]
        others = [said[key] for key in place.variants if key in told]
        told.update(place.variants)
        return SaidPlace(place, new, others)

    @cached_property
    def ungrouped(self) -> list[SaidVariant]:
        """Variants that come from no group."""
        return [one for one in self.variants if not one.variant.groups.all()]

    @cached_property
    def left_empty(self) -> list[tuple[str, GroupPlace]]:
        """(name of the group, its place that was left empty by a word)."""
        names = {one.group.pk: one.name for one in self.gathered if one.group}
        return [(names[key], place) for key, row in self.places.items() for place in row if place.left_empty]

    @cached_property
    def voters(self) -> int:
        """How many people have placed dots."""
        return Dots.objects.filter(variant__workshop=self.workshop).values("person").distinct().count()

    @property
    def people(self) -> list[User]:
        return [row.person for row in self.workshop.participants.all()]

    @cached_property
    def history(self) -> list:
        """What was done, for whoever leads it: the latest first, each with its `label`."""
        if not self.runs:
            return []
        rows = list(self.workshop.events.select_related("actor").order_by("-pk")[:50])
        for row in rows:
            row.label = EVENT_LABELS.get(row.name, row.name)
        return rows
