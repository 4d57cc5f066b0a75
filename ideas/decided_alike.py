"""What became of contributions that are like others: those on the board that a reader may read, for several at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from ideas.enums import DECIDED, BoardTab
from ideas.likeness import Band, band_of
from ideas.models import Decision, Idea, Neighbour
from ideas.privacy import Veil, VeiledWords, prefetch_names, veil_to_pass_on
from ideas.selectors import visible_to
from parkour.accounts.models import User

SHOWN = 3
LOOKED_AT = 40  # pairs, for each contribution


@dataclass(frozen=True)
class AlikeDecided(VeiledWords):
    """A decided contribution of the board, how close it is, and the words about it that may be passed on."""

    idea: Idea
    score: float
    hidden: Veil

    @property
    def likeness(self) -> Band:
        return band_of(self.score)

    @property
    def outcome(self) -> str:
        """What became of it, as everybody reads it."""
        return str(self.idea.info.author_label)

    @property
    def reason(self) -> str:
        return self.hidden.words(self.idea.decided_because or "")


def decided_alike(ideas: Sequence[Idea], reader: User) -> dict[int, list[AlikeDecided]]:
    """{key of an idea: at most `SHOWN` decided ones like it, the closest first}: six statements at most."""
    keys = [idea.pk for idea in ideas]
    pairs = [pair for pair in _pairs(keys) if pair[0] in keys]
    standing = Decision.objects.filter(idea=OuterRef("pk"), superseded_at=None)
    there = visible_to(reader).exclude(board_tab=BoardTab.NONE).filter(state__in=DECIDED)
    there = there.filter(pk__in={other for _key, other, _score in pairs}).select_related("site", "action")
    found = there.annotate(decided_because=Subquery(standing.values("reason")[:1])).in_bulk() if pairs else {}
    prefetch_names(found.values())
    alike: dict[int, list[AlikeDecided]] = {key: [] for key in keys}
    for key, other, score in sorted(pairs, key=lambda pair: (-pair[2], pair[1])):
        if other in found and len(alike[key]) < SHOWN:
            idea = found[other]
            alike[key].append(AlikeDecided(idea, score, veil_to_pass_on(reader, idea)))
    return alike


def _pairs(keys):
    """(key, the other, likeness) of neighbours on the board that were decided."""
    most = LOOKED_AT * max(len(keys), 1)
    forth = Neighbour.objects.filter(idea__in=keys, other__state__in=DECIDED).exclude(other__board_tab=BoardTab.NONE)
    back = Neighbour.objects.filter(other__in=keys, idea__state__in=DECIDED).exclude(idea__board_tab=BoardTab.NONE)
    yield from forth.order_by("-score", "pk").values_list("idea", "other", "score")[:most]
    yield from back.order_by("-score", "pk").values_list("other", "idea", "score")[:most]
