"""A journey on an A3 sheet for the wall: every word as everybody may read it."""

from pathlib import Path

from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from committee.papers import paper_pdf
from parkour.core import clock
from parkour.core.dates import dated
from parkour.journeys.models import Journey, Pillar
from parkour.journeys.reading import StageRow, stage_rows
from parkour.journeys.services.mapping import in_use
from parkour.organisation.models import Organisation

SHEETS = Path(__file__).parent / "papers"
ACHIEVEMENTS, TITLE = 2, 90  # at a stage; characters of one
WIDEST = 4  # stages beside each other: more can not be read from two metres


def journey_pdf(journey: Journey) -> bytes:
    """The poster in the language of the reader."""
    return paper_pdf(poster_facts(journey), clock.now(), sheet="journey", folder=SHEETS)


def poster_facts(journey: Journey) -> dict:
    """Every word of the sheet."""
    rows = stage_rows(journey, None)
    return {
        "language": get_language() or "fr",
        "organisation": Organisation.current().name,
        "title": journey.title,
        "dated": dated(clock.today()),
        "lede": _("What was said, stage by stage, and what was done with it."),
        "columns": columns_for(len(rows)),
        "stages": [_stage(number, row) for number, row in enumerate(rows, 1)],
        "nothing": _("Nothing done here yet: what would you change?"),
        "policy": journey.policy,
        "pillars": [{"name": pillar.label, "words": pillar.words} for pillar in in_use(Pillar, journey)],
        "foot": _("Counted: contributions on the board, placed on the journey. Edition %(number)s of the journey.")
        % {"number": journey.version},
    }


def columns_for(stages: int) -> int:
    """How many stages stand beside each other, so that the lines are as full as each other. Pure."""
    lines = max(-(-stages // WIDEST), 1)
    return max(-(-stages // lines), 1)


def _stage(number: int, row: StageRow) -> dict:
    said = ngettext("%(count)s contribution", "%(count)s contributions", row.total) % {"count": row.total}
    done = ngettext("%(count)s done", "%(count)s done", row.done) % {"count": row.done}
    return {
        "number": number,
        "name": row.stage.label,
        "words": row.stage.words,
        "counts": f"{said} · {done}",
        "done": [Truncator(idea.told.title).chars(TITLE) for idea in row.latest[:ACHIEVEMENTS]],
    }
