"""What an officer finds on every page of the desk: their keys, and the answers that have not left."""

import json
from dataclasses import dataclass

from ideas.held import OWN, answer_on, could_not_leave, waiting_of
from ideas.hotkeys import keys_with
from ideas.models import HeldDecision, Idea
from ideas.privacy import tell
from ideas.ready_answers import is_out_of_sight
from parkour.accounts.models import User
from parkour.core.prepared import prepared_cursor


@dataclass(frozen=True)
class OwnDesk:
    """The key of every action; what the person may still take back, the latest first; what could not leave, whoever
    wrote it (asked for by the queue only); the answer that waits, or could not leave, for the contribution one is at.
    """

    keys: dict[str, str]
    waiting: list[HeldDecision]
    failed: list[HeldDecision]
    here: HeldDecision | None = None

    @property
    def together(self):
        """How many answers the undo key takes back: those that were sent with the last one too."""
        return sum(held.held_at == self.last.held_at for held in self.waiting) if self.waiting else 0

    @property
    def last(self):
        """What the undo key takes back."""
        return self.waiting[0] if self.waiting else None


def own_desk(person: User, *, idea: Idea | None = None, whole: bool = False, facts: tuple | None = None) -> OwnDesk:
    """The desk of `person` at `idea`; `whole` reads what could not leave as well.

    `facts` are those of `held.OWN`, for a page that has asked for them already.
    """
    if facts is None:
        with prepared_cursor() as cursor:
            cursor.execute(f"SELECT {OWN}", {"me": person.pk, "here": idea.pk if idea else None})
            facts = cursor.fetchone()
    keys, waits, failed, here = facts
    desk = OwnDesk(
        keys=keys_with(json.loads(keys) if keys else {}),
        waiting=waiting_of(person) if waits else [],
        failed=_told_to(person, could_not_leave()) if failed and whole else [],
        here=answer_on(idea) if here else None,
    )
    tell(person, [held.idea for held in (*desk.waiting, *desk.failed)])
    return desk


def _told_to(person, rows):
    """What was taken back by its author, or passed on in confidence, is told to whoever wrote the answer only."""
    for row in rows:
        row.is_out_of_sight = is_out_of_sight(row.idea)
    return [row for row in rows if not row.is_out_of_sight or row.by_id == person.pk]
