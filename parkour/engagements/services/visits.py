"""Field visits: noted, corrected, dropped; contributions typed there for whoever said them; answers owed, and given."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.enums import Origin
from ideas.models import Idea
from ideas.services.captures import OLDEST, Spoken, capture_idea
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import OwedAnswer, Visit, VisitCapture
from parkour.engagements.models.visits import ANSWER_LIMIT, ASKED_LIMIT, COMPANY_LIMIT, SEEN_LIMIT, WHOM_LIMIT
from parkour.engagements.services.irritants import one_line
from parkour.organisation.models import Site, Team

LONGEST_OWED = timedelta(days=366)


@dataclass(frozen=True)
class VisitFacts:
    """Where somebody went and when; `team` is of that site; `company` those who went along, in words."""

    site: Site
    on: date
    team: Team | None = None
    company: str = ""
    words: str = ""


@transaction.atomic
def note_visit(facts: VisitFacts, *, key: UUID, by: User) -> tuple[Visit, bool]:
    """The visit, and whether it is new: the same key twice is once.

    Raises NotAllowed, InvalidInput (field: on, team, company or words).
    """
    if not by.has_perm("engagements.visit"):
        raise NotAllowed(_("Visits are noted by the improvement officer, the facilitators and the direction."))
    plain = _checked(facts)
    known = Visit.objects.filter(key=key).first()
    if known is None:
        defaults = plain | {"by": by, "noted_at": clock.now()}
        known, new = Visit.objects.get_or_create(key=key, defaults=defaults)
    else:
        new = False
    if known.by_id != by.pk:
        raise InvalidInput(_("Load the page again, then send."))
    return known, new


@transaction.atomic
def correct_visit(visit: Visit, facts: VisitFacts, *, by: User, version: int) -> Visit:
    """Write a visit again, whole. Raises NotAllowed, InvalidInput, Conflict (changed meanwhile)."""
    kept = _take(visit, by)
    if kept.version != version:
        raise Conflict(
            _("Somebody changed this visit meanwhile. What you typed is still here: compare, then save again."),
            current=kept,
        )
    plain = _checked(facts)
    if (facts.on, facts.site.pk) != (kept.on, kept.site_id) and kept.captures.exists():
        raise InvalidInput(_("Something was said there that day: place and day stay."), field="on")
    if kept.owed.filter(Q(due_on__lt=facts.on) | Q(answered_on__lt=facts.on)).exists():
        raise InvalidInput(_("An answer of this visit is owed or given before that day."), field="on")
    for name, value in plain.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*plain, "version"])
    return kept


@transaction.atomic
def drop_visit(visit: Visit, *, by: User) -> None:
    """It was a mistake. Raises NotAllowed, TransitionRefused (something was said there, or is owed)."""
    kept = _take(visit, by)
    if kept.captures.exists() or kept.owed.exists():
        raise TransitionRefused(_("Something was said there, or an answer is owed: the visit stays."))
    kept.delete()


@transaction.atomic
def capture_at_visit(visit: Visit, spoken: Spoken, *, by: User) -> tuple[Idea, bool]:
    """Make the contribution of whoever said it during the visit, by the way of all words typed for somebody else.

    Place, day and occasion are those of the visit. The same key twice is once. Raises what `capture_idea` raises.
    """
    kept = _take(visit, by)
    if not by.has_perm("engagements.capture_at_visit", kept):
        raise NotAllowed(_("You may not type contributions for somebody else."))
    spoken = replace(spoken, origin=Origin.VISIT, site=kept.site, said_on=kept.on)
    idea, new = capture_idea(spoken, by=by)
    VisitCapture.objects.get_or_create(idea=idea, defaults={"visit": kept})
    return idea, new


@transaction.atomic
def owe_answer(visit: Visit, *, question: str, whom: str, due_on: date, by: User) -> OwedAnswer:
    """Write down that an answer is owed, to whom and by which day. The same question twice is once.

    Raises NotAllowed, InvalidInput (field: question, whom or due_on), TransitionRefused (answered already).
    """
    kept = _take(visit, by)
    question = one_line(question, "question", ASKED_LIMIT, _("Say what was asked."))
    whom = one_line(whom, "whom", WHOM_LIMIT, _("Say to whom the answer is owed."))
    if due_on is None or not kept.on <= due_on <= clock.today() + LONGEST_OWED:
        raise InvalidInput(_("Choose a day from the visit on, within a year."), field="due_on")
    facts = {"due_on": due_on, "noted_at": clock.now()}
    made, _new = OwedAnswer.objects.get_or_create(visit=kept, question=question, whom=whom, defaults=facts)
    if made.answered_on is not None:
        raise TransitionRefused(_("This was asked by the same people and answered already."))
    return made


@transaction.atomic
def give_answer(owed: OwedAnswer, *, answer: str, on: date, by: User) -> OwedAnswer:
    """What was answered to those met, and on which day. Raises NotAllowed, InvalidInput, TransitionRefused (given)."""
    kept = _take_owed(owed, by)
    if kept.answered_on is not None:
        raise TransitionRefused(_("This answer was given already."))
    answer = clean_text(answer, "answer", limit=ANSWER_LIMIT)
    if not answer:
        raise InvalidInput(_("Say what was answered."), field="answer")
    if on is None or not kept.visit.on <= on <= clock.today():
        raise InvalidInput(_("Choose a day between the visit and today."), field="on")
    kept.answer, kept.answered_on, kept.answered_by = answer, on, by
    kept.save(update_fields=["answer", "answered_on", "answered_by"])
    return kept


@transaction.atomic
def take_back_answer(owed: OwedAnswer, *, by: User) -> OwedAnswer:
    """It was not given after all: it is owed again. Twice is once. Raises NotAllowed."""
    kept = _take_owed(owed, by)
    if kept.answered_on is not None:
        kept.answer, kept.answered_on, kept.answered_by = "", None, None
        kept.save(update_fields=["answer", "answered_on", "answered_by"])
    return kept


@transaction.atomic
def drop_owed(owed: OwedAnswer, *, by: User) -> None:
    """It was written by mistake. Raises NotAllowed, TransitionRefused (it was given)."""
    kept = _take_owed(owed, by)
    if kept.answered_on is not None:
        raise TransitionRefused(_("It was answered: say first that it was not, if that is so."))
    kept.delete()


def _take(visit, by) -> Visit:
    kept = Visit.objects.select_for_update(of=("self",)).select_related("site").get(pk=visit.pk)
    if not by.has_perm("engagements.carry_visit", kept):
        raise NotAllowed(_("This is for whoever went there, and for the improvement officer."))
    return kept


def _take_owed(owed, by) -> OwedAnswer:
    kept_visit = _take(owed.visit, by)
    kept = OwedAnswer.objects.select_for_update(of=("self",)).get(pk=owed.pk)
    kept.visit = kept_visit
    return kept


def _checked(facts) -> dict:
    if not clock.today() - OLDEST <= facts.on <= clock.today():
        raise InvalidInput(_("Choose a day of the last twelve months, today at the latest."), field="on")
    if facts.team is not None and facts.team.site_id != facts.site.pk:
        raise InvalidInput(_("This team works at another site."), field="team")
    company = " ".join(clean_text(facts.company, "company", limit=COMPANY_LIMIT).split())
    words = clean_text(facts.words, "words", limit=SEEN_LIMIT)
    return {"site": facts.site, "team": facts.team, "on": facts.on, "company": company, "words": words}
