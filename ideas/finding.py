"""Finding an idea for the person who asks, by page or by API: what they may not see does not exist."""

from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from ideas.action_links import waits_for_another
from ideas.at_once import BESIDE, idea_at_once
from ideas.desk import needs_first
from ideas.models import Action, ActionLink, Attachment, Authorship, Idea
from ideas.privacy import Told
from ideas.rules import is_author
from ideas.selectors import declined

JOINED = ("site", "team", "action__owner", "quick_win_owner", "merged_into", "public_update")


def idea_for(user, reference: str, *, permission: str = "ideas.view_idea", beside=()) -> Idea:
    """The idea of this reference (any case), with its `told`; 404 unless the person has `permission` on it.

    `beside`: names of BESIDE to answer with it.
    """
    idea = idea_at_once(reference.upper(), beside)
    if idea is None or not user.has_perm(permission, idea):
        raise Http404
    idea.told = Told(idea, user)
    return idea


def own_idea(user, reference: str) -> Idea:
    """The same, for its authors only."""
    idea = idea_for(user, reference)
    if not is_author(user, idea):
        raise Http404
    return idea


def idea_to_sign(user, reference: str) -> Idea:
    """One of which the person is asked whether they wrote it too, did, or said no; 404 for everybody else."""
    ideas = Idea.objects.select_related(*JOINED).prefetch_related(
        Prefetch("authorships", Authorship.objects.select_related("person"))
    )
    idea = get_object_or_404(ideas, reference=reference.upper())
    if not (user.has_perm("ideas.answer_invitation", idea) or is_author(user, idea) or declined(user, idea)):
        raise Http404
    return idea


def idea_to_disown(user, reference: str) -> Idea:
    """One typed by somebody else that names the person as its author, or did; 404 for everybody else."""
    named = Idea.objects.filter(capture__person=user).select_related(*JOINED)
    return get_object_or_404(named, reference=reference.upper())


def idea_for_triage(user, reference: str) -> Idea:
    """The contribution, for officers and second reviewers who may read it, with all of BESIDE; 404 for others."""
    if not user.has_perm("ideas.view_triage"):
        raise Http404
    idea = idea_for(user, reference, beside=BESIDE)
    if idea.submitted_at is None:  # one's own draft is no matter for triage
        raise Http404
    return idea


def action_for(user, reference: str) -> Action:
    """The action of this reference, for its owner and those who follow all; 404 for everybody else."""
    actions = Action.objects.select_related(
        "idea__site", "idea__public_update", "decision", "owner__site", "team__site"
    )
    actions = actions.prefetch_related("idea__authorships__person").annotate(
        attention=needs_first(), waits=waits_for_another()
    )
    action = get_object_or_404(actions, idea__reference=reference)
    if action.owner_id != user.pk and not user.has_perm("ideas.follow_actions"):
        raise Http404
    if not user.has_perm("ideas.view_idea", action.idea):
        raise Http404
    action.idea.told = Told(action.idea, user)
    return action


def action_link_for(user, pk: int) -> ActionLink:
    """The link, for whoever reads the page of one of its two actions; 404 for everybody else."""
    link = get_object_or_404(ActionLink.objects.select_related("first__idea", "then__idea"), pk=pk)
    follows_all = user.has_perm("ideas.follow_actions")
    ends = [end for end in (link.first, link.then) if follows_all or end.owner_id == user.pk]
    if not any(user.has_perm("ideas.view_idea", end.idea) for end in ends):
        raise Http404
    return link


def file_for(user, key: UUID) -> Attachment:
    """The file of this key; 404 unless the person may read it."""
    file = get_object_or_404(Attachment.objects.select_related("idea__action", "idea__merged_into__action"), key=key)
    if not user.has_perm("ideas.read_file", file):
        raise Http404
    return file


def file_of(idea: Idea, key: UUID) -> Attachment:
    """The file of this key on the thread of `idea`, which the person may read; one that was removed too."""
    files = Attachment.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea)).select_related("idea__merged_into")
    return get_object_or_404(files, key=key)
