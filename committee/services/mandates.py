"""Seats of the two poles: given, renewed, ended early, presided."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from committee.mandate_notifications import tell_ended, tell_given, tell_president, tell_renewed
from committee.models import College, Mandate
from committee.services.common import permit
from committee.services.convening import invite_to_convened, keep_invitations
from committee.terms import most_at_once, overlap
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

REASON_LIMIT = 500
MOST_SEATS = 99
_REFUSALS = {
    "mandate_one_at_a_time_per_person": (gettext_lazy("This person already has a mandate at that time."), "person"),
    "mandate_one_president_per_pole": (
        gettext_lazy("This pole already has a president at that time."),
        "is_president",
    ),
    "mandate_ends_after_it_starts": (gettext_lazy("The mandate must end after it starts."), "until_on"),
    "mandate_president_sits": (gettext_lazy("An alternate presides nothing: give them a seat first."), "is_president"),
}


@transaction.atomic
def give_mandate(
    person,
    college: College,
    *,
    by,
    from_on: date,
    until_on: date | None = None,
    is_president: bool = False,
    is_alternate: bool = False,
) -> Mandate:
    """Seat `person` in a pole from a day to a day (excluded; None: no end yet), or as an alternate.

    It does not touch the roll of a vote already open. The person is told, and invited to the sessions already convened;
    nobody else is told. Raises InvalidInput when the person has a seat at that time, the pole a president, or no seat
    is free.
    """
    permit(by, "manage_mandates")
    mandate = seat_person(
        Mandate(
            person=person,
            college=college,
            from_on=from_on,
            until_on=until_on,
            is_president=is_president,
            is_alternate=is_alternate,
        )
    )
    if from_on >= clock.today():  # what is written down afterwards is no news
        tell_given(mandate)
    return mandate


def seat_person(mandate: Mandate) -> Mandate:
    """Write a mandate if a seat is free on all its days, and invite its holder; whoever waits for the pole comes after.

    Within a transaction. Raises InvalidInput.
    """
    college = lock_college(mandate.college_id)
    _save(mandate)
    if most_at_once(_terms(college, mandate.is_alternate), mandate.term) > seats_of(college, mandate.is_alternate):
        raise InvalidInput(
            _full(college, mandate.is_alternate), field="is_alternate" if mandate.is_alternate else "pole"
        )
    invite_to_convened(mandate)
    return mandate


def lock_college(pk: int) -> College:
    """The pole in our hands: of two who give its last seat at once, the second finds it taken."""
    return College.objects.select_for_update().get(pk=pk)


def seats_of(college: College, is_alternate: bool) -> int:
    return college.alternates if is_alternate else college.seats


def _terms(college, is_alternate):
    """The days of every seat held by somebody who can sign in."""
    rows = college.mandates.filter(is_alternate=is_alternate, person__is_active=True)
    return list(rows.order_by("pk").values_list("from_on", "until_on"))


def free_seats(college: College, term, *, is_alternate: bool = False) -> int:
    """How many seats are free on every day of `term`."""
    return max(seats_of(college, is_alternate) - most_at_once(_terms(college, is_alternate), term), 0)


def _full(college, is_alternate):
    if is_alternate:
        words = ngettext(
            "The %(pole)s pole has %(count)s place for an alternate, which is taken on some of these days.",
            "The %(pole)s pole has %(count)s places for alternates, which are all taken on some of these days.",
            college.alternates,
        )
    else:
        words = ngettext(
            "The %(pole)s pole has %(count)s seat, which is taken on some of these days.",
            "The %(pole)s pole has %(count)s seats, which are all taken on some of these days.",
            college.seats,
        )
    return words % {"pole": college, "count": seats_of(college, is_alternate)}


@transaction.atomic
def renew_mandate(mandate: Mandate, *, by, until_on: date) -> Mandate:
    """One more mandate, from the end of this one to a day (excluded); the new one. Its holder is told.

    A president stays one. Raises InvalidInput, TransitionRefused when it has no end or was over long ago.
    """
    permit(by, "manage_mandates")
    old = _locked(mandate)
    if old.until_on is None:
        raise TransitionRefused(_("This mandate has no end: there is nothing to renew."))
    if old.until_on < clock.today():
        raise TransitionRefused(_("This mandate is over: give a new one."))
    if until_on <= old.until_on:
        raise InvalidInput(_("The new mandate must last longer than the one it follows."), field="until_on")
    new = seat_person(
        Mandate(
            person=old.person,
            college=old.college,
            from_on=old.until_on,
            until_on=until_on,
            is_president=old.is_president,
            is_alternate=old.is_alternate,
        )
    )
    tell_renewed(new)
    return new


@transaction.atomic
def end_mandate(mandate: Mandate, *, by, until_on: date, reason: str) -> Mandate:
    """End a mandate early, on a day (excluded), and say why. Ballots cast and rolls already frozen stay.

    Its holder is told, and later sessions leave their calendar; a proxy that they gave or hold for one ends. Raises
    InvalidInput, TransitionRefused for one that is over.
    """
    permit(by, "manage_mandates")
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why it ends early."), field="reason")
    locked = _locked(mandate)
    if locked.until_on is not None and locked.until_on <= clock.today():
        raise TransitionRefused(_("This mandate is over."))
    if locked.until_on is not None and until_on > locked.until_on:
        raise InvalidInput(_("It ends before that day. To make it longer, renew it."), field="until_on")
    if until_on < clock.today():
        raise InvalidInput(_("Choose a day from today on: what was done until then stands."), field="until_on")
    locked.until_on, locked.ended_because = until_on, reason
    locked.ended_at, locked.ended_by = clock.now(), by
    tell_ended(_save(locked))
    keep_invitations()
    return locked


@transaction.atomic
def name_president(mandate: Mandate, *, by) -> Mandate:
    """The holder of this mandate presides their pole from today; whoever presided stays a member. Both are told.

    The history keeps who presided until when: a mandate that has begun is ended and followed by another. Returns the
    mandate that presides. Raises TransitionRefused for an alternate, and for a mandate that does not hold today.
    """
    permit(by, "manage_mandates")
    lock_college(mandate.college_id)
    chosen, today = _locked(mandate), clock.today()
    if chosen.is_alternate or not overlap(chosen.term, (today, None)) or chosen.from_on > today:
        raise TransitionRefused(_("Only somebody who sits in the pole today presides it."))
    if chosen.is_president:
        return chosen
    before = chosen.college.mandates.select_for_update(of=("self",)).filter(is_president=True).not_over(today)
    for other in before.select_related("person", "college").order_by("from_on"):
        if overlap(other.term, chosen.term):
            tell_president(_from_today(other, is_president=False), presides=False)
    presides = _from_today(chosen, is_president=True)
    tell_president(presides, presides=True)
    return presides


@transaction.atomic
def take_seat(mandate: Mandate, *, by) -> Mandate:
    """An alternate takes a free seat from today until the end of their mandate; the mandate that sits.

    Raises InvalidInput when no seat is free, TransitionRefused for whoever is no alternate today.
    """
    permit(by, "manage_mandates")
    college = lock_college(mandate.college_id)
    locked, today = _locked(mandate), clock.today()
    if not locked.is_alternate or not Mandate.objects.held_on(today).filter(pk=locked.pk).exists():
        raise TransitionRefused(_("Only an alternate of today takes a seat."))
    if not free_seats(college, (today, locked.until_on)):
        raise InvalidInput(_full(college, False), field="pole")
    seated = _from_today(locked, is_alternate=False)
    invite_to_convened(seated)
    tell_given(seated)
    return seated


@transaction.atomic
def set_seats(code: str, *, by, seats: int, alternates: int) -> College:
    """How many sit in a pole, and how many stand by; the pole is made when there is none yet.

    Raises InvalidInput for fewer than are held today or later.
    """
    permit(by, "manage_mandates")
    college, _new = College.objects.get_or_create(code=code, defaults={"seats": max(seats, 1)})
    locked = lock_college(college.pk)
    for field, number, is_alternate in (("seats", seats, False), ("alternates", alternates, True)):
        held = most_at_once(_terms(locked, is_alternate), (clock.today(), None))
        if number < held:
            words = ngettext(
                "%(count)s is held today or later: end a mandate first.",
                "%(count)s are held today or later: end mandates first.",
                held,
            )
            raise InvalidInput(words % {"count": held}, field=field)
        if number > MOST_SEATS or (number < 1 and not is_alternate):
            raise InvalidInput(_("Type a whole number up to %(most)s.") % {"most": MOST_SEATS}, field=field)
    locked.seats, locked.alternates = seats, alternates
    locked.save(update_fields=["seats", "alternates"])
    return locked


def _from_today(mandate: Mandate, **changes) -> Mandate:
    """The same seat otherwise from today on: what began before is ended and followed, so that the past stays told."""
    today = clock.today()
    if mandate.from_on >= today:
        for name, value in changes.items():
            setattr(mandate, name, value)
        return _save(mandate)
    facts = {name: getattr(mandate, name) for name in ("person", "college", "until_on", "is_president", "is_alternate")}
    if mandate.ended_at:  # its early end is that of what follows
        facts |= {name: getattr(mandate, name) for name in ("ended_at", "ended_by", "ended_because")}
        mandate.ended_at, mandate.ended_by, mandate.ended_because = None, None, ""
    mandate.until_on = today
    _save(mandate)
    return _save(Mandate(from_on=today, **facts | changes))


def _locked(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("person", "college")
    return rows.get(pk=mandate.pk)


def _save(mandate: Mandate) -> Mandate:
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        for constraint, (words, field) in _REFUSALS.items():
            if constraint in str(error):
                raise InvalidInput(words, field=field) from error
        raise
    return mandate
