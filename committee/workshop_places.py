"""The two places of each group of ideas: a variant for the whole group, one that each may take up alone. Pure.

A place is filled by a variant of this group and this scope – one variant may fill places of several groups – or left
empty by a stated word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from committee.workshop_steps import VariantScope

PLACE_LABELS = {
    VariantScope.COLLECTIVE: _("For the whole group"),
    VariantScope.INDIVIDUAL: _("For each"),
}
NOTHING_LABELS = {
    VariantScope.COLLECTIVE: _("Nothing for the whole group here"),
    VariantScope.INDIVIDUAL: _("Nothing for individuals here"),
}

MISSING_LABELS = {
    VariantScope.COLLECTIVE: _("nothing yet for the whole group"),
    VariantScope.INDIVIDUAL: _("nothing yet for each"),
}


@dataclass(frozen=True)
class GroupPlace:
    """One of the two places of a group (its key), with the keys of the variants that fill it."""

    group: int
    scope: VariantScope
    variants: tuple[int, ...] = ()
    left_empty: bool = False

    @property
    def label(self):
        return PLACE_LABELS[self.scope]

    @property
    def nothing(self):
        """The word that leaves it empty."""
        return NOTHING_LABELS[self.scope]

    @property
    def lacking(self):
        """What is said of it as long as it is missing."""
        return MISSING_LABELS[self.scope]

    @property
    def is_missing(self) -> bool:
        """Neither a variant nor a word."""
        return not self.variants and not self.left_empty


def places_of(
    groups: Iterable[int],
    variants: Iterable[tuple[int, str, Collection[int]]],
    left_empty: Collection[tuple[int, str]],
) -> dict[int, list[GroupPlace]]:
    """The two places of each group, collective first. `variants`: (key, scope, keys of its groups), in their order;
    `left_empty`: (group, scope). A word gives way to a variant.
    """
    written = list(variants)
    return {group: [_place(group, scope, written, left_empty) for scope in VariantScope] for group in groups}


def _place(group, scope, variants, left_empty) -> GroupPlace:
    filled_by = tuple(key for key, of, groups in variants if of == scope and group in groups)
    return GroupPlace(group, scope, filled_by, not filled_by and (group, str(scope)) in left_empty)


def missing_in(places: Mapping[int, Iterable[GroupPlace]]) -> list[GroupPlace]:
    """The places that still lack a variant or a word, group by group."""
    return [place for row in places.values() for place in row if place.is_missing]
