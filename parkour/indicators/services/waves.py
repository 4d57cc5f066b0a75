"""The course of a wave: opened, people asked and reminded, closed; by hand and by the clock."""

import logging
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from parkour.accounts.models import RoleAssignment, User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.wake import wake
from parkour.indicators.asking import MOST_REMINDERS, may_be_asked, may_be_reminded, moment_due
from parkour.indicators.models import Audience, Invitation, Stage, Survey, Wave
from parkour.indicators.notifications import tell_asked
from parkour.indicators.services.surveys import LONGEST, permit
from parkour.organisation.models import Site, SiteKind

MOST_LINKS = 5_000
TOGETHER = 300  # people whom the clock asks in one transaction
KEEP_TASK = "parkour.indicators.tasks.keep_surveys"
# Whoever was given a role here works here, whatever their site.
_OF_THE_HOUSE = Q(site=None) | Q(site__kind=SiteKind.OWN) | Exists(RoleAssignment.objects.filter(user=OuterRef("pk")))
logger = logging.getLogger(__name__)
# Of the row that one person wrote nothing is left: not its key, not its place, not its transaction.
_SHUFFLE = """
WITH taken AS (DELETE FROM indicators_answer WHERE wave_id = %s RETURNING *)
INSERT INTO indicators_answer (id, wave_id, question_id, site_id, value, words, idea_id)
SELECT gen_random_uuid(), wave_id, question_id, site_id, value, words, idea_id FROM taken ORDER BY random()
"""


