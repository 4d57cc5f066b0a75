"""The page for management on paper: the words that the page shows, for a sheet to pass on before a meeting."""

from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from committee.papers import paper_pdf
from parkour.core.dates import dated
from parkour.dashboard import showing, words
from parkour.dashboard.kept import Kept
from parkour.organisation.models import Organisation

SHEETS = Path(__file__).parent / "papers"


def dashboard_pdf(kept: Kept, month: date) -> bytes:
    """The sheet of one of the months kept, in the language of the reader. The same figures give the same bytes."""
    return paper_pdf(sheet_facts(kept, month), kept.counted_at, sheet="dashboard", folder=SHEETS)


def sheet_facts(kept: Kept, month: date) -> dict:
    """Every word of the sheet."""
    row = kept.of_month(month)
    day = timezone.localdate(kept.counted_at, timezone.get_default_timezone())
    flow = showing.flow_rows(kept)
    tiles = [*showing.tiles(row, month), *showing.proof(kept), *showing.taking_part(kept)[:3], *showing.sessions(kept)]
    return {
        "language": get_language() or "fr",
        "organisation": Organisation.current().name,
        "title": _("Dashboard"),
        "counted": _("counted on %(day)s") % {"day": dated(day)},
        "sentence": words.sentence_of(row, month, kept.content["waiting"]),
        "month": {
            "title": words.month_label(month).capitalize(),
            "tiles": [{name: getattr(tile, name) for name in ("label", "value", "detail", "target")} for tile in tiles],
        },
        "flow": {
            "title": _("What came and what ended"),
            "alt": _alt(flow),
            "key": _("Dark: received. Light: ended. The table below says the same."),
            "bars": [
                {"label": f"{one:%m/%y}", "came": kept.of_month(one)["received"], "went": kept.of_month(one)["ended"]}
                for one in kept.months
            ],
        },
        "tables": _tables(kept, flow),
    }


def _alt(flow) -> str:
    """The drawing in a sentence: what a reader who does not see it is told."""
    told = _("%(month)s: %(received)s received, %(ended)s ended")
    return "; ".join(told % row for row in reversed(flow)) + "."


def _tables(kept, flow) -> list[dict]:
    tables = [
        _table(
            _("Month by month"),
            [_("Month"), _("Received"), _("Ended"), _("Open at its end"), _("First answer in time")],
            [[row["month"], row["received"], row["ended"], row["gap"], row["in_time"]] for row in flow],
        ),
        _table(
            _("What waits too long today"),
            [_("What waits"), _("Number")],
            [[row.label, row.number] for row in showing.waits(kept)],
        ),
        _table(
            _("How far contributions have come"),
            [_("Stage"), _("Number"), pgettext("proportion", "Share")],
            [[row["label"], row["number"], row["percent"]] for row in showing.funnel_together(kept)],
            _("Those of the last thirteen months, as they stand today. A refusal is a decision, and ends there."),
        ),
        _table(
            _("Light and heavy, over twelve months"),
            [_("Size"), _("Received"), _("Share adopted"), _("Share carried out"), _("From adopted to carried out")],
            [
                [row[name] for name in ("label", "received", "kept", "carried_out", "median")]
                for row in showing.size_rows(kept)
            ],
            " ".join(
                [
                    _("Carried out: of what was adopted in the year that ended 120 days ago."),
                    _("Light ones: 60 days at most from adopted to carried out, and four in five carried out."),
                ]
            ),
        ),
        _table(_("Carried out, and proved"), [_("Proof"), _("Number")], showing.claims(kept)),
    ]
    series = [[one.name, label, one.value, one.detail] for label, rows in showing.both_sides(kept) for one in rows]
    if series:
        head = [_("Indicator"), _("Whose attention"), _("Value"), _("Period")]
        tables.append(_table(_("Customers and employees, side by side"), head, series))
    return tables


def _table(title, head, rows, note="") -> dict:
    cells = [[str(cell) for cell in row] for row in rows]
    return {"title": title, "head": head, "rows": cells, "note": note}
