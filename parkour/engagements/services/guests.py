"""Guests from outside: invited to one engagement by a link, heard, answered; their link is closed at any time."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import Engagement, Guest, GuestWord
from parkour.engagements.models.guests import NAME_LIMIT, SAID_LIMIT
from parkour.engagements.notifications import tell_of_a_guest
from parkour.engagements.services.irritants import one_line
from parkour.engagements.services.promises import permit_carrying, take

MOST_GUESTS, MOST_WORDS, LONGEST = 20, 100, timedelta(days=366)


@transaction.atomic
def invite_guest(engagement: Engagement, *, name: str, until: date, by: User) -> Guest:
    """Somebody from outside who reads this engagement and says something about it, until a day.

    Raises NotAllowed, InvalidInput, TransitionRefused (not promised yet, or withdrawn).
    """
    kept = take(engagement)
    permit_carrying(by, kept)
    if kept.published_at is None:  # a draft is read by nobody but those who write it
        raise TransitionRefused(_("Nothing is promised yet: put it on the charter first."))
    if kept.withdrawn_at is not None:
        raise TransitionRefused(_("It was withdrawn: put it on the charter again first."))
    name = one_line(name, "name", NAME_LIMIT, _("Say who is invited: a person, an association, a partner."))
    if until is None or not clock.today() <= until <= clock.today() + LONGEST:
        raise InvalidInput(_("Choose a day from today on, within a year."), field="until")
    if kept.guests.filter(revoked_at=None, until__gte=clock.today()).count() >= MOST_GUESTS:
        sentence = _("%(most)s guests at most: close a link first.") % {"most": MOST_GUESTS}
        raise InvalidInput(sentence, field="name")
    return Guest.objects.create(engagement=kept, name=name, until=until, invited_by=by, invited_at=clock.now())


@transaction.atomic
def close_link(guest: Guest, *, by: User) -> Guest:
    """The link opens nothing any more; what was said stays. Twice is once. Raises NotAllowed."""
    permit_carrying(by, take(guest.engagement))
    Guest.objects.filter(pk=guest.pk, revoked_at=None).update(revoked_at=clock.now())
    guest.refresh_from_db()
    return guest


@transaction.atomic
def say_as_guest(guest: Guest, *, text: str) -> GuestWord:
    """What a guest says; whoever answers for the engagement is told. Raises InvalidInput, NotAllowed (link closed)."""
    kept = take(guest.engagement)
    guest = Guest.objects.get(pk=guest.pk)
    if not is_live(guest):
        raise NotAllowed(_("This link is closed."))
    text = _said(text)
    if guest.words.count() >= MOST_WORDS:
        raise InvalidInput(_("You have said a lot here: whoever invited you will come back to you."), field="text")
    word = GuestWord.objects.create(engagement=kept, guest=guest, is_ours=False, text=text, at=clock.now())
    tell_of_a_guest(word)
    return word


@transaction.atomic
def answer_guests(engagement: Engagement, *, text: str, by: User) -> GuestWord:
    """What all guests of this engagement read from us. Raises NotAllowed, InvalidInput."""
    kept = take(engagement)
    permit_carrying(by, kept)
    return GuestWord.objects.create(engagement=kept, by=by, is_ours=True, text=_said(text), at=clock.now())


@transaction.atomic
def hide_word(word: GuestWord, *, by: User, hidden: bool = True) -> GuestWord:
    """Guests no longer read it, or (`hidden` False) read it again. Twice is once. Raises NotAllowed."""
    permit_carrying(by, take(word.engagement))
    word = GuestWord.objects.select_for_update().get(pk=word.pk)
    if (word.hidden_at is not None) != hidden:
        word.hidden_at = clock.now() if hidden else None
        word.save(update_fields=["hidden_at"])
    return word


def is_live(guest: Guest) -> bool:
    """Whether the link opens something today."""
    promise = guest.engagement
    is_promised = promise.published_at is not None and promise.withdrawn_at is None
    return is_promised and guest.revoked_at is None and clock.today() <= guest.until


def _said(text):
    text = clean_text(text, "text", limit=SAID_LIMIT)
    if not text:
        raise InvalidInput(_("Write something first."), field="text")
    return text