@transaction.atomic
def open_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Open a planned wave, now, and ask who is to be asked; `by` None is the clock. Twice is once.

    Raises NotAllowed, TransitionRefused (its last day is past, or further than a year; another wave runs meanwhile).
    """
    if by is not None:
        permit(by)
    Survey.objects.select_for_update().get(pk=wave.survey_id)  # two waves of it do not open at once
    locked = _taken(wave, by)
    if locked.opened_at is not None:
        return locked
    today = clock.today()
    _check_days(locked, today)
    locked.opened_at, locked.opens_on = clock.now(), min(locked.opens_on, today)
    locked.save(update_fields=["opened_at", "opens_on"])
    if len(_ask(locked, _to_ask(locked))) == TOGETHER:
        wake(KEEP_TASK)  # it goes on with the others
    return locked


@transaction.atomic
def close_wave(wave: Wave, *, by: User | None = None) -> Wave:
    """Take no answer any more; results may then be told, once. `by` None is the clock. Twice is once.

    Raises NotAllowed, TransitionRefused (it never opened).
    """
    locked = _taken(wave, by)
    if locked.opened_at is None:
        raise TransitionRefused(_("This wave has not opened: there is nothing to close."))
    if locked.closed_at is None:
        locked.closed_at, locked.closes_on = clock.now(), max(min(locked.closes_on, clock.today()), locked.opens_on)
        locked.save(update_fields=["closed_at", "closes_on"])
        with connection.cursor() as cursor:
            cursor.execute(_SHUFFLE, [locked.pk])
    return locked


@transaction.atomic
def invite_people(wave: Wave, people: Sequence[User], *, by: User) -> int:
    """Ask these people too; return how many were asked: those asked in the last thirty days are left in peace.

    Raises NotAllowed, TransitionRefused (it takes no answers), InvalidInput (a survey of customers).
    """
    permit(by)
    locked = _open(_taken(wave, by))
    if locked.survey.asks_customers:
        raise InvalidInput(_("Customers are asked by links: make some."), field="names")
    return len(_ask(locked, _free(locked, [person.pk for person in people])))


@transaction.atomic
def make_links(wave: Wave, *, count: int, site: Site | None, by: User) -> list[Invitation]:
    """So many links, each for one answer, that the organisation sends to customers of a site (None: of none).

    Raises NotAllowed, TransitionRefused, InvalidInput.
    """
    permit(by)
    locked = _open(_taken(wave, by))
    if not locked.survey.asks_customers:
        raise InvalidInput(_("Employees are asked in person: no link is made for them."), field="count")
    if not 1 <= count <= MOST_LINKS:
        raise InvalidInput(_("Make 1 to %(most)s links at a time.") % {"most": MOST_LINKS}, field="count")
    rows = [Invitation(wave=locked, site=site, asked_on=clock.today()) for _place in range(count)]
    return Invitation.objects.bulk_create(rows)


@transaction.atomic
def remind_wave(wave: Wave, *, by: User) -> int:
    """Remind, once, those who were asked and have not answered; return how many. Never on the last day.

    Of links, it marks those left as reminded: the organisation sends them. Raises NotAllowed, TransitionRefused.
    """
    permit(by)
    locked, today = _open(_taken(wave, by)), clock.today()
    left = locked.invitations.select_related("person").select_for_update(of=("self",))
    if not locked.survey.asks_customers:
        left = left.exclude(person=None)  # of somebody who is no longer there
    rows = [
        row
        for row in left
        if may_be_reminded(row.reminders, answered=row.answered, closes_on=locked.closes_on, today=today)
        and row.asked_on < today
    ]
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(reminders=MOST_REMINDERS)
    tell_asked(locked, [row.person for row in rows if row.person], again=True)
    return len(rows)


def keep_waves() -> None:
    """What the clock decides: waves open, people reach their moment, waves close. Late, or twice, is no harm."""
    today = clock.today()
    for wave in list(Wave.objects.filter(opened_at=None, opens_on__lte=today, closes_on__gte=today)):
        _alone(open_wave, wave)
    for wave in list(Wave.objects.filter(opened_at__isnull=False, closed_at=None)):
        _alone(close_wave if wave.closes_on < today else _ask_the_due, wave)


def _alone(deal_with, wave) -> None:
    """What goes wrong with one wave keeps no other one from its day."""
    try:
        deal_with(wave)
    except TransitionRefused as refused:
        logger.warning("wave %s waits: %s", wave.pk, refused.message)
    except Exception:
        logger.exception("wave %s could not be dealt with", wave.pk)


def _ask_the_due(wave) -> None:
    """By parts, so that nobody who answers meanwhile waits until the last letter is written."""
    while _ask_some(wave) == TOGETHER:
        pass


@transaction.atomic
def _ask_some(wave) -> int:
    locked = _taken(wave, None)
    return len(_ask(locked, _to_ask(locked))) if locked.is_open else 0


def _taken(wave, by) -> Wave:
    if by is not None:
        permit(by)
    return Wave.objects.select_for_update(of=("self",)).select_related("survey").get(pk=wave.pk)


def _check_days(wave, today) -> None:
    if wave.closes_on < today:
        raise TransitionRefused(_("The last day of this wave is past: plan another one."))
    if wave.closes_on - today > LONGEST:
        raise TransitionRefused(_("Opened today, this wave would last more than a year: plan another one."))
    others = Wave.objects.filter(survey=wave.survey_id, closed_at=None).exclude(pk=wave.pk)
    if others.filter(opens_on__lte=wave.closes_on, closes_on__gte=today).exists():
        raise TransitionRefused(_("Another wave of this survey runs on these days."))


def _open(wave) -> Wave:
    if not wave.is_open:
        raise TransitionRefused(_("This wave is not open: nobody can answer now."))
    return wave


def _to_ask(wave) -> list[User]:
    """Whom the clock asks now, so many at most: everybody for a barometer, those whose moment is due for a stage."""
    survey = wave.survey
    if survey.asks_customers or survey.stage in {Stage.RETURN, Stage.EXIT}:
        return []
    house = User.objects.filter(is_active=True).filter(_OF_THE_HOUSE).order_by("pk")
    if survey.audience == Audience.STAFF:
        keys = list(house.values_list("pk", flat=True))
    else:
        hired = house.exclude(hired_on=None).values_list("pk", "hired_on")
        keys = [pk for pk, hired_on in hired if _is_due(hired_on, survey.stage)]
    return _free(wave, keys, most=TOGETHER)


def _is_due(hired_on, stage) -> bool:
    moment = moment_due(hired_on, clock.today())
    return moment is not None and moment.stage == stage


def _free(wave, keys: Sequence[int], *, most: int | None = None) -> list[User]:
    """Of these, those who may be asked today, `most` of them.

    Only they are locked, and looked at again: two waves at once ask nobody twice.
    """
    likely = _not_asked(wave, keys)[:most]
    known = (
        User.objects.filter(pk__in=likely, is_active=True).order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    locked = {one.pk: one for one in known}
    return [locked[pk] for pk in _not_asked(wave, list(locked))]


def _not_asked(wave, keys) -> list[int]:
    asked = Invitation.objects.filter(person__in=keys).order_by().values_list("person").annotate(last=Max("asked_on"))
    last = dict(asked)
    already = set(wave.invitations.filter(person__in=keys).values_list("person", flat=True))
    today = clock.today()
    return [pk for pk in keys if pk not in already and may_be_asked(last.get(pk), today)]


def _ask(wave, people) -> list[Invitation]:
    rows = [Invitation(wave=wave, person=one, site_id=one.site_id, asked_on=clock.today()) for one in people]
    made = Invitation.objects.bulk_create(rows)
    tell_asked(wave, people)
    return made
