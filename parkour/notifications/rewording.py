"""Words that were written for colleagues and must no longer be read: what waits is changed, what left is counted."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from parkour.notifications.models import Notification, OutgoingMail

State = OutgoingMail.State
GONE = (State.SENT, State.INFLIGHT)  # the last one is in the hands of the mail server
WAITING = (State.QUEUED, State.FAILED)


def _about(texts: tuple[str, ...], but_for: set[int]) -> Q:
    """Rows of anybody but these people whose page or words hold one of the texts."""
    said = Q(pk=None)
    for text in filter(None, texts):
        said |= Q(url__contains=text) | Q(title__contains=text) | Q(body__contains=text)
    return said & ~Q(recipient__in=but_for)


def letters_that_left(texts: tuple[str, ...], *, but_for: set[int]) -> int:
    """How many mails about these texts have left to others than these people: nobody calls them back."""
    told = Notification.objects.filter(_about(texts, but_for))
    gone = Q(state__in=GONE) | Q(state=State.BUNDLED, carried_by__state__in=GONE)
    return OutgoingMail.objects.filter(gone, notification__in=told).count()


@transaction.atomic
def reword(texts: tuple[str, ...], *, but_for: set[int], words: Callable[[str], str], markup: Callable[[str], str]):
    """Say with `words` (in HTML: `markup`) what others than these people read about these texts, or will read by mail.

    Return how many rows read otherwise now. A mail that is being sent, or was, is as it was.
    """
    changed, told = 0, list(Notification.objects.select_for_update().filter(_about(texts, but_for)).order_by("pk"))
    for row in told:
        changed += _reworded(row, title=words, body=words)
    ours = [row.pk for row in told]
    # A mail that carries others holds their words once it was tried.
    waiting = OutgoingMail.objects.filter(
        Q(notification__in=ours) | Q(carried__notification__in=ours), state__in=WAITING
    )
    keys = set(waiting.values_list("pk", flat=True))
    for mail in OutgoingMail.objects.select_for_update().filter(pk__in=keys, state__in=WAITING).order_by("pk"):
        changed += _reworded(mail, subject=words, body_text=words, body_html=markup)
    return changed


def _reworded(row, **ways) -> bool:
    said = {name: way(getattr(row, name)) for name, way in ways.items()}
    different = [name for name, text in said.items() if text != getattr(row, name)]
    for name in different:
        setattr(row, name, said[name])
    if different:
        row.save(update_fields=different)
    return bool(different)
