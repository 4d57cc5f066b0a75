"""How much the raters agree, for those who rate and for the direction."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.agreement import Finding
from ideas.ratings import Ratings, ratings_for
from ideas.services.rubrics import rubric_to_read

FINDINGS = {
    Finding.SUFFICIENT: (gettext_lazy("Sufficient agreement"), "good", "check"),
    Finding.ANCHORS: (gettext_lazy("Look at the anchors again"), "wait", "triangle-alert"),
    Finding.NOT_ENOUGH: (gettext_lazy("Not enough double ratings yet"), "", "info"),
}
TENDENCIES = {
    1: gettext_lazy("More generous than the others"),
    -1: gettext_lazy("More severe than the others"),
    0: gettext_lazy("No tendency to be seen"),
}


def agreement_rows(ratings: Ratings, texts: dict) -> list[dict]:
    """One line a criterion, as `_agreement.html` shows it."""
    return [
        {
            "name": _(texts[name]["name"]),
            "said": FINDINGS[found.finding],
            "found": found,
            "share": round(100 * found.apart / found.n) if found.n else None,
        }
        for name, found in ratings.criteria.items()
    ]


def severity_rows(ratings: Ratings) -> list[tuple]:
    """One line a rater: who, the figures, the tendency in words."""
    return [(rater, found, TENDENCIES[found.tendency]) for rater, found in ratings.severity]


class AgreementView(View):
    """One line a criterion: what may be said, then the figures; 404 but for raters and the direction."""

    def get(self, request):
        if not request.user.has_perm("ideas.read_agreement"):
            raise Http404
        ratings, texts = ratings_for(request.user), rubric_to_read().texts
        context = {
            "ratings": ratings,
            "rows": agreement_rows(ratings, texts),
            "severity": severity_rows(ratings),
            "sets": request.user.has_perm("ideas.set_weights"),
            "rates": request.user.has_perm("ideas.view_triage"),
        }
        return render(request, "ideas/agreement.html", context)
