"""Making a contribution a reference of the grid, changing its levels, retiring it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaEvent, ReferenceIdea
from ideas.reference_ideas import consensus_of, references
from ideas.rules import MOST_REFERENCES
from ideas.scoring import CRITERIA
from ideas.services.lifecycle import take
from ideas.validators import clean_text
from ideas.workflow import REFERENCE_EVENT, RETIRED_EVENT
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.organisation.models import Organisation

REASON_LIMIT = 300


@transaction.atomic
def make_reference(
    idea: Idea,
    *,
    by,
    policy: int | None = None,
    novelty: int | None = None,
    impact: int | None = None,
    effort: int | None = None,
    because: str = "",
    version: int | None = None,
) -> ReferenceIdea:
    """Its levels stand beside the anchors from now on; also to change them, and to use a retired one again.

    A level that is not given is as it was, or that of the consensus; what differs from the consensus needs a reason.
    `version` is that of the reference that was read. Raises NotAllowed, TransitionRefused (it has no four levels that
    may be told, or there are as many references as may be), InvalidInput with the field, Conflict.
    """
    _one_at_a_time()
    locked = take(idea)
    _permit(locked, by)
    row = ReferenceIdea.objects.filter(idea=locked).first()
    if row and version is not None and version != row.version:
        raise Conflict(_("Somebody has changed this reference meanwhile."), current=row)
    check_it_can_be_one(locked)
    given = {"policy": policy, "novelty": novelty, "impact": impact, "effort": effort}
    levels, reason = _levels(locked, row, given, because)
    facts = levels | {"because": reason, "retired_at": None, "retired_by": None}
    if row and all(getattr(row, name) == value for name, value in facts.items()):
        return row
    if (row is None or row.retired_at) and references().count() >= MOST_REFERENCES:
        raise TransitionRefused(
            _("There are %(most)s reference ideas already: retire one of them first.") % {"most": MOST_REFERENCES}
        )
    row = row or ReferenceIdea(idea=locked, version=0)
    for name, value in facts.items():
        setattr(row, name, value)
    row.by, row.at, row.version = by, clock.now(), row.version + 1
    row.save()
    _tell_history(locked, REFERENCE_EVENT, by, levels)
    return row


@transaction.atomic
def retire_reference(idea: Idea, *, by) -> ReferenceIdea | None:
    """It stands beside no anchor any more; what was given for it stays. Twice is once, None if it never was one.

    Raises NotAllowed.
    """
    _one_at_a_time()
    locked = take(idea)
    _permit(locked, by)
    row = ReferenceIdea.objects.filter(idea=locked).first()
    if row is None or row.retired_at:
        return row
    row.retired_at, row.retired_by, row.version = clock.now(), by, row.version + 1
    row.save(update_fields=["retired_at", "retired_by", "version"])
    _tell_history(locked, RETIRED_EVENT, by, {})
    return row


def _one_at_a_time():
    """Two who make the last reference that may be wait for each other."""
    Organisation.objects.select_for_update().get(pk=Organisation.current().pk)


def _permit(idea, by):
    if not by.has_perm("ideas.manage_reference", idea):
        raise NotAllowed(_("Another improvement officer than its author makes a contribution a reference."))


def check_it_can_be_one(idea: Idea) -> None:
    """Raises TransitionRefused for what has no four levels that may be told."""
    if not idea.is_proposal:
        raise TransitionRefused(_("Feedback has two criteria: a reference shows a level of all four."))
    if idea.priority is None:
        raise TransitionRefused(_("Assess it on the four criteria first."))
    if idea.sealed:
        raise TransitionRefused(_("A second opinion is awaited: until then its levels are told to nobody."))


def _levels(idea, row, given, because):
    """(levels, the reason why they differ). Levels that nobody named need no reason: they were told before."""
    agreed = consensus_of(idea)
    usual = {name: getattr(row, name) for name in CRITERIA} if row else agreed
    levels = {name: usual[name] if level is None else level for name, level in given.items()}
    for name, level in levels.items():
        if not isinstance(level, int) or isinstance(level, bool) or not 1 <= level <= 5:
            raise InvalidInput(_("A level is a whole number from 1 to 5."), field=name)
    reason = clean_text(because, "because", limit=REASON_LIMIT)
    if levels == agreed:
        return levels, ""
    if row and levels == usual:
        return levels, reason or row.because
    if not reason:
        raise InvalidInput(_("Say in a few words why the levels differ from the consensus."), field="because")
    return levels, reason


def _tell_history(idea, name, by, levels):
    IdeaEvent.objects.create(idea=idea, name=name, actor=by, at=clock.now(), is_internal=True, data=levels)
