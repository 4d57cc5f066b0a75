"""One contribution of the portfolio in words, for one reader: neither decimals nor ranks are ever shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ideas.enums import UNTRIAGED, IdeaKind, State
from ideas.matrix import Quadrant, quadrant_of
from ideas.models import Idea
from ideas.privacy import Veil, shared_veil, tell, veil
from ideas.scoring import Band, RubricValues, band, grey_zone, quick_win_suggested, standard_error
from ideas.verdict import effort_word, impact_word, sentence_of
from ideas.what_if import mean_scores
from parkour.accounts.models import Role, User
from parkour.core.dates import human_date
from parkour.core.keys import address_of


class Reading(NamedTuple):
    """What the levels of a contribution say, in one language."""

    band: Band | None
    is_grey: bool
    sentence: str
    quadrant: Quadrant | None
    quick_win: bool
    in_words: dict[str, str]  # by column


@dataclass(frozen=True)
class Line:
    """What one reader may read of one contribution that was assessed."""

    idea: Idea
    url: str
    title: str
    site: str
    reading: Reading
    tags: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return self.idea.reference

    @property
    def sent_at(self) -> datetime:
        return self.idea.submitted_at

    @property
    def band(self) -> Band | None:
        return self.reading.band

    @property
    def is_grey(self) -> bool:
        return self.reading.is_grey

    @property
    def sentence(self) -> str:
        return self.reading.sentence

    @property
    def quadrant(self) -> Quadrant | None:
        return self.reading.quadrant

    @property
    def quick_win(self) -> bool:
        return self.reading.quick_win

    def cell(self, column: str) -> str:
        """What a column says of it."""
        words = self.reading.in_words
        return words[column] if column in words else str(_CELLS[column](self))


_CELLS = {
    "state": lambda line: _state_words(line.idea.state, get_language()),
    "site": lambda line: line.site,
    "sent": lambda line: human_date(line.idea.submitted_at),
    "supports": lambda line: line.idea.support_count,
    "tags": lambda line: ", ".join(line.tags),
}


@lru_cache
def _state_words(state, _language):
    return str(State(state).label)


def _band_words(stands_in, is_grey):
    if stands_in is None:
        return ""
    if is_grey:
        return _("%(band)s, grey zone") % {"band": stands_in.label}
    return str(stands_in.label)


def raters_in_words(number: int) -> str:
    return ngettext("one person", "%(number)s people", number) % {"number": number}


def lines_of(reader: User, ideas: Iterable[Idea], rubric: RubricValues, *, goes_round: bool = False) -> list[Line]:
    """The lines of these contributions for `reader`, with their tags where `ideas.tags.with_tags` read them.

    `goes_round`: for a file, in which a hidden name is hidden from everybody.
    """
    ideas = tell(None if goes_round else reader, ideas)
    return [_line(reader, idea, rubric, _veil(reader, idea, goes_round)) for idea in ideas]


def _veil(reader, idea, goes_round) -> Veil:
    own = veil(reader, idea)
    if not goes_round:
        return own
    shared = shared_veil(idea)
    return Veil(tuple({*own.hidden, *shared.hidden}), tuple({*own.unsaid, *shared.unsaid}), own.only_site)


def _line(reader, idea, rubric, hidden) -> Line:
    desk = reader.has_role(Role.OFFICER, Role.REVIEWER)
    page = "ideas:triage_item" if desk and idea.state in UNTRIAGED else "ideas:detail"
    levels = (idea.level_policy, idea.level_novelty, idea.level_impact, idea.level_effort)
    # Whose name is hidden is not told by where they work either.
    return Line(
        idea=idea,
        url=address_of(page, idea.reference),
        title=hidden.words(idea.display_title),
        site=str(idea.site) if idea.site and not hidden.hidden else "",
        reading=_reading(idea.kind, levels, idea.priority, idea.raters or 1, rubric, get_language()),
        tags=tuple(hidden.words(name) for name in getattr(idea, "tag_names", ())) if desk else (),
    )


@lru_cache(maxsize=4_000)
def _reading(kind, levels, priority, raters, rubric, _language) -> Reading:
    """It depends on nothing but what it is given: many contributions have the same levels, read again and again."""
    scores = mean_scores(levels)
    stands_at = None if priority is None else Decimal(str(priority))
    stands_in = None if stands_at is None else band(stands_at, rubric.thresholds)
    error = standard_error(rubric, raters)
    is_grey = stands_at is not None and grey_zone(stands_at, error, rubric.thresholds.list)
    _policy, _novelty, impact, effort = levels
    quadrant = quadrant_of(impact, effort)
    quick_win = kind == IdeaKind.PROPOSAL and quick_win_suggested(scores)
    sentence = str(sentence_of(kind, impact_word(scores.impact), effort_word(scores.effort)))
    return Reading(
        band=stands_in,
        is_grey=is_grey,
        sentence=sentence,
        quadrant=quadrant,
        quick_win=quick_win,
        in_words={
            "kind": str(IdeaKind(kind).label),
            "band": _band_words(stands_in, is_grey),
            "words": sentence,
            "quadrant": str(quadrant.label) if quadrant else "",
            "quick_win": _("Light and useful") if quick_win else "",
            "raters": raters_in_words(raters),
        },
    )
