"""Deciding at triage, with the words that reach the author; and the officer's other moves."""

from copy import copy

from django.contrib import messages
from django.core.validators import validate_slug
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ideas import desk
from ideas.enums import Outcome
from ideas.forms import moves
from ideas.forms.officer import outcome_form, proposed_dates
from ideas.held import words_kept
from ideas.load import quick_wins_asked_of
from ideas.models import HeldDecision, ReadyAnswer, TriageDecision
from ideas.neighbours import neighbours_of
from ideas.opinions import assessments_of
from ideas.outcomes import MOVES, WAYS, ways_out
from ideas.own_desk import own_desk
from ideas.ready_answers import ready_answer_for
from ideas.scoring import Scores
from ideas.selectors import authors_of
from ideas.services.holding import hold_decision
from ideas.services.officer_moves import make_move, promote_variant
from ideas.services.ready_answers import keep_ready, send_ready
from ideas.services.rubrics import rubric_to_read
from ideas.services.triage import Orientation, refuse_after_triage
from ideas.verdict import verdict
from ideas.views.desk import IN_PLACE, LEVELS, criteria_of, find_for_officer, item_url, next_url
from ideas.views.loads import warn_of_load_to_come
from ideas.views.ready_words import ReadyWordsMixin
from parkour.core.exceptions import Conflict, TransitionRefused
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView


def kept_facts(kept) -> dict:
    """What a sheet starts with after its answer was taken back, or could not leave."""
    facts = {name: getattr(kept, name) for name in ("message", "reason_code", "channel", "review_on", "due_on")}
    facts["owner"] = kept.owner.email if kept.owner else ""
    facts["into"] = kept.merged_into.reference if kept.merged_into else ""
    return {name: value for name, value in facts.items() if value}


def what_stands(idea, current) -> dict:
    """What somebody else wrote meanwhile: an answer that waits or is ready, the answer that left, or a title."""
    answer = current if isinstance(current, HeldDecision | ReadyAnswer) else None
    answer = answer or idea.triage_decisions.select_related("by").first()
    if answer is not None:
        return {"by": answer.by, "answer": answer}
    return {"title": idea.told.title, "restatement": idea.told.restatement}


