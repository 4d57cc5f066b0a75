"""The queue of the triage, page by page."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from ideas import desk
from ideas.forms.several import TOGETHER
from ideas.incoming import takes_mail
from ideas.neighbours import neighbours_of
from ideas.outcomes import WAYS
from ideas.own_desk import own_desk
from ideas.privacy import tell
from ideas.views.desk import find_for_triage, item_url
from parkour.accounts.rules import is_officer
from parkour.core.keys import query_string

MOST_ALIKE = 20


class QueueView(View):
    """The queue, by promise."""

    def get(self, request):
        if not request.user.has_perm("ideas.view_triage"):
            raise Http404
        if "like" in request.GET and is_officer(request.user):
            return self.alike(request)
        if "answered" in request.GET and is_officer(request.user):
            return self.answered(request)
        last = desk.named_by(request.GET.get("after", ""))
        rows = desk.queue_page(last)
        lines = rows[: desk.PAGE]
        numbers = desk.queue_numbers(request.user)
        own = own_desk(request.user, whole=is_officer(request.user), facts=numbers["own"])
        context = {
            "ideas": tell(request.user, lines if is_officer(request.user) else desk.whole(lines)),
            "numbers": numbers,
            "desk": own,
            "first": next((held.idea for held in own.failed if not held.is_out_of_sight), lines[0] if lines else None),
            "flagged": tell(request.user, desk.flagged_in_queue()) if numbers["flags"] and last is None else [],
            "first_url": reverse("ideas:triage") if last else "",
            "next_url": query_string(after=rows[desk.PAGE - 1].reference) if len(rows) > desk.PAGE else "",
            "is_first_page": last is None,
            "together": tuple(WAYS[outcome] for outcome in TOGETHER) if is_officer(request.user) else (),
            "can_browse": request.user.has_perm("ideas.browse"),
            "perms_follow": request.user.has_perm("ideas.follow_actions"),
            "perms_mail": takes_mail() and request.user.has_perm("ideas.sort_mail"),
            "can_say": request.user.has_perm("ideas.say_answer"),
            "perms_import": request.user.has_perm("ideas.import_ideas"),
        }
        return render(request, "ideas/triage.html", context)

    def alike(self, request):
        """One contribution and those like it that wait, chosen to be answered together."""
        idea = find_for_triage(request, request.GET["like"])
        near = neighbours_of(idea, request.user, most=MOST_ALIKE)
        waiting = desk.waiting_among([idea.reference, *(one.idea.reference for one in near)])
        if not waiting:
            return HttpResponseRedirect(item_url(idea))
        context = {
            "idea": idea,
            "ideas": tell(request.user, waiting),
            "together": tuple(WAYS[outcome] for outcome in TOGETHER),
            "desk": own_desk(request.user),
            "back_url": item_url(idea),
        }
        return render(request, "ideas/triage_alike.html", context)

    def answered(self, request):
        """Those whose author has answered a question, the longest without a decision first; a page of them at most."""
        rows = list(
            desk.with_marks(desk.answers_to_read()).select_related("site").order_by("submitted_at", "pk")[: desk.PAGE]
        )
        return render(request, "ideas/triage_answered.html", {"ideas": tell(request.user, rows)})
