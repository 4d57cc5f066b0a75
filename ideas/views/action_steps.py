"""What one does on the page of an action: each step with its states, its permission and its words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from ideas.enums import ActionStatus, State
from ideas.forms import moves
from ideas.forms.action_links import LinkActionForm
from ideas.forms.action_sheets import SheetForm
from ideas.forms.gains import GainForm
from ideas.models import ActionSheet
from ideas.privacy import shared_veil
from ideas.services import action_links, action_sheets, follow_up, following_up, gains
from ideas.sheet import WHOLE
from ideas.telling_back import EFFECT


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


def _write_sheet(action, *, by, version=None, **facts):
    return action_sheets.write_sheet(action, action_sheets.SheetWords(**facts), by=by, version=version)


UNDER_WAY = frozenset({State.APPROVED, State.IN_PROGRESS, State.ON_HOLD})
AT_WORK = frozenset({State.APPROVED, State.IN_PROGRESS})
ANY_STATE = frozenset(State)
ON_THE_BOARD = frozenset(
    {State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED}
    | {State.CLOSED, State.ABANDONED}
)
UPDATE, VERIFY, PUBLISH = "ideas.update_action", "ideas.verify_action", "ideas.publish_update"
STEPS = {
    step.slug: step
    for step in (
        Step(
            "confirm",
            moves.EvidenceForm,
            frozenset({State.IN_PROGRESS}),
            VERIFY,
            _on_idea(follow_up.confirm_done),
            _l("Confirm that it is done"),
            _l("Confirm that it is done"),
            _l("Confirmed. The author is asked whether it is what they wanted."),
        ),
        Step(
            "start",
            moves.ConfirmForm,
            frozenset({State.APPROVED}),
            UPDATE,
            _on_idea(follow_up.start_work),
            _l("Start the work"),
            _l("Start the work"),
            _l("Started. The author is told."),
            "arrow-right",
            False,
        ),
        Step(
            "news",
            moves.NewsForm,
            frozenset({State.IN_PROGRESS}),
            UPDATE,
            follow_up.give_news,
            _l("Give news"),
            _l("Send the news"),
            _l("News sent."),
            "message-square",
            False,
        ),
        Step(
            "resume",
            moves.ConfirmForm,
            frozenset({State.ON_HOLD}),
            UPDATE,
            _on_idea(follow_up.resume_work),
            _l("Resume the work"),
            _l("Resume the work"),
            _l("The work goes on. The author is told."),
            "refresh-cw",
            False,
        ),
        Step(
            "verify",
            moves.EffectForm,
            frozenset({State.IMPLEMENTED}),
            VERIFY,
            _on_idea(follow_up.verify_effect),
            _l("Write the effect"),
            _l("Save the effect"),
            _l("Effect saved. The author is told."),
            "chart-line",
            False,
        ),
        Step(
            "close",
            moves.ConfirmForm,
            frozenset({State.VERIFIED}),
            VERIFY,
            _on_idea(follow_up.close_idea),
            _l("Close the loop"),
            _l("Close the loop"),
            _l("Completed, and told to everyone."),
            "check",
            False,
        ),
        Step(
            "publish",
            moves.PublishForm,
            ON_THE_BOARD,
            PUBLISH,
            _on_idea(follow_up.publish_update),
            _l("Publish “You said, we did”"),
            _l("Publish on the board"),
            _l("Published on the board."),
            "megaphone",
        ),
        Step(
            "hold",
            moves.HoldForm,
            frozenset({State.IN_PROGRESS}),
            UPDATE,
            _on_idea(follow_up.hold_work),
            _l("Put the work on hold"),
            _l("Put the work on hold"),
            _l("On hold. The author is told."),
            "pause",
        ),
        Step(
            "dispute",
            moves.DisputeForm,
            frozenset({State.IMPLEMENTED}),
            VERIFY,
            _on_idea(follow_up.dispute_done),
            _l("It is not done yet"),
            _l("Take the work up again"),
            _l("The work goes on. The author is told."),
            "arrow-left",
        ),
        Step(
            "shape",
            moves.ShapeActionForm,
            following_up.SHAPED,
            UPDATE,
            following_up.shape_action,
            _l("Team, sites and pilot"),
            _l("Save how it is carried out"),
            _l("Saved."),
            "users",
        ),
        Step(
            "gain",
            GainForm,
            gains.WITH_GAINS,
            UPDATE,
            gains.add_gain,
            _l("Write what it brings"),
            _l("Add this gain"),
            _l("Added, as an estimate."),
            "plus",
        ),
        Step(
            "help",
            moves.EscalateActionForm,
            UNDER_WAY,
            UPDATE,
            following_up.escalate_action,
            _l("Ask the direction for help"),
            _l("Ask the direction"),
            _l("The direction is asked. You are told its answer."),
            "flag",
        ),
        Step(
            "reply",
            moves.AnswerActionForm,
            ANY_STATE,
            "ideas.answer_action",
            following_up.answer_action_escalation,
            _l("Answer for the direction"),
            _l("Send the answer"),
            _l("Answer sent. Owner and officer are told."),
            "send",
            False,
        ),
        Step(
            "plan",
            SheetForm,
            action_sheets.WITH_SHEET,
            UPDATE,
            _write_sheet,
            _l("Write the sheet of this action"),
            _l("Save the sheet"),
            _l("Sheet saved."),
            "pen",
        ),
        Step(
            "link",
            LinkActionForm,
            action_links.NOT_ENDED,
            UPDATE,
            action_links.link_actions,
            _l("Link it with another action"),
            _l("Link the two"),
            _l("Linked. The other owner is told."),
            "link",
        ),
        Step(
            "abandon",
            moves.AbandonForm,
            AT_WORK,
            VERIFY,
            _on_idea(follow_up.abandon_work),
            _l("Abandon the work"),
            _l("Abandon the work"),
            _l("Abandoned. The author is told why."),
            "x",
        ),
    )
}


SHAPE = ("team", "sites_total", "sites_done", "pilot", "pilot_words")


def initial_of(step, action) -> dict:
    """What a form starts with: what is already known, never a guess about the work."""
    idea = action.idea
    if step.slug == "news":
        status = ActionStatus.MOVING if action.status == ActionStatus.DONE else action.status
        return {"status": status, "progress": action.progress}
    if step.slug == "publish":
        return _published(action, idea)
    return _written(step, action, idea.told.hidden) if step.slug in {"shape", "plan", "confirm"} else {}


def _written(step, action, hidden):
    """What was written before, as this reader may read it: somebody else may have named whom they may not know."""
    if step.slug == "shape":
        return {name: getattr(action, name) for name in SHAPE} | {"pilot_words": hidden.words(action.pilot_words)}
    if step.slug == "plan":
        return _on_the_sheet(action, hidden)
    return {"evidence": hidden.words(action.evidence)}


def _on_the_sheet(action, hidden):
    sheet = ActionSheet.objects.filter(action=action).first()
    if sheet is None:
        return {"version": 0}
    written = {name: getattr(sheet, name) for name in WHOLE}
    readable = {name: hidden.words(value) if isinstance(value, str) else value for name, value in written.items()}
    return readable | {"version": sheet.version}


def _published(action, idea):
    update = getattr(idea, "public_update", None)
    if update:
        return {name: getattr(update, name) for name in ("you_said", "we_did", "effect", "credits")}
    hidden = shared_veil(idea)  # of a contribution without a name, it hides everybody
    names = [row.person.first_name for row in idea.authorships.all() if not hidden.hides(row.person)]
    return {
        "you_said": idea.restatement[:600] or idea.problem_text[:600],
        "we_did": action.evidence,
        "effect": action.effect_told(hidden, EFFECT),
        "credits": _("Thanks to %(names)s") % {"names": ", ".join(names)} if names else "",
    }
