"""What the officer's pages share: finding a contribution for triage, and the address to go on to."""

from django.http import Http404
from django.urls import reverse

from ideas.desk import next_in_queue
from ideas.enums import OpinionReason
from ideas.finding import idea_for_triage
from ideas.models import Idea
from ideas.opinions import latest_opinion
from ideas.rubric_texts import EFFORT_SIZES
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA
from parkour.accounts.rules import is_officer


def find_for_triage(request, reference) -> Idea:
    """The contribution, for officers and second reviewers who may read it; 404 for everybody else."""
    return idea_for_triage(request.user, reference)


def find_for_officer(request, reference) -> Idea:
    if not is_officer(request.user):
        raise Http404
    return find_for_triage(request, reference)


def item_url(idea) -> str:
    return reverse("ideas:triage_item", kwargs={"reference": idea.reference})


def next_url(idea) -> str:
    """The next item of the queue, or the queue itself at its end."""
    following = next_in_queue(idea)
    return item_url(following) if following else reverse("ideas:triage")


def criteria_of(idea):
    return CRITERIA if idea.is_proposal else FEEDBACK_CRITERIA


def written(levels, idea) -> list:
    """Levels ({criterion: level}) as the grid writes them, one for each criterion of `idea`."""
    given = [(name, levels[name]) for name in criteria_of(idea)]
    return [(EFFORT_SIZES[level - 1] if level and name == "effort" else level) or "?" for name, level in given]


def levels_of(assessment, idea) -> dict:
    """One row of the table of the other raters: who, and the levels as the grid writes them."""
    return {"rater": assessment.rater, "levels": written({name: getattr(assessment, name) for name in CRITERIA}, idea)}


def opinion_for(user, idea, own) -> dict:
    """What the page of an item says of a second opinion: what waits, for whom, what there is to do about it."""
    opinion = latest_opinion(idea)
    may_ask = own is not None and user.has_perm("ideas.assess_idea", idea)
    if opinion is None:
        return {"may_ask": may_ask}
    of_the_two = user.pk in {opinion.first_id, opinion.second_id}
    waits = opinion.ended_at is None
    return {
        "may_ask": may_ask and opinion.second_id is None and not (waits and opinion.asked_by_id),
        "waits": waits,
        "because": opinion.get_because_display(),
        "for_me": waits and opinion.first_id != user.pk and own is None,
        "may_take_back": waits and opinion.first_id == user.pk and opinion.because != OpinionReason.APPEAL,
        "to_discuss": own is not None and opinion.to_discuss and opinion.settled_at is None,
        "may_talk": of_the_two and opinion.to_discuss,
        "settled": opinion.settled_because if own is not None else "",
    }
