"""What the officer's pages share: finding a contribution for triage, and the address to go on to."""

from django.http import Http404
from django.urls import reverse

from ideas.desk import next_in_queue
from ideas.finding import idea_for_triage
from ideas.models import Idea
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
