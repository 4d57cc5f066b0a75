"""What each transition writes on the idea besides its state. One small function per transition."""

from datetime import timedelta

from django.utils.translation import gettext as _

from ideas.announcing import recall_update
from ideas.enums import ActionStage, ActionStatus, AuthorRole, BoardTab
from ideas.joined import why_not_merged
from ideas.models import Action, Authorship, Decision, Idea, IdeaEvent
from ideas.notifications import tell_authors
from ideas.selectors import REOPEN_EVERY, UNMERGE_WINDOW, awaited_to_withdraw
from ideas.services.anew import begin_anew
from ideas.services.joining import bring_along, give_back
from ideas.services.sealing import seal_for_appeal
from ideas.validators import validate_day_to_come
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

MAX_PARKED = timedelta(days=184)
MAX_QUICK_WIN = timedelta(days=60)
MAX_SELF_IMPLEMENT = timedelta(days=30)


def open_question(idea, payload):
    idea.question = payload["message"]


def close_question(idea, payload):
    idea.question = ""


def park(idea, payload):
    idea.review_on = payload["review_on"]
    if not clock.today() < idea.review_on <= clock.today() + MAX_PARKED:
        raise InvalidInput(_("Choose a date within the next six months."), field="review_on")
    idea.question = ""


def unpark(idea, payload):
    idea.review_on = None


def propose_quick_win(idea, payload):
    due_on = payload["due_on"]
    if due_on <= clock.today():
        raise InvalidInput(_("Choose a date to come."), field="due_on")
    if due_on > clock.today() + MAX_QUICK_WIN:
        raise InvalidInput(_("A quick win is done within 60 days: choose an earlier date."), field="due_on")
    if not payload["owner"].is_active:
        raise InvalidInput(_("This person no longer works here: choose another owner."), field="owner")
    idea.quick_win_owner = payload["owner"]
    idea.quick_win_due_on = due_on
    idea.quick_win_accepted_at = idea.objections_until = None


def end_quick_win(idea, payload):
    idea.quick_win_owner = None
    idea.quick_win_due_on = idea.quick_win_accepted_at = idea.objections_until = None


def merge(idea, payload):
    target = Idea.objects.get(pk=payload["into"].pk)  # locked by apply_transition, both in one order
    if refusal := why_not_merged(idea, target):
        raise InvalidInput(refusal, field="into")
    idea.merged_into = target
    event = IdeaEvent.objects.create(idea=target, name="receive_merge", at=clock.now(), data={"from": idea.reference})
    tell_authors(target, event)  # those who wrote it; the others hear of it as authors of what joins it
    Authorship.objects.bulk_create(
        [
            Authorship(idea=target, person_id=person, role=AuthorRole.COAUTHOR, merged_from=idea)
            for person in idea.authorships.values_list("person_id", flat=True)
        ],
        ignore_conflicts=True,
    )
    bring_along(idea, target)


def unmerge(idea, payload):
    if idea.state_since + UNMERGE_WINDOW < clock.now():
        raise TransitionRefused(_("A merge can be undone during 30 days only."))
    target = Idea.objects.select_for_update(of=("self",)).get(pk=idea.merged_into_id)
    others = Idea.objects.filter(merged_into=target).exclude(pk=idea.pk)
    for row in Authorship.objects.filter(idea=target, merged_from=idea):
        # Somebody who also wrote another contribution merged there stays credited for that one.
        row.merged_from = others.filter(authorships__person=row.person_id).order_by("pk").first()
        if row.merged_from is None:
            row.delete()
        else:
            row.save(update_fields=["merged_from"])
    give_back(idea, target)
    idea.merged_into = None


def redirect(idea, payload):
    idea.redirected_to = payload["channel"]


def appeal(idea, payload):
    if idea.appealed_at:
        raise TransitionRefused(_("A review can be asked once, and it has been."))
    idea.appealed_at = clock.now()
    seal_for_appeal(idea)


def withdraw(idea, payload):
    if awaited_to_withdraw(idea):
        raise TransitionRefused(_("What you wrote together is taken back once each of you has asked for it."))


def wait_one_more_session(idea, payload):
    idea.waited_cycles += 1


def schedule(idea, payload):
    idea.session_label = str(payload["session_label"])
    idea.session_on = payload["session_on"]
    idea.session_url = payload.get("session_url", "")


def unschedule(idea, payload):
    idea.session_label = idea.session_url = ""
    idea.session_on = None
    if payload.get("waits"):
        idea.waited_cycles += 1


def defer(idea, payload):
    _decision(idea, payload, "deferred")
    idea.deferrals += 1


def recommend(idea, payload):
    _decision(idea, payload, "recommended")
    idea.answer_due_on = payload["decision"].due_on or clock.today() + timedelta(days=30)


def reject(idea, payload):
    _decision(idea, payload, "rejected")
    idea.answer_due_on = None


def approve(idea, payload):
    decision = _decision(idea, payload, "approved")
    idea.answer_due_on = None
    now = clock.now()
    given = {"decision": decision, "owner": decision.owner, "due_on": decision.due_on}
    begun = {"stage": ActionStage.PLAN, "status": ActionStatus.MOVING, "progress": 0, "done_at": None}
    begun |= {"evidence": "", "claim_level": "", "effect": ""}
    # There is one already when the contribution was repaired back and is adopted again: the work begins anew.
    facts = given | begun | {"created_at": now, "last_news_at": now}
    action, is_new = Action.objects.get_or_create(idea=idea, defaults=facts)
    if not is_new:
        begin_anew(action, facts)


def reopen(idea, payload):
    if idea.reopened_at and idea.reopened_at + REOPEN_EVERY > clock.now():
        raise TransitionRefused(_("It was already taken up again less than twelve months ago."))
    idea.reopened_at = clock.now()


def hold(idea, payload):
    idea.resume_on = validate_day_to_come(payload["resume_on"], "resume_on")


def resume(idea, payload):
    idea.resume_on = None


def close(idea, payload):
    if not hasattr(idea, "public_update"):
        raise TransitionRefused(_("Tell everyone first: write “You said, we did”."))


def _decision(idea, payload, outcome) -> Decision:
    decision = payload["decision"]
    if decision.idea_id != idea.pk or decision.outcome != outcome or decision.superseded_at:
        raise TransitionRefused(_("This decision is about something else."))
    return decision


EFFECTS = {
    "ask": open_question,
    "answer": close_question,
    "auto_park": park,
    "park": park,
    "return_from_park": unpark,
    "propose_quick_win": propose_quick_win,
    "pass_window": approve,
    "object": end_quick_win,
    "withdraw_quick_win": end_quick_win,
    "self_implement": approve,
    "merge": merge,
    "unmerge": unmerge,
    "redirect": redirect,
    "appeal": appeal,
    "reshortlist": wait_one_more_session,
    "schedule": schedule,
    "unschedule": unschedule,
    "refer_to_workshop": unschedule,
    "recommend": recommend,
    "approve": approve,
    "reject": reject,
    "grant": approve,
    "refuse": reject,
    "defer": defer,
    "reopen": reopen,
    "hold": hold,
    "resume": resume,
    "withdraw": withdraw,
    "close": close,
}


def board_place(idea: Idea, tab: BoardTab):
    """Keep the tab of the board and the date it is sorted by in step with the state."""
    if idea.board_tab and idea.board_tab != tab:
        recall_update(idea)  # the board shows the words of that tab no more
    if tab == BoardTab.NONE:
        idea.board_tab, idea.published_at = tab, None
    elif idea.board_tab != tab:
        idea.board_tab, idea.published_at = tab, clock.now()
