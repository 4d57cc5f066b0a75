"""The officer's moves outside triage: taking back, bringing back, taking up again, with words to the author."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, Message
from ideas.services.lifecycle import apply_transition
from ideas.services.titles import write_title
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput

MOVES = (
    "withdraw_quick_win",
    "reshortlist",
    "park",
    "return_from_park",
    "unmerge",
    "return_from_workshop",
    "reopen",
)


@transaction.atomic
def make_move(
    idea: Idea,
    name: str,
    *,
    by,
    reason: str = "",
    message: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Idea:
    """Make one of MOVES. The words (`reason` or `message`) enter the thread and reach the author.

    Raises as `apply_transition`.
    """
    if name not in MOVES:
        raise ValueError(f"{name} is no move of the officer")
    facts = {
        "reason": clean_text(reason, "reason", limit=2000),
        "message": clean_text(message, "message", limit=2000),
        "review_on": review_on,
    }
    given = {key: value for key, value in facts.items() if value}
    moved = apply_transition(idea, name, by=by, version=version, **given)
    _keep_words(moved, by, facts["message"] or facts["reason"])
    return moved


@transaction.atomic
def promote_variant(idea: Idea, *, by, proposal: str, message: str, version: int | None = None) -> Idea:
    """What the workshop made of a contribution goes to the committee, in the words of the workshop."""
    proposal = clean_text(proposal, "proposal", limit=5000)
    if not proposal:
        raise InvalidInput(_("Write the proposal: the committee votes on it."), field="proposal")
    message = clean_text(message, "message", limit=2000)
    moved = apply_transition(idea, "promote_variant", by=by, version=version, message=message)
    _keep_words(moved, by, message)
    return write_title(moved, by=by, title=moved.title, restatement=proposal)


def _keep_words(idea, by, body):
    if body:
        Message.objects.create(idea=idea, sender=by, body=body, sent_at=clock.now())
