"""Quick wins that passed without a vote, told for information in a session."""

from committee.models import Session
from committee.selectors import passed_quick_wins
from ideas.models import Decision
from ideas.privacy import tell
from parkour.accounts.models import User


def told_passed(session: Session, user: User, *, to_pass_on: bool = False) -> list[Decision]:
    """Those told in that session, each as `user` may read it, with its `shown_owner` in words.

    `to_pass_on`: for a paper, on which a hidden name is hidden from everybody.
    """
    rows = passed_quick_wins(session, user)
    for row, idea in zip(rows, tell(None if to_pass_on else user, [row.idea for row in rows]), strict=True):
        row.shown_owner = idea.told.hidden.somebody(row.owner) if row.owner else ""
    return rows
