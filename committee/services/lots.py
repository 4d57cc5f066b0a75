"""The lot that is adopted together: any member may take a point out of it until the vote on the lot is opened."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import Block, ItemState, PollState
from committee.live import room_changed
from committee.models import AgendaItem, PullOut
from committee.selectors import mandate_of
from committee.selectors.lots import TAKE_OUT_IN
from committee.services.common import lock_item
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused


@transaction.atomic
def take_out(item: AgendaItem, *, by) -> PullOut:
    """One member is enough, without a reason: the point is then talked over and voted on by itself.

    Twice is once, whoever did it first. Raises NotAllowed for whoever does not sit, TransitionRefused when the point is
    in no lot, or the lot was voted on.
    """
    _members_only(item, by)
    locked = _of_a_lot(item)
    taken, _created = PullOut.objects.get_or_create(item=locked, defaults={"by": by, "at": clock.now()})
    room_changed(locked.session)
    return taken


@transaction.atomic
def put_back(item: AgendaItem, *, by) -> None:
    """Whoever took it out changes their mind, until the vote on the lot is opened."""
    _members_only(item, by)
    locked = _of_a_lot(item)
    taken = PullOut.objects.filter(item=locked).first()
    if taken is None:
        return
    if taken.by_id != by.pk:
        raise NotAllowed(_("Somebody else took this point out of the lot."))
    if locked.polls.exclude(state=PollState.VOID).exists():
        raise TransitionRefused(_("This point is voted on by itself already."))
    taken.delete()
    room_changed(locked.session)


def _members_only(item: AgendaItem, by):
    if by.contributor_only or mandate_of(by, item.session.on) is None:
        raise NotAllowed(_("Only members of the committee take a point out of the lot."))


def _of_a_lot(item: AgendaItem) -> AgendaItem:
    locked = lock_item(item)
    if locked.block != Block.CONSENT or locked.session.state not in TAKE_OUT_IN or locked.state == ItemState.DONE:
        raise TransitionRefused(_("This point is not one of those that are adopted together."))
    if locked.in_lots.exclude(poll__state=PollState.VOID).exists():
        raise TransitionRefused(_("The vote on the lot is open: this point can no longer be taken out."))
    return locked
