"""Proposals that a workshop made of contributions: created, assessed, kept for the committee; their sources carried on.

Whoever wrote a source is credited with what came of it, and has no say over it: it was written by a workshop. One
hidden name among the sources hides all of them there.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import AuthorRole, IdeaKind, Origin, Outcome, State, Visibility
from ideas.models import Authorship, Idea, IdeaEvent, Message
from ideas.privacy import hides_somebody, shared_veil
from ideas.services.comparing import COMPARE_TASK
from ideas.services.lifecycle import apply_transition
from ideas.services.links import link_ideas
from ideas.services.references import next_references
from ideas.services.triage import Orientation, assess_idea, decide_triage
from ideas.workflow import WORKSHOP_EVENT
from parkour.core import clock
from parkour.core.wake import wake
from parkour.organisation.models import answer_deadline

PROBLEM_OF_ONE, PROBLEM_OF_MANY = 10_000, 1_500


@dataclass(frozen=True)
class WorkedOut:
    """What a workshop proposes. `levels` of the four criteria, novelty None when nobody gave one; `credit`: by whom."""

    title: str
    text: str
    levels: dict[str, int | None]
    credit: str


@transaction.atomic
def create_proposal(worked_out: WorkedOut, sources: list[Idea], *, by, message: str) -> Idea:
    """Create the proposal and keep it for the committee. Raises as `assess_idea` and `decide_triage`."""
    now, sites = clock.now(), {source.site_id for source in sources}
    site_id = sites.pop() if len(sites) == 1 else None
    idea = Idea.objects.create(
        reference=next_references(clock.today().year)[0],
        kind=IdeaKind.PROPOSAL,
        title=_without_names(worked_out.title, sources),
        problem_text=_problem(sources),
        change_text=_without_names(worked_out.text, sources),
        visibility=_visibility(sources),
        group_names=worked_out.credit,
        origin=Origin.SESSION,
        site_id=site_id,
        state=State.IN_TRIAGE,
        state_since=now,
        created_at=now,
        submitted_at=now,
        promised_reply_at=answer_deadline(now, site_id),
    )
    IdeaEvent.objects.create(
        idea=idea,
        name=WORKSHOP_EVENT,
        to_state=State.IN_TRIAGE,
        actor=by,
        at=now,
        data={"from": [source.reference for source in sources]},
    )
    missing = worked_out.levels["novelty"] is None
    because = _("Nobody gave a level in the workshop.") if missing else ""
    assess_idea(idea, by=by, not_applicable_because=because, **worked_out.levels)
    # Before anybody is credited: the authors are told once, of their own contribution.
    decide_triage(idea, Orientation(Outcome.SHORTLIST, message), by=by)
    _credit(idea, sources)
    for source in sources:
        link_ideas(source, idea, by=by)
    wake(COMPARE_TASK)
    return Idea.objects.get(pk=idea.pk)


def _without_names(text, sources):
    for source in sources:
        text = shared_veil(source).words(text)
    return text


def _problem(sources):
    """The words of the authors, without a name that was hidden."""
    limit = PROBLEM_OF_ONE if len(sources) == 1 else PROBLEM_OF_MANY
    texts = [_without_names(source.restatement or source.problem_text, sources) for source in sources]
    return "\n\n".join(text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…" for text in texts)


def _visibility(sources):
    hidden = Idea.objects.filter(hides_somebody(), pk__in=[source.pk for source in sources]).exists()
    return Visibility.NAME_HIDDEN if hidden else Visibility.PUBLIC


def _credit(idea, sources):
    rows = Authorship.objects.filter(idea__in=sources).order_by("idea", "pk")
    first = {row.person_id: row.idea_id for row in reversed(rows)}
    Authorship.objects.bulk_create(
        Authorship(idea=idea, person_id=person, role=AuthorRole.COAUTHOR, merged_from_id=source)
        for person, source in sorted(first.items(), key=lambda one: (one[1], one[0]))
    )


@transaction.atomic
def carry_on(source: Idea, proposals: list[Idea], *, by, message: str) -> Idea:
    """A contribution is answered by what its workshop proposes; its authors read which, and `message`."""
    told = "\n".join(f"{idea.reference} – {idea.title}" for idea in proposals)
    moved = apply_transition(source, "carry_on", by=by, message=message, note=f"{message}\n\n{told}")
    Message.objects.create(idea=moved, sender=by, body=f"{message}\n\n{told}", sent_at=clock.now())
    return moved
