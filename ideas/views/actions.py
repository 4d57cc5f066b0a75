"""The actions: what needs somebody first, and the page where owner and officer carry one to its end."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.generic import View

from ideas import at_a_glance, desk
from ideas.action_links import links_of
from ideas.enums import ActionStage, ActionStatus, State
from ideas.finding import action_for
from ideas.gains import by_kind
from ideas.gains_seen import gains_for
from ideas.load import AT_WORK, actions_at_once, load_of, loads_seen
from ideas.models import Action
from ideas.privacy import prefetch_names, veil, visible_authors
from ideas.sheet import fields_asked
from ideas.sheets import sheet_of
from ideas.views.action_steps import STEPS, initial_of
from ideas.views.loads import warn_of_load
from ideas.wanted import answers_of, is_awaited
from parkour.core.views import ServiceFormView

QUESTIONS_SHOWN = 10


IN_COLUMNS, BY_MONTH, GAINS = "columns", "calendar", "gains"
AT_A_GLANCE = 200  # as many as one looks at; the list pages through all


@dataclass(frozen=True)
class Line:
    """An action at a glance."""

    row: dict
    stage: str
    due_on: date
    is_at_work: bool


class ActionsView(View):
    """All actions for officer and direction, their own for owners; 404 for who has none.

    As a list, in columns by stage, or by month of the date: three readings of the same actions; and what they bring.
    """

    def get(self, request):
        follows_all = request.user.has_perm("ideas.follow_actions")
        if not follows_all and not request.user.actions.exists():
            raise Http404
        if (shape := request.GET.get("view")) in {IN_COLUMNS, BY_MONTH}:
            return self.at_a_glance(request, shape, follows_all)
        if shape == GAINS:
            gains, more = gains_for(request.user)
            return render(request, "ideas/actions_gains.html", {"view": GAINS, "kinds": by_kind(gains), "more": more})
        ended = request.GET.get("show") == "ended"
        rows = desk.actions_page(request.user, ended=ended, after=request.GET.get("after", ""))
        context = {
            "rows": action_rows(request.user, rows[: desk.PAGE]),
            "more": rows[desk.PAGE - 1].idea.reference if len(rows) > desk.PAGE else "",
            "ended": ended,
            "view": "",
            "follows_all": follows_all,
            "tells": request.user.has_perm("ideas.publish_update"),
            "recommended": desk.recommendations().count() if request.user.has_perm("ideas.arbitrate") else 0,
        }
        return render(request, "ideas/actions.html", context)

    def at_a_glance(self, request, shape, follows_all):
        """The columns or the calendar of what is under way, and who carries a lot at once for those who follow all."""
        found = desk.actions_page(request.user, size=AT_A_GLANCE)
        lines = [line_of(row) for row in action_rows(request.user, found[:AT_A_GLANCE])]
        context = {
            "view": shape,
            "ended": False,
            "follows_all": follows_all,
            "lines": lines,
            "columns": [
                (ActionStage(column.stage).label, column.lines)
                for column in at_a_glance.columns(lines, ActionStage.values)
            ],
            "months": at_a_glance.months(lines),
            "loads": loads_seen(request.user) if follows_all else [],
            "at_once": actions_at_once(),
            "left_out": len(found) > AT_A_GLANCE,
        }
        return render(request, "ideas/actions_glance.html", context)


def action_rows(user, actions) -> list[dict]:
    """Lines of the list: the action, its title and its owner as `user` may read them."""
    prefetch_names([action.idea for action in actions])
    rows = []
    for action in actions:
        hidden = veil(user, action.idea)
        rows.append(
            {
                "action": action,
                "title": hidden.words(action.idea.display_title),
                "owner": hidden.somebody(action.owner),
                "site": None if hidden.hides(action.owner) else action.owner.site,
            }
        )
    return rows


def line_of(row) -> Line:
    """A line of the list as it is grouped at a glance."""
    action = row["action"]
    at_work = action.idea.state in AT_WORK and action.status != ActionStatus.DONE
    return Line(row, action.stage, action.due_on, at_work)


def find_action(request, reference) -> Action:
    """The action, for its owner and those who follow all; 404 for everybody else."""
    return action_for(request.user, reference)


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
        possible = [row for row in STEPS.values() if idea.state in row.states and user.has_perm(row.permission, idea)]
        asked = self.asked
        possible = [step for step in possible if step.slug != "reply" or asked]
        possible = [step for step in possible if step.slug != "help" or not (asked and asked.by_id)]
        # The loop is closed once everyone has been told: until then, telling is the step of the moment.
        return [step for step in possible if step.slug != "close" or self.is_told]

    @cached_property
    def asked(self):
        """What the direction is asked and has not answered."""
        return self.object.escalations.filter(answered_at=None).select_related("by").first()

    def questions(self):
        """What the direction was asked about this action, and its answers, as this person may read them."""
        hidden = self.object.idea.told.hidden
        return [
            {
                "row": row,
                "by": hidden.somebody(row.by) if row.by else "",
                "reason": hidden.words(row.reason),
                "answer": hidden.words(row.answer),
                "answered_by": hidden.somebody(row.answered_by) if row.answered_by else "",
            }
            for row in self.object.escalations.select_related("by", "answered_by")[:QUESTIONS_SHOWN]
        ]

    def gains(self):
        """What it brings, with what this person may do to each."""
        idea, user = self.object.idea, self.request.user
        may_measure, may_write = (user.has_perm(name, idea) for name in ("ideas.verify_action", "ideas.update_action"))
        return [
            {
                "gain": gain,
                "words": idea.told.hidden.words(gain.words),
                "how": idea.told.hidden.words(gain.measured_how),
                "may_measure": may_measure,
                "may_remove": may_measure if gain.measured_at else may_write,
            }
            for gain in self.object.gains.all()
        ]

    @property
    def is_told(self):
        return hasattr(self.object.idea, "public_update")

    def build(self, step, **kwargs):
        # Several forms stand on the page and some fields have the same name: their ids must differ.
        form = step.form_class(initial=initial_of(step, self.object), auto_id=f"{step.slug}_%s", **kwargs)
        if "other" in form.fields:
            form.fields["other"].viewer = self.request.user
        if step.slug == "plan":
            written = {name for name, value in form.initial.items() if value}
            form.leave(fields_asked(self.object.idea.effort, written | set(form.data)))
        return form

    def get_form(self, form_class=None):
        return None

    def get_context_data(self, form=None, **context):
        action, hidden = self.object, self.object.idea.told.hidden
        waits = action.status == ActionStatus.DONE and action.idea.state == State.IN_PROGRESS
        to_tell = action.idea.state == State.VERIFIED and not self.is_told
        shown = []
        for step in self.steps:
            bound = form is not None and step is self.step
            of_the_moment = (step.slug == "confirm" and waits) or (step.slug == "publish" and to_tell)
            is_open = bound or of_the_moment or (not step.folded and not waits)
            shown.append({"step": step, "form": form if bound else self.build(step), "open": is_open})
        return super().get_context_data(
            form=form,
            action=action,
            idea=action.idea,
            can_pair=self.request.user.has_perm("ideas.pair_photos", action.idea),
            steps=shown,
            main=next((row for row in shown if row["open"]), None),
            updates=[
                {"update": row, "by": hidden.somebody(row.by), "note": hidden.words(row.note)}
                for row in action.updates.select_related("by")[:30]
            ],
            title=action.idea.told.title,
            why=hidden.words(action.decision.reason),
            owner=hidden.somebody(action.owner),
            load=None if hidden.hides(action.owner) else load_of(self.request.user, action.owner),
            owner_job="" if hidden.hides(action.owner) else action.owner.job_title,
            authors=visible_authors(self.request.user, action.idea),
            waits_for_confirmation=waits,
            waits=action.waits and action.idea.state in desk.OPEN_STATES and action.status != ActionStatus.DONE,
            questions=self.questions(),
            gains=self.gains(),
            sheet=sheet_of(action, hidden),
            answers=(answers := answers_of(action.idea, hidden)),
            answer_awaited=is_awaited(action.idea, answers),
            links=links_of(self.request.user, action),
            pilot_words=hidden.words(action.pilot_words),
            team=None if hidden.hides(action.owner) else action.team,
            **context,
        )


class ActionSheetView(View):
    """The sheet of an action on one page, for the screen and for the paper."""

    def get(self, request, reference):
        action = find_action(request, reference)
        idea, hidden = action.idea, action.idea.told.hidden
        may_write = request.user.has_perm(STEPS["plan"].permission, idea) and idea.state in STEPS["plan"].states
        context = {
            "action": action,
            "idea": idea,
            "title": idea.told.title,
            "sheet": sheet_of(action, hidden),
            "owner": hidden.somebody(action.owner),
            "team": None if hidden.hides(action.owner) else action.team,
            "pilot_words": hidden.words(action.pilot_words),
            "gains": [{"gain": gain, "words": hidden.words(gain.words)} for gain in action.gains.all()],
            "latest": next(({"at": row.at, "note": hidden.words(row.note)} for row in action.updates.all()[:1]), None),
            "answers": answers_of(idea, hidden),
            "may_write": may_write,
        }
        return render(request, "ideas/action_sheet.html", context)


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
        return self.build(self.step, data=self.request.POST.dict())

    def again(self, form, status, **context):
        """After a conflict the form is bound to what stands now: sent again, it replaces it."""
        if conflict := context.get("conflict"):
            form.data = form.data | {"version": str(conflict.current.version if conflict.current else 0)}
        return super().again(form, status, **context)

    def call(self, form):
        done = self.step.call(self.object, by=self.request.user, **form.cleaned_data)
        if self.step.slug == "start":
            warn_of_load(self.request, self.object.idea, self.object.owner)
        return done

    def get_success_message(self):
        return self.step.done
