"""What surrounds the table of the portfolio: the chips of the filters in use, the matrix as it is drawn and read."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ideas.enums import IdeaKind, State
from ideas.matrix import FLOOR, HIGH, HIGH_IMPACT, LOW_EFFORT, MARGIN, RIGHT, Quadrant, x_of, y_of
from ideas.portfolio import EVERYTHING, Portfolio
from ideas.rubric_texts import EFFORT_SIZES
from ideas.scoring import PROPOSAL, Band
from ideas.verdict import effort_word, impact_word, sentence_of
from parkour.core.dates import human_date
from parkour.core.keys import address_of, query_string

LABELS = {
    "state": lambda chosen: _("All states") if chosen.state == EVERYTHING else State(chosen.state).label,
    "kind": lambda chosen: _("Proposals and feedback") if chosen.kind == EVERYTHING else IdeaKind(chosen.kind).label,
    "site": lambda chosen: str(chosen.site),
    "band": lambda chosen: Band(chosen.band).label,
    "quadrant": lambda chosen: Quadrant(chosen.quadrant).label,
    "quick_win": lambda chosen: _("Light and useful"),
    "since": lambda chosen: _("Sent from %(date)s") % {"date": human_date(chosen.since)},
    "until": lambda chosen: _("Sent until %(date)s") % {"date": human_date(chosen.until)},
    "cell": lambda chosen: _("One place of the matrix"),
    "tag": lambda chosen: str(chosen.tag),
    "typed": lambda chosen: f"“{chosen.typed}”",
}


def chips_of(chosen: Portfolio) -> list[dict]:
    """One chip for each filter in use, with the address that takes it off."""
    return [
        {"label": LABELS[name](chosen), "url": query_string(**chosen.without(name).query())} for name in chosen.chosen
    ]


def matrix_of(ellipses, cells, chosen: Portfolio, reader, page) -> dict:
    """The drawing: ellipses with their links and words, lines, axes; and the rows of the table behind it."""
    single = {idea.pk: idea for idea in page}
    where, kept = reverse("ideas:portfolio"), chosen.query()
    said = {cell.name: _cell(cell, where + query_string(**kept | {"cell": cell.name}), single) for cell in cells}
    return {
        "ellipses": [{"at": one, **said[one.cell.name]} for one in ellipses],
        "rows": [said[cell.name] | {"cell": cell} for cell in cells],
        "quarters": _quarters(),
        "line_x": x_of(LOW_EFFORT),
        "line_y": y_of(HIGH_IMPACT),
        "efforts": [(x_of(level), size) for level, size in enumerate(EFFORT_SIZES, start=1)],
        "impacts": [(y_of(level) + 5, level) for level in range(1, 6)],
        "right": RIGHT,
        "floor": FLOOR,
        "margin": MARGIN,
        "inner": RIGHT - MARGIN,
        "width": RIGHT + MARGIN,
        "height": FLOOR + HIGH // 2 + 24,
        "foot": FLOOR + HIGH // 2,
    }


def _cell(cell, url, single) -> dict:
    idea = single.get(cell.key) if cell.count == 1 else None
    words, number = _cell_words(cell.impact, cell.effort, cell.count, get_language())
    return {
        "url": address_of("ideas:detail", idea.reference) if idea else url,
        "name": f"{idea.reference}: {words}" if idea else f"{number}: {words}",
        "words": words,
        "number": number,
        "reference": idea.reference if idea else "",
    }


@lru_cache(maxsize=4_000)
def _cell_words(impact, effort, count, _language) -> tuple[str, str]:
    """What a place means, and how many stand there."""
    number = ngettext("%(count)s contribution", "%(count)s contributions", count) % {"count": count}
    return str(sentence_of(PROPOSAL, impact_word(impact), effort_word(effort))), number


def _quarters() -> list[dict]:
    """The names of the quarters, each in its corner."""
    top, bottom, left, right = y_of(5.5) + 22, FLOOR - 10, MARGIN + 8, RIGHT - 8
    corners = {
        Quadrant.QUICK: (left, top, "start"),
        Quadrant.PROJECT: (right, top, "end"),
        Quadrant.AS_IT_COMES: (left, bottom, "start"),
        Quadrant.AVOID: (right, bottom, "end"),
    }
    return [{"label": part.label, "x": x, "y": y, "anchor": anchor} for part, (x, y, anchor) in corners.items()]