class DecideView(ReadyWordsMixin, ServiceFormView):
    """The sheet of one outcome: its facts, and an answer ready to be finished."""

    template_name = "ideas/triage_decide.html"
    given_to = None  # who is asked to carry it out

    def find(self):
        self.way = WAYS.get(self.kwargs["outcome"])
        if self.way is None:
            raise Http404
        return find_for_officer(self.request, self.kwargs["reference"])

    def permit(self):
        if self.is_stale():
            return  # `call` says so on the page, where what was typed is kept
        if not self.request.user.has_perm("ideas.decide_triage", self.object):
            refuse_after_triage(self.object, self.request.user)
        self.require(
            "ideas.decide_triage",
            _("You may not decide on this contribution: it is your own, or it is no longer under review."),
        )
        if self.way not in ways_out(self.object):
            raise TransitionRefused(_("This outcome is not for this kind of contribution."))
        if self.way.assessed and self.assessment is None and self.given is None:
            raise TransitionRefused(_("Assess it on the four criteria first."))

    def is_stale(self):
        """True for a form filled in on a page that shows an older version."""
        posted = self.request.POST.get("version", "")
        return bool(posted) and posted != str(self.object.version)

    @cached_property
    def assessment(self):
        """The latest assessment of the current round."""
        return assessments_of(self.object).last()

    @cached_property
    def readable_assessment(self):
        """The same, or one's own while those of the others are sealed."""
        if not self.object.sealed:
            return self.assessment
        return assessments_of(self.object).filter(rater=self.request.user).last()

    @cached_property
    def given(self):
        """The levels of a page that reads the sheet ahead and has not saved them yet; None for everybody else."""
        levels = {name: self.request.GET.get(name, "") for name in criteria_of(self.object)}
        if self.request.method != "GET" or not LEVELS.issuperset(levels.values()):
            return None
        return Scores(**{name: int(level) for name, level in levels.items()})

    def get_back_url(self):
        return item_url(self.object)

    def get_form_class(self):
        return outcome_form(self.way.outcome)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"viewer": self.request.user}

    def get_why(self):
        """What the criteria say, for the words to the author; "" without an assessment."""
        scores = self.given or (self.readable_assessment and self.readable_assessment.scores)
        if scores is None or not self.object.is_proposal:
            return ""
        return verdict(scores, self.object.kind, rubric_to_read().values).sentence

    def get_initial(self):
        if self.kept:
            return kept_facts(self.kept)
        return {"message": self.ready[0].text} | proposed_dates(self.way.outcome) | self._chosen_neighbour()

    @cached_property
    def ready_answer(self):
        """What is ready for this contribution, whatever its outcome."""
        return ready_answer_for(self.object) if self.object.has_ready else None

    @cached_property
    def kept(self):
        """What the sheet starts with: what was written for this outcome and has not left."""
        if kept := words_kept(self.object, self.way.outcome, self.request.user):
            return kept
        return self.ready_answer if self.ready_answer and self.ready_answer.outcome == self.way.outcome else None

    def _chosen_neighbour(self):
        """The contribution that a page of neighbours proposes to merge this one into."""
        into = self.request.GET.get("into", "")
        return {"into": into} if self.way.outcome == Outcome.MERGE and validate_slug.regex.match(into) else {}

    def call(self, form):
        if self.is_stale():
            raise Conflict(_("This contribution was changed meanwhile. Look at it again before deciding."))
        orientation = Orientation(self.way.outcome, reason=self.reason_given(form), **form.cleaned_data)
        self.given_to = form.cleaned_data.get("owner")
        by, version = self.request.user, self.object.version
        replaces = whole_number(self.request.POST.get("replaces"))
        if self.keeps:
            return keep_ready(self.object, orientation, by=by, version=version, replaces=replaces)
        if self.ready_answer and (self.ready_answer.pk, self.ready_answer.outcome) == (replaces, self.way.outcome):
            return send_ready(self.object, orientation, by=by, version=version, replaces=replaces)
        return hold_decision(self.object, orientation, by=by, version=version)

    @property
    def keeps(self):
        """The answer is kept ready, not sent."""
        return "ready" in self.request.POST

    def get_success_message(self):
        if isinstance(self.result, HeldDecision):
            return ""  # the next page says how long it can be taken back
        if self.keeps:
            return _("Kept ready: %(reference)s. Nothing is sent before you publish it.") % {
                "reference": self.object.reference
            }
        if self.way.outcome == Outcome.QUICK_WIN:
            return _("Answer sent. The owner is asked to say yes: the time for objections runs from then on.")
        return _("Answer sent: %(reference)s.") % {"reference": self.object.reference}

    def get_success_url(self):
        return next_url(self.request, self.object)

    def answer(self):
        """The page that shows the next item from its memory asks for nothing but what is said of the answer."""
        if self.given_to:
            this_one = not isinstance(self.result, TriageDecision)  # it has not left: it is not among those asked
            warn_of_load_to_come(self.request, self.given_to, coming=quick_wins_asked_of(self.given_to) + this_one)
        if IN_PLACE not in self.request.headers:
            return super().answer()
        if message := self.get_success_message():
            messages.success(self.request, str(message))
        response = render(self.request, "ideas/_told.html", {"desk": own_desk(self.request.user)})
        response[IN_PLACE] = "1"
        return response

    def again(self, form, status, conflict=None, **context):
        """After a conflict: both texts, and sending again is a choice made on what stands now."""
        if conflict:
            form.data = form.data.copy()
            form.data["version"] = str(self.object.version)
            context["replaces"] = conflict.current.pk if isinstance(conflict.current, ReadyAnswer) else ""
            context["other"] = what_stands(self.object, conflict.current)
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        form_class, ready = self.get_form_class(), self.ready_answer
        read = self.request.POST.get("replaces", "") if self.request.method == "POST" else ready and ready.pk
        return super().get_context_data(
            **{"replaces": read} | context,
            idea=self.object,
            ready_answer=ready,
            desk=own_desk(self.request.user, idea=self.object),
            way=self.way,
            author=next(iter(authors_of(self.object)), None),  # only officers decide, who read every name
            people=desk.people_to_name() if "owner" in form_class.base_fields else (),
            near=neighbours_of(self.object, self.request.user, most=3) if "into" in form_class.base_fields else (),
            contributions=desk.merge_candidates(self.object) if "into" in form_class.base_fields else (),
        )


def sheet(request, **kwargs):
    """The sheet as it is read, in answer to what was posted on another page: where it stands is in Content-Location."""
    asked = copy(request)
    asked.method, asked._post, asked._files = "GET", QueryDict(), MultiValueDict()
    response = DecideView.as_view()(asked, **kwargs)
    if response.status_code == 200:
        response["Content-Location"] = reverse("ideas:decide", kwargs=kwargs)
    return response


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
