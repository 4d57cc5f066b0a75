"""Workshops: opened from contributions that were sent there, led step by step, closed with a reason or a proposal."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import UPCOMING
from committee.models import Dots, Session, Workshop, WorkshopEvent, WorkshopParticipant
from committee.models.workshop import PLACE_LIMIT, QUESTION_LIMIT, REASON_LIMIT
from committee.selectors.workshops import made_in, mask_of, places_in
from committee.services.common import permit
from committee.workshop_notifications import tell_closed, tell_invited, tell_led, tell_ready
from committee.workshop_places import missing_in
from committee.workshop_steps import (
    MOST_DOTS,
    ORDER,
    USUAL_DOTS,
    WorkshopStep,
    before,
    ends_at,
    following,
    may_reopen,
    moved_end,
)
from ideas.enums import State
from ideas.models import Idea
from ideas.validators import clean_text
from parkour.accounts.models import Role
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

MOST_SOURCES, MOST_PEOPLE = 10, 40
FURTHEST = timedelta(days=366 * 2)


def lock_workshop(workshop: Workshop) -> Workshop:
    """The workshop, read again and locked until the end of the transaction. Raises TransitionRefused once closed."""
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("facilitator", "session")
    locked = rows.get(pk=workshop.pk)
    if locked.is_closed:
        raise TransitionRefused(_("This workshop is closed."))
    return locked


def note(workshop: Workshop, name: str, by, **data) -> None:
    """Write what was done into the history of the workshop."""
    WorkshopEvent.objects.create(workshop=workshop, name=name, actor=by, at=clock.now(), data=data)


@transaction.atomic
def open_workshop(
    sources,
    *,
    by,
    question: str,
    facilitator=None,
    participants=(),
    starts_at: datetime | None = None,
    place: str = "",
    session: Session | None = None,
    dots: int = USUAL_DOTS,
) -> Workshop:
    """Open a workshop on contributions that were sent to one; its people are invited, `by` leads it by default.

    Raises NotAllowed, InvalidInput with its field.
    """
    permit(by, "open_workshop")
    ideas = _lock_sources(sources)
    facts = _facts(question, facilitator or by, place, session, dots) | {"starts_at": _to_come(starts_at)}
    now = clock.now()
    workshop = Workshop.objects.create(step_since=now, created_by=by, created_at=now, **facts)
    workshop.sources.set(ideas)
    _invite(workshop, participants, by)
    note(workshop, "open", by, sources=[idea.reference for idea in ideas])
    if workshop.facilitator != by:
        tell_led(workshop)
    return workshop


def _lock_sources(sources):
    wanted = {idea.pk for idea in sources}
    if not wanted:
        raise InvalidInput(_("Choose one contribution at least."), field="sources")
    if len(wanted) > MOST_SOURCES:
        raise InvalidInput(_("Ten contributions are the most for one workshop."), field="sources")
    ideas = list(Idea.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if any(idea.state != State.WORKSHOP for idea in ideas):
        raise InvalidInput(_("Choose contributions that were sent to a workshop."), field="sources")
    if Workshop.objects.exclude(step=WorkshopStep.CLOSED).filter(sources__in=ideas).exists():
        raise InvalidInput(_("One of these contributions has its workshop already."), field="sources")
    return ideas


def _to_come(moment):
    now = clock.now()
    if moment is not None and not now - timedelta(days=1) <= moment <= now + FURTHEST:
        raise InvalidInput(_("Choose a day to come, in the next two years."), field="day")
    return moment


def _facts(question, facilitator, place, session, dots):
    question = clean_text(question, "question", limit=QUESTION_LIMIT)
    if not question:
        raise InvalidInput(_("Write the question: “How might we…?”"), field="question")
    if not (facilitator.is_active and facilitator.has_role(Role.FACILITATOR, Role.OFFICER)):
        raise InvalidInput(_("A workshop is led by a facilitator or an officer."), field="facilitator")
    if session is not None and session.state not in UPCOMING:
        raise InvalidInput(_("Choose a session to come."), field="session")
    if not 1 <= dots <= MOST_DOTS:
        raise InvalidInput(_("Give one to nine dots to each person."), field="dots")
    return {
        "question": question,
        "facilitator": facilitator,
        "place": clean_text(place, "place", limit=PLACE_LIMIT),
        "session": session,
        "dots": dots,
    }


@transaction.atomic
def change_workshop(
    workshop: Workshop,
    *,
    by,
    question: str,
    facilitator,
    participants,
    starts_at: datetime | None = None,
    place: str = "",
    session: Session | None = None,
    dots: int = USUAL_DOTS,
) -> Workshop:
    """Change what was said of it, and who is invited: whoever is new is told. Raises as `open_workshop`.

    Who is no longer named takes no part any more; what they wrote stays. Once dots are placed, their number stays.
    """
    permit(by, "run_workshop", workshop)
    locked = lock_workshop(workshop)
    kept = session if session is None or session.pk != locked.session_id else None  # its own may have begun
    facts = _facts(question, facilitator, place, kept, dots) | {"session": session}
    facts["starts_at"] = starts_at if starts_at == locked.starts_at else _to_come(starts_at)
    if dots != locked.dots and Dots.objects.filter(variant__workshop=locked).exists():
        raise InvalidInput(_("Dots are placed already: their number stays."), field="dots")
    led_by = locked.facilitator_id
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save()
    _invite(locked, participants, by)
    note(locked, "change", by)
    if locked.facilitator_id not in {led_by, by.pk}:
        tell_led(locked)
    return locked


def _invite(workshop, participants, by):
    people = {person.pk: person for person in participants}
    if len(people) > MOST_PEOPLE:
        raise InvalidInput(_("Forty people are the most for one workshop."), field="participants")
    there = set(workshop.participants.values_list("person_id", flat=True))
    new = [person for pk, person in people.items() if pk not in there]
    for person in new:
        if not person.is_active or person.partner_site is not None:
            raise InvalidInput(
                _("%(name)s does not work here: workshops are for the staff of the organisation.") % {"name": person},
                field="participants",
            )
    workshop.participants.exclude(person__in=people).delete()
    now = clock.now()
    WorkshopParticipant.objects.bulk_create(
        WorkshopParticipant(workshop=workshop, person=person, invited_at=now) for person in new
    )
    tell_invited(workshop, [person for person in new if person != by])


@transaction.atomic
def move_to(workshop: Workshop, *, by, to: str) -> Workshop:
    """Go on to the next step, or open the one before again while nothing was made in this one. Twice is once.

    Raises NotAllowed, TransitionRefused.
    """
    permit(by, "run_workshop", workshop)
    locked = lock_workshop(workshop)
    if locked.step == to:
        return locked
    if to == following(locked.step):
        _check_next(locked)
    elif to == before(locked.step):
        if not may_reopen(locked.step, made=made_in(locked)):
            raise TransitionRefused(_("This step has begun: the one before stays closed."))
    else:
        raise TransitionRefused(_("The workshop is at another step: look at it again."))
    goes_on = ORDER.index(to) > ORDER.index(locked.step)
    locked.step, locked.step_since = WorkshopStep(to), clock.now()
    locked.ends_at = ends_at(to, locked.step_since)
    locked.save(update_fields=["step", "step_since", "ends_at"])
    note(locked, "step" if goes_on else "reopen", by, step=to)
    if to == WorkshopStep.COMMITTEE:
        tell_ready(locked, by)
    return locked


def _check_next(workshop):
    made = made_in(workshop)
    if workshop.step == WorkshopStep.IDEAS and not made[WorkshopStep.IDEAS]:
        raise TransitionRefused(_("Nobody has written an idea yet."))
    if workshop.step == WorkshopStep.VARIANTS:
        _check_variants(workshop, made[WorkshopStep.VARIANTS])


def _check_variants(workshop, written):
    """Every group has its two variants, or says that there is none."""
    if not written:
        raise TransitionRefused(_("Write one variant at least."))
    missing = missing_in(places_in(workshop))
    if missing:
        raise TransitionRefused(
            _("Each group ends in a variant for the whole group and one for each, or says there is none. %(missing)s.")
            % {"missing": "; ".join(_lines_of(workshop, missing))}
        )


def _lines_of(workshop, missing):
    """“Group”: what it lacks; one line a group, its name as the room reads it."""
    mask, lacking = mask_of(workshop.sources.all()), defaultdict(list)
    for place in missing:
        lacking[place.group].append(str(place.lacking))
    names = dict(workshop.groups.values_list("pk", "name"))
    for group, words in lacking.items():
        yield _("“%(group)s”: %(lacking)s") % {"group": mask(names[group]), "lacking": ", ".join(words)}


@transaction.atomic
def shift_timer(workshop: Workshop, *, by, minutes: int) -> Workshop:
    """Give the step so many minutes more, or fewer. Raises NotAllowed, TransitionRefused where no timer runs."""
    permit(by, "run_workshop", workshop)
    locked = lock_workshop(workshop)
    if locked.ends_at is None:
        raise TransitionRefused(_("No timer runs at this step."))
    locked.ends_at = moved_end(locked.ends_at, minutes, clock.now())
    locked.save(update_fields=["ends_at"])
    note(locked, "timer", by, minutes=minutes)
    return locked


@transaction.atomic
def close_workshop(workshop: Workshop, *, by, reason: str) -> Workshop:
    """Close it without a proposal: the authors and the officers read why; the contributions wait for what is next."""
    permit(by, "run_workshop", workshop)
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why it is closed: the authors read it."), field="reason")
    locked = lock_workshop(workshop)
    locked.closed_because = reason
    end(locked)
    note(locked, "close", by)
    tell_closed(locked, by)
    return locked


def end(workshop: Workshop) -> None:
    """Close a locked workshop, and keep it."""
    now = clock.now()
    workshop.step, workshop.step_since, workshop.closed_at, workshop.ends_at = WorkshopStep.CLOSED, now, now, None
    workshop.save()
