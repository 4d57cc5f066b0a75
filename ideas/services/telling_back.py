"""Words for the board, several at once: each is published for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, PublicUpdate
from ideas.services.follow_up import publish_update
from ideas.services.lifecycle import take
from ideas.telling_back import WORDS, mark_of
from ideas.validators import clean_text
from parkour.core.exceptions import InvalidInput, NotAllowed, ParkourError, TransitionRefused

MOST = 30


@dataclass(frozen=True)
class Telling:
    """The words about one contribution, and what their writer had read: its version, and the words that these replace
    (`told`, as `ideas.telling_back.mark_of` names them).
    """

    idea: Idea
    version: int
    you_said: str
    we_did: str
    effect: str = ""
    credits: str = ""
    told: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in WORDS}


def publish_several(told: Sequence[Telling], *, by) -> list[tuple[Telling, ParkourError]]:
    """Publish each of these (`MOST` at most); return those that were refused, each with why.

    One that is refused stops no other; the same words twice are published once. Raises NotAllowed, and InvalidInput
    when there are too many, or none.
    """
    if not by.has_perm("ideas.publish_update"):
        raise NotAllowed(_("Only the officer publishes on the board."))
    if not 0 < len(told) <= MOST:
        raise InvalidInput(_("Choose between 1 and %(most)s contributions.") % {"most": MOST})
    refused = []
    for one in told:
        try:
            _publish(one, by)
        except ParkourError as refusal:
            refused.append((one, refusal))
    return refused


@transaction.atomic
def _publish(one: Telling, by):
    locked = take(one.idea, one.version)
    standing = PublicUpdate.objects.filter(idea=locked).first()
    if mark := mark_of(standing, locked):
        if all(getattr(standing, name) == clean_text(text, name) for name, text in one.words.items()):
            return
        if one.told != mark:
            raise TransitionRefused(_("Words about it were published meanwhile. Look at them first."))
    publish_update(locked, by=by, **one.words)
