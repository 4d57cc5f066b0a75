"""From a decision to its effect: the actions, their steps, and the answers of the direction."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from ideas import desk
from ideas.finding import action_for, action_link_for, idea_for
from ideas.models import Gain, Idea
from ideas.serializers import actions as told
from ideas.serializers import inputs, outputs
from ideas.services import action_links, action_sheets, follow_up, following_up, gains
from ideas.services.decisions import arbitrate
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, page_of, reference_cursor, unknown_cursor
from parkour.core.api.problems import STALE
from parkour.core.exceptions import InvalidInput

SEES = "ideas.view_idea"


class ActionsView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=inputs.ActionsQuery, output=told.ActionRow)
    def get(self, request):
        """Actions, what needs somebody first: all for officer and direction, one’s own for the others."""
        after, size = reference_cursor(self.query.get("cursor")), self.query["limit"]
        ended = self.query["ended"]
        if after and not desk.actions_for(request.user, ended=ended).filter(idea__reference=after).exists():
            raise unknown_cursor()
        rows = desk.actions_page(request.user, ended=ended, after=after, size=size)
        page = page_of(rows, size, lambda action: action.idea.reference)
        return Page(told.action_rows(request.user, page.rows), page.cursor)


class ActionEndpoint(Endpoint):
    """One action."""

    def find(self, reference):
        return action_for(self.request.user, reference)

    def now(self, reference) -> dict:
        return told.action_out(self.request.user, self.find(reference))


class ActionView(ActionEndpoint):
    @operation(scope=Scope.IDEAS_READ, sees=SEES, output=told.ActionOut)
    def get(self, request, reference):
        """One action and its news."""
        return self.now(reference)


def step_view(name: str, words: str, service, body: type | None = None, on_idea: bool = True, refusals=()):
    """The address of one step of an action."""

    def step(self, request, reference):
        action = self.find(reference)
        service(action.idea if on_idea else action, by=request.user, **(self.sent if body else {}))
        return self.now(reference)

    step.__name__, step.__doc__ = "post", words
    declared = {"scope": Scope.IDEAS_WRITE, "sees": SEES, "output": told.ActionOut, "refusals": refusals}
    handlers = {"post": operation(**declared, input=body)(step)}
    return type(f"{name.title()}StepView", (ActionEndpoint,), handlers).as_view()


def write_sheet(action, *, by, version, **facts):
    return action_sheets.write_sheet(action, action_sheets.SheetWords(**facts), by=by, version=version)


def link_actions(action, *, by, other, **facts):
    """`other` is looked for once the action is found: who may not read the action learns nothing of the other one."""
    idea = Idea.objects.filter(reference=other.upper()).first()
    if idea is None or not by.has_perm("ideas.view_idea", idea):
        raise InvalidInput(_("No contribution has this reference. Check the year and the number."), field="other")
    return action_links.link_actions(action, by=by, other=idea, **facts)


STEPS = {
    "start": step_view("start", "Start the work.", follow_up.start_work),
    "news": step_view("news", "Give news.", follow_up.give_news, inputs.NewsInput, on_idea=False),
    "hold": step_view("hold", "Put the work on hold.", follow_up.hold_work, inputs.HoldInput),
    "resume": step_view("resume", "Resume the work.", follow_up.resume_work),
    "done": step_view("done", "Confirm that it is done.", follow_up.confirm_done, inputs.EvidenceInput),
    "dispute": step_view("dispute", "Say that it is not done yet.", follow_up.dispute_done, inputs.ReasonInput),
    "effect": step_view("effect", "Write the measured effect.", follow_up.verify_effect, inputs.EffectInput),
    "publish": step_view("publish", "Publish “You said, we did”.", follow_up.publish_update, inputs.PublishInput),
    "close": step_view("close", "Close the loop.", follow_up.close_idea),
    "shape": step_view(
        "shape", "Say how it is carried out.", following_up.shape_action, inputs.ShapeInput, on_idea=False
    ),
    "gain": step_view("gain", "Write what it brings, as an estimate.", gains.add_gain, inputs.GainInput, on_idea=False),
    "link": step_view("link", "Link it with another action.", link_actions, inputs.LinkActionInput, on_idea=False),
    "plan": step_view("plan", "Write its sheet.", write_sheet, inputs.SheetInput, on_idea=False, refusals=(STALE,)),
    "help": step_view(
        "help", "Ask the direction for help.", following_up.escalate_action, inputs.ReasonInput, on_idea=False
    ),
    "reply": step_view(
        "reply", "The direction answers.", following_up.answer_action_escalation, inputs.HelpAnswerInput, on_idea=False
    ),
    "abandon": step_view("abandon", "Abandon the work.", follow_up.abandon_work, inputs.ReasonInput),
}


class GainEndpoint(Endpoint):
    """One gain of an action that the person follows."""

    def find(self, pk):
        gain = Gain.objects.select_related("action__idea").filter(pk=pk).first()
        if gain is None:
            raise Http404
        gain.action = action_for(self.request.user, gain.action.idea.reference)
        return gain


class GainView(GainEndpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees=SEES)
    def delete(self, request, pk):
        """Remove a gain written by mistake."""
        gains.remove_gain(self.find(pk), by=request.user)


class MeasureGainView(GainEndpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees=SEES, input=inputs.MeasureInput, output=told.ActionOut)
    def post(self, request, pk):
        """Say how a gain was measured: it is no estimate any more."""
        gain = self.find(pk)
        gains.measure_gain(gain, by=request.user, **self.sent)
        return told.action_out(request.user, action_for(request.user, gain.action.idea.reference))


class ActionLinkView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees=SEES)
    def delete(self, request, pk):
        """Remove the link between two actions."""
        action_links.unlink_actions(action_link_for(request.user, pk), by=request.user)


class RecommendationsView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="ideas.arbitrate",
        paged=True,
        query=NoQuery,
        output=told.RecommendationRow,
    )
    def get(self, request):
        """What the direction owes an answer to, the earliest date first."""
        return Page(told.recommendation_rows(request.user, desk.recommendations()))


class AnswerView(Endpoint):
    @operation(
        scope=Scope.IDEAS_WRITE,
        permission="ideas.arbitrate",
        sees=SEES,
        input=inputs.ArbitrationInput,
        output=outputs.DecisionOut,
        status=201,
    )
    def post(self, request, reference):
        """The answer of the direction, with its reason; adopted, an owner and a date."""
        idea = idea_for(request.user, reference)
        return outputs.decision_rows(request.user, [arbitrate(idea, by=request.user, **self.sent)])[0]


one = "actions/<slug:reference>/"
urlpatterns = [
    path("actions/", ActionsView.as_view(), name="actions"),
    path(one, ActionView.as_view(), name="action"),
    *[path(f"{one}{name}/", view, name=f"step_{name}") for name, view in STEPS.items()],
    path("action-links/<int:pk>/", ActionLinkView.as_view(), name="action_link"),
    path("gains/<int:pk>/", GainView.as_view(), name="gain"),
    path("gains/<int:pk>/measure/", MeasureGainView.as_view(), name="measure_gain"),
    path("recommendations/", RecommendationsView.as_view(), name="recommendations"),
    path("recommendations/<slug:reference>/answer/", AnswerView.as_view(), name="arbitration"),
]
