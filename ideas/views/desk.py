"""What the officer's pages share: finding a contribution for triage, and the address to go on to."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from ideas import desk
from ideas.enums import OpinionReason
from ideas.finding import idea_for_triage
from ideas.models import Idea
from ideas.opinions import latest_opinion
from ideas.rubric_texts import EFFORT_SIZES
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA
from parkour.accounts.rules import is_officer

IN_PLACE = "X-In-Place"  # asked by a page that shows what comes next from its memory
VERSION = "X-Version"  # answered to it: the version that stands now
LEVELS = {"1", "2", "3", "4", "5"}
SET_ASIDE, MOST_SET_ASIDE = "triage-set-aside", 200


def find_for_triage(request, reference) -> Idea:
    """The contribution, for officers and second reviewers who may read it; 404 for everybody else."""
    return idea_for_triage(request.user, reference)


def find_for_officer(request, reference) -> Idea:
    if not is_officer(request.user):
        raise Http404
    return find_for_triage(request, reference)


def item_url(idea) -> str:
    return reverse("ideas:triage_item", kwargs={"reference": idea.reference})


def next_url(request, idea, *, later: bool = False) -> str:
    """The next item of the queue; at its end those that were set aside, then the queue itself.

    `later`: `idea` is set aside as well. The walk of a person is kept in their session.
    """
    aside = request.session.get(SET_ASIDE, [])
    if idea.reference in aside:  # the second round
        left = [reference for reference in aside if reference != idea.reference]
        following = desk.first_set_aside(left)
    else:
        left = [*aside, idea.reference][-MOST_SET_ASIDE:] if later else aside
        following = desk.next_in_queue(idea, without=left)
        if following is None and (following := desk.first_set_aside(aside)):
            messages.info(request, _("You have reached the end: here is what you set aside."))
    if following is None:
        left = []
    if left != aside:
        request.session[SET_ASIDE] = left
    return item_url(following) if following else reverse("ideas:triage")


def next_up(request, idea, place):
    """What `next_url` will say, as far as the neighbours on the page tell: the page reads it ahead. None if unknown."""
    aside = request.session.get(SET_ASIDE, [])
    if idea.reference in aside:
        return None
    return next((row for row in place.after if row.reference not in aside), None)


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
    opinion = latest_opinion(idea) if idea.has_opinion else None
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
