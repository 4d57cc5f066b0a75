"""The sheet of an action as one person may read it."""

from dataclasses import dataclass
from datetime import date

from ideas.enums import NextStep
from ideas.models import Action, ActionSheet
from ideas.privacy import Veil
from ideas.sheet import whys


@dataclass(frozen=True)
class Sheet:
    """What is written on the sheet; nothing, with version 0, until somebody writes. `causes` is the chain of whys."""

    situation: str = ""
    target: str = ""
    target_on: date | None = None
    causes: tuple[str, ...] = ()
    countermeasure: str = ""
    side_effects: str = ""
    next_step: str = ""
    next_words: str = ""
    version: int = 0

    @property
    def next_label(self) -> str:
        """What comes next in words, "" while it is not known."""
        return str(NextStep(self.next_step).label) if self.next_step else ""


def sheet_of(action: Action, hidden: Veil) -> Sheet:
    """The sheet of `action`, without the names that `hidden` hides."""
    row = ActionSheet.objects.filter(action=action).first()
    if row is None:
        return Sheet()
    return Sheet(
        situation=hidden.words(row.situation),
        target=hidden.words(row.target),
        target_on=row.target_on,
        causes=tuple(whys(hidden.words(row.causes))),
        countermeasure=hidden.words(row.countermeasure),
        side_effects=hidden.words(row.side_effects),
        next_step=row.next_step,
        next_words=hidden.words(row.next_words),
        version=row.version,
    )
