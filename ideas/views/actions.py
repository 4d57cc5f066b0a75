"""The actions: what needs somebody first, and the page where owner and officer carry one to its end."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _l
from django.views.generic import View

from ideas import desk
from ideas.enums import ActionStatus, State
from ideas.forms import moves
from ideas.models import Action
from ideas.selectors import shows_author_to
from ideas.services import follow_up
from parkour.core.views import ServiceFormView


@dataclass(frozen=True)
class Step:
    """Something one does on the page of an action: in which states, with which permission, which words."""

    slug: str
    form_class: type
    states: frozenset[State]
    permission: str
    call: Callable
    heading: str
    button: str
    done: str
    icon: str = "check"
    folded: bool = True


def _on_idea(service):
    return lambda action, **facts: service(action.idea, **facts)


AT_WORK = frozenset({State.APPROVED, State.IN_PROGRESS})
ON_THE_BOARD = frozenset(
    {State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED}
    | {State.CLOSED, State.ABANDONED}
)
UPDATE, VERIFY, PUBLISH = "ideas.update_action", "ideas.verify_action", "ideas.publish_update"
STEPS = {
    step.slug: step
    for step in (
        Step(
            "confirm", moves.EvidenceForm, frozenset({State.IN_PROGRESS}), VERIFY, _on_idea(follow_up.confirm_done),
            _l("Confirm that it is done"), _l("Confirm that it is done"),
            _l("Confirmed. The author is asked whether it is what they wanted."),
        ),
        Step(
            "start", moves.ConfirmForm, frozenset({State.APPROVED}), UPDATE, _on_idea(follow_up.start_work),
            _l("Start the work"), _l("Start the work"), _l("Started. The author is told."), "arrow-right", False,
        ),
        Step(
            "news", moves.NewsForm, frozenset({State.IN_PROGRESS}), UPDATE, follow_up.give_news,
            _l("Give news"), _l("Send the news"), _l("News sent."), "message-square", False,
        ),
        Step(
            "resume", moves.ConfirmForm, frozenset({State.ON_HOLD}), UPDATE, _on_idea(follow_up.resume_work),
            _l("Resume the work"), _l("Resume the work"), _l("The work goes on. The author is told."),
            "refresh-cw", False,
        ),
        Step(
            "verify", moves.EffectForm, frozenset({State.IMPLEMENTED}), VERIFY, _on_idea(follow_up.verify_effect),
            _l("Write the effect"), _l("Save the effect"), _l("Effect saved. The author is told."), "chart-line", False,
        ),
        Step(
            "close", moves.ConfirmForm, frozenset({State.VERIFIED}), VERIFY, _on_idea(follow_up.close_idea),
            _l("Close the loop"), _l("Close the loop"), _l("Completed, and told to everyone."), "check", False,
        ),
        Step(
            "publish", moves.PublishForm, ON_THE_BOARD, PUBLISH, _on_idea(follow_up.publish_update),
            _l("Publish “You said, we did”"), _l("Publish on the board"), _l("Published on the board."), "megaphone",
        ),
        Step(
            "hold", moves.HoldForm, frozenset({State.IN_PROGRESS}), UPDATE, _on_idea(follow_up.hold_work),
            _l("Put the work on hold"), _l("Put on hold"), _l("On hold. The author is told."), "pause",
        ),
        Step(
            "dispute", moves.DisputeForm, frozenset({State.IMPLEMENTED}), VERIFY, _on_idea(follow_up.dispute_done),
            _l("It is not done yet"), _l("Take the work up again"), _l("The work goes on. The author is told."),
            "arrow-left",
        ),
        Step(
            "abandon", moves.AbandonForm, AT_WORK, VERIFY, _on_idea(follow_up.abandon_work),
            _l("Abandon the work"), _l("Abandon the work"), _l("Abandoned. The author is told why."), "x",
        ),
    )
}


class ActionsView(View):
    """All actions for officer and direction, their own for owners; 404 for who has none."""

    def get(self, request):
        follows_all = request.user.has_perm("ideas.follow_actions")
        if not follows_all and not request.user.actions.exists():
            raise Http404
        ended = request.GET.get("show") == "ended"
        rows = desk.actions_page(request.user, ended=ended, after=request.GET.get("after", ""))
        context = {
            "actions": rows[: desk.PAGE],
            "more": rows[desk.PAGE - 1].idea.reference if len(rows) > desk.PAGE else "",
            "ended": ended,
            "follows_all": follows_all,
            "recommended": desk.recommendations().count() if request.user.has_perm("ideas.arbitrate") else 0,
        }
        return render(request, "ideas/actions.html", context)


def find_action(request, reference) -> Action:
    """The action, for its owner and those who follow all; 404 for everybody else."""
    actions = Action.objects.select_related("idea__site", "idea__public_update", "decision", "owner__site")
    action = get_object_or_404(actions.prefetch_related("idea__authorships__person"), idea__reference=reference)
    user = request.user
    if action.owner_id != user.pk and not user.has_perm("ideas.follow_actions"):
        raise Http404
    if not user.has_perm("ideas.view_idea", action.idea):
        raise Http404
    return action


class ActionView(ServiceFormView):
    """The page of an action. Each of its steps posts to its own address and comes back here."""

    template_name = "ideas/action.html"
    http_method_names = ["get", "head", "options"]
    step = None

    def find(self):
        return find_action(self.request, self.kwargs["reference"])

    @cached_property
    def steps(self):
        """Steps this person may take now; the first that is not folded is the one of the moment."""
        idea, user = self.object.idea, self.request.user
        return [step for step in STEPS.values() if idea.state in step.states and user.has_perm(step.permission, idea)]

    def build(self, step, **kwargs):
        # Several forms stand on the page and some fields have the same name: their ids must differ.
        return step.form_class(initial=initial_of(step, self.object), auto_id=f"{step.slug}_%s", **kwargs)

    def get_form(self, form_class=None):
        return None

    def get_context_data(self, form=None, **context):
        action = self.object
        waits = action.status == ActionStatus.DONE and action.idea.state == State.IN_PROGRESS
        shown = []
        for step in self.steps:
            bound = form is not None and step is self.step
            is_open = bound or (step.slug == "confirm" and waits) or (not step.folded and not waits)
            shown.append({"step": step, "form": form if bound else self.build(step), "open": is_open})
        return super().get_context_data(
            form=form,
            action=action,
            idea=action.idea,
            steps=shown,
            main=next((row for row in shown if row["open"]), None),
            updates=list(action.updates.select_related("by")[:30]),
            authors=_names_shown(self.request.user, action.idea),
            waits_for_confirmation=waits,
            **context,
        )


class ActionStepView(ActionView):
    """POST one step. An unknown one is 404; one that no longer fits the state is refused in a sentence."""

    http_method_names = ["get", "post", "options"]

    def find(self):
        self.step = STEPS.get(self.kwargs["step"])
        if self.step is None:
            raise Http404
        return super().find()

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_back_url())

    def get_form(self, form_class=None):
        return self.build(self.step, data=self.request.POST)

    def call(self, form):
        return self.step.call(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        return self.step.done


def _names_shown(user, idea):
    return [row.person for row in idea.authorships.all()] if shows_author_to(user, idea) else []


def initial_of(step, action) -> dict:
    """What a form starts with: what is already known, never a guess about the work."""
    idea = action.idea
    if step.slug == "news":
        return {"status": ActionStatus.MOVING, "progress": action.progress}
    if step.slug == "confirm":
        return {"evidence": action.evidence}
    if step.slug == "publish":
        return _published(action, idea)
    return {}


def _published(action, idea):
    update = getattr(idea, "public_update", None)
    if update:
        return {name: getattr(update, name) for name in ("you_said", "we_did", "effect", "credits")}
    names = [row.person.first_name for row in idea.authorships.all()] if idea.visibility == "public" else []
    return {
        "you_said": idea.restatement[:600] or idea.problem_text[:600], "we_did": action.evidence,
        "effect": action.effect[:300], "credits": ", ".join(names),
    }
