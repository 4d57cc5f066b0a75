"""The months as a file: one row for each, numbers as numbers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parkour.dashboard.kept import Kept
from parkour.dashboard.words import COUNTED

WIDTHS = (10, *(14,) * 22)


def rows_of_months(kept: Kept | None) -> Iterator[list]:
    """The head, then the months, the oldest first; the head alone before anything was counted."""
    delays = {
        "reply": _("First answer, working days"),
        "triage": _("Orientation, working days"),
        "decision": _("Decision, days"),
        "realisation": _("Carrying out, days"),
    }
    head = [_("Month"), *(str(name) for name in COUNTED.values()), _("Received so far"), _("Ended so far")]
    head += [_("Promised answers due"), _("Of these in time"), _("Adopted"), _("Adopted, not adopted or not kept")]
    for label in delays.values():
        head += [f"{label}: {word}" for word in (_("median"), _("ninth decile"), _("still open"))]
    yield head
    for row in kept.content["months"] if kept else ():
        line = [row["month"][:7], *(row[name] for name in COUNTED)]
        line += [row["all_received"], row["all_ended"], row["in_time"]["total"], row["in_time"]["count"]]
        line += [row["kept"]["count"], row["kept"]["total"]]
        for name in delays:
            line += [_or_nothing(row[name]["median"]), _or_nothing(row[name]["p90"]), row[name]["open"]]
        yield line


def _or_nothing(value):
    return "" if value is None else value
