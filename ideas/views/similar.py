"""Contributions that say the same: beside the form while one types, and in pairs for the officer."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from ideas.neighbours import PAGE, pair_key, pairs_to_merge
from ideas.similar import similar_on_board, supported_by
from parkour.core.api.throttling import one_more
from parkour.core.keys import query_string


class SimilarView(View):
    """A piece of the form. Words that are not sent yet are kept nowhere: neither in an address nor for later."""

    http_method_names = ["post", "options"]
    never_again = True

    def post(self, request):
        allowed, _seconds = one_more("similar", request.user.pk)
        if not allowed:
            return HttpResponse(status=204)
        ideas = similar_on_board(request.POST.get("problem_text", ""), request.user)
        context = {"rows": ideas, "supported": supported_by(request.user, ideas)}
        return render(request, "ideas/_similar.html", context)


class PairsView(View):
    """Contributions that may be merged, the closest first."""

    def get(self, request):
        if not request.user.has_perm("ideas.browse"):
            raise Http404
        key = request.GET.get("after", "")
        pairs = pairs_to_merge(request.user, after=pair_key(key))
        context = {
            "pairs": pairs[:PAGE],
            "first_url": query_string() if key else "",
            "next_url": query_string(after=pairs[PAGE - 1].key) if len(pairs) > PAGE else "",
        }
        return render(request, "ideas/pairs.html", context)
