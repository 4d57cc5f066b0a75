"""One contribution of the portfolio in words, for one reader: neither decimals nor ranks are ever shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


@dataclass(frozen=True)
class Line:
    """What one reader may read of one contribution that was assessed."""

    idea: Idea
    url: str
    title: str
    site: str
    band: Band | None
    is_grey: bool
    sentence: str
    quadrant: Quadrant | None
    quick_win: bool
    tags: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return self.idea.reference

    @property
    def sent_at(self) -> datetime:
        return self.idea.submitted_at

    def cell(self, column: str) -> str:
        """What a column says of it."""
        return str(_CELLS[column](self))


_CELLS = {
    "kind": lambda line: IdeaKind(line.idea.kind).label,
    "state": lambda line: State(line.idea.state).label,
    "site": lambda line: line.site,
    "band": lambda line: _band_words(line),
    "words": lambda line: line.sentence,
    "quadrant": lambda line: line.quadrant.label if line.quadrant else "",
    "quick_win": lambda line: _("Light and useful") if line.quick_win else "",
    "raters": lambda line: raters_in_words(line.idea.raters or 1),
    "sent": lambda line: human_date(line.idea.submitted_at),
    "supports": lambda line: line.idea.support_count,
    "tags": lambda line: ", ".join(line.tags),
}


def _band_words(line):
    if line.band is None:
        return ""
    if line.is_grey:
        return _("%(band)s, grey zone") % {"band": line.band.label}
    return line.band.label


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
    scores = mean_scores((idea.level_policy, idea.level_novelty, idea.level_impact, idea.level_effort))
    priority = None if idea.priority is None else Decimal(str(idea.priority))
    known = priority is not None
    error = standard_error(rubric, idea.raters or 1)
    desk = reader.has_role(Role.OFFICER, Role.REVIEWER)
    page = "ideas:triage_item" if desk and idea.state in UNTRIAGED else "ideas:detail"
    # Whose name is hidden is not told by where they work either.
    return Line(
        idea=idea,
        url=address_of(page, idea.reference),
        title=hidden.words(idea.display_title),
        site=str(idea.site) if idea.site and not hidden.hidden else "",
        band=band(priority, rubric.thresholds) if known else None,
        is_grey=known and grey_zone(priority, error, rubric.thresholds.list),
        sentence=str(sentence_of(idea.kind, impact_word(scores.impact), effort_word(scores.effort))),
        quadrant=quadrant_of(idea.level_impact, idea.level_effort),
        quick_win=idea.is_proposal and quick_win_suggested(scores),
        tags=tuple(hidden.words(name) for name in getattr(idea, "tag_names", ())) if desk else (),
    )
