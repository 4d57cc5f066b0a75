"""Where a promise stands on a day. Pure: dates in, a state out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(StrEnum):
    DRAFT = "draft"
    PROMISED = "promised"
    LATE = "late"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"

    @property
    def label(self):
        return _WORDS[self][0]

    @property
    def tone(self) -> str:
        return _WORDS[self][1]

    @property
    def icon(self) -> str:
        return _WORDS[self][2]


_WORDS = {
    Standing.DRAFT: (pgettext_lazy("engagement", "Draft"), "", "pen"),
    Standing.PROMISED: (pgettext_lazy("engagement", "Promised"), "wait", "flag"),
    Standing.LATE: (pgettext_lazy("engagement", "Late"), "bad", "triangle-alert"),
    Standing.KEPT: (_("Kept, with its proof"), "good", "circle-check"),
    Standing.WITHDRAWN: (pgettext_lazy("engagement", "Withdrawn"), "", "ban"),
}


def standing_of(*, published: bool, withdrawn: bool, proved: bool, due_on: date, today: date) -> Standing:
    """Where it stands on `today`. A promise is kept by its proof alone: no date and no action makes it so.

    The day it is due still belongs to it: late from the next day on.
    """
    if withdrawn:
        return Standing.WITHDRAWN
    if not published:
        return Standing.DRAFT
    if proved:
        return Standing.KEPT
    return Standing.LATE if today > due_on else Standing.PROMISED


@dataclass(frozen=True)
class Tally:
    """How many promises on the charter are kept, go on, or are late: numbers, and no rate of a few of them."""

    kept: int
    promised: int
    late: int

    @property
    def total(self) -> int:
        return self.kept + self.promised + self.late
