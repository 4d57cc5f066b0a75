"""Deciding at triage, with the words that reach the author; and the officer's other moves."""

from django.core.validators import validate_slug
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ideas import desk
from ideas.enums import Outcome
from ideas.forms import moves
from ideas.forms.officer import outcome_form, proposed_dates
from ideas.outcomes import MOVES, WAYS, ways_out
from ideas.selectors import authors_of
from ideas.services.officer_moves import make_move, promote_variant
from ideas.services.rubrics import rubric_to_read
from ideas.services.triage import Orientation, decide_triage
from ideas.verdict import verdict
from ideas.views.desk import find_for_officer, item_url, next_url
from ideas.views.ready_words import ReadyWordsMixin
from parkour.core.exceptions import Conflict, TransitionRefused
from parkour.core.views import ServiceFormView


class DecideView(ReadyWordsMixin, ServiceFormView):
    """The sheet of one outcome: its facts, and an answer ready to be finished."""

    template_name = "ideas/triage_decide.html"

    def find(self):
        self.way = WAYS.get(self.kwargs["outcome"])
        if self.way is None:
            raise Http404
        return find_for_officer(self.request, self.kwargs["reference"])

    def permit(self):
        if self.is_stale():
            return  # `call` says so on the page, where what was typed is kept
        self.require(
            "ideas.decide_triage",
            _("You may not decide on this contribution: it is your own, or it is no longer under review."),
        )
        if self.way not in ways_out(self.object):
            raise TransitionRefused(_("This outcome is not for this kind of contribution."))
        if self.way.assessed and self.assessment is None:
            raise TransitionRefused(_("Assess it on the four criteria first."))

    def is_stale(self):
        """True for a form filled in on a page that shows an older version."""
        posted = self.request.POST.get("version", "")
        return bool(posted) and posted != str(self.object.version)

    @cached_property
    def assessment(self):
        """The latest assessment of the current round."""
        rows = self.object.assessments.filter(round=2 if self.object.appealed_at else 1)
        return rows.order_by("submitted_at").last()

    def get_back_url(self):
        return item_url(self.object)

    def get_form_class(self):
        return outcome_form(self.way.outcome)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"viewer": self.request.user}

    def get_why(self):
        """What the criteria say, for the words to the author; "" without an assessment."""
        if not (self.assessment and self.object.is_proposal):
            return ""
        return verdict(self.assessment.scores, self.object.kind, rubric_to_read().values).sentence

    def get_initial(self):
        return {"message": self.ready[0].text} | proposed_dates(self.way.outcome) | self._chosen_neighbour()

    def _chosen_neighbour(self):
        """The contribution that a page of neighbours proposes to merge this one into."""
        into = self.request.GET.get("into", "")
        return {"into": into} if self.way.outcome == Outcome.MERGE and validate_slug.regex.match(into) else {}

    def call(self, form):
        if self.is_stale():
            raise Conflict(_("This contribution was changed meanwhile. Look at it again before deciding."))
        orientation = Orientation(outcome=self.way.outcome, **form.cleaned_data)
        return decide_triage(self.object, orientation, by=self.request.user, version=self.object.version)

    def get_success_message(self):
        if self.way.outcome == Outcome.QUICK_WIN:
            return _("Answer sent. The owner is asked to say yes: the time for objections runs from then on.")
        return _("Answer sent: %(reference)s.") % {"reference": self.object.reference}

    def get_success_url(self):
        return next_url(self.object)

    def get_context_data(self, **context):
        form_class = self.get_form_class()
        return super().get_context_data(
            idea=self.object,
            way=self.way,
            author=next(iter(authors_of(self.object)), None),  # only officers decide, who read every name
            people=desk.people_to_name() if "owner" in form_class.base_fields else (),
            contributions=desk.merge_candidates(self.object) if "into" in form_class.base_fields else (),
            **context,
        )


MOVE_FORMS = {
    "withdraw_quick_win": moves.ReasonForm,
    "reshortlist": moves.ConfirmForm,
    "park": moves.ParkDeferredForm,
    "return_from_park": moves.ConfirmForm,
    "unmerge": moves.ReasonForm,
    "promote_variant": moves.PromoteForm,
    "return_from_workshop": moves.ReasonForm,
    "reopen": moves.ReasonForm,
}


class MoveView(ServiceFormView):
    """A sheet with one sentence, at most two fields and one button."""

    template_name = "ideas/triage_move.html"
    move = ""

    def find(self):
        return find_for_officer(self.request, self.kwargs["reference"])

    def permit(self):
        if self.object.state != self.spec.state:
            raise TransitionRefused(_("This is no longer possible: the contribution has moved on."))

    @property
    def spec(self):
        return MOVES[self.move]

    def get_form_class(self):
        return MOVE_FORMS[self.move]

    def get_back_url(self):
        return item_url(self.object)

    def get_success_message(self):
        return self.spec.done

    def call(self, form):
        if self.move == "promote_variant":
            return promote_variant(self.object, by=self.request.user, **form.cleaned_data)
        return make_move(self.object, self.move, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(idea=self.object, move=self.spec, **context)
