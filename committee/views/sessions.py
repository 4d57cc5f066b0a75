"""The sessions of the committee: which, when, where, and what they are about."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.agenda_checks import quorum_of
from committee.enums import ENDED, HELD, UPCOMING, SessionState
from committee.forms import CancelForm, PlanForm, PostponeForm, ReconveneForm, SetUpForm
from committee.models import HeldMove
from committee.passed import told_passed
from committee.selectors import (
    agenda_of,
    alternates_of,
    answers_by_pole,
    asked_as,
    attendance_of,
    conflicts_on,
    consequences_of,
    days_for,
    has_unreleased_changes,
    milestones_of,
    my_answer,
    next_session,
    open_session,
    past_sessions,
    proposed_session_day,
    released_agenda,
    shifts_of,
    steps_of,
    upcoming_sessions,
)
from committee.selectors.checks import quorum_warnings
from committee.selectors.consequences import NOTICE
from committee.selectors.consultations import consulted_in
from committee.selectors.reconvening import AgainOn, days_to_hold_again, held_again
from committee.selectors.restitution import restitution_of
from committee.sent import sent_agenda
from committee.services import moving
from committee.services import sessions as services
from committee.services.reconvening import must_lack_a_quorum, reconvene
from committee.views.checks import placed_checks, wishes_of
from committee.views.finding import ForTheHouse, PageForm, SessionButton, find_session, session_url
from parkour.core import clock
from parkour.core.keys import decode_key, encode_key
from parkour.core.views import ServiceFormView

PAGE = 10


class SessionsView(ForTheHouse, TemplateView):
    """The next session with its dates, the others to come, the past ones; the officer plans one more."""

    template_name = "committee/sessions.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        following, coming = next_session(), upcoming_sessions()
        key = decode_key(self.request.GET.get("before"))
        past = past_sessions(before=key[0] if key else None, size=PAGE)
        plans = user.has_perm("committee.plan_sessions")
        warned = quorum_warnings(coming) if plans else {}
        context = {"plan_form": PlanForm(), "today": clock.today()} | self.planning(plans) | kwargs
        return super().get_context_data(
            session=following,
            attends=user.has_perm("committee.attend"),
            running=open_session(),
            quorum=warned.get(following.pk) if following else None,
            later=[(session, warned.get(session.pk, ())) for session in coming if session != following],
            milestones=milestones_of(following, all_of_them=user.has_perm("committee.view_draft", following))
            if following
            else [],
            past=past[:PAGE],
            next_key=encode_key(past[PAGE - 1].starts_at, past[PAGE - 1].pk) if len(past) > PAGE else "",
            plans=plans,
            prepares=user.has_perm("committee.view_draft"),
            **context,
        )

    def planning(self, plans):
        """What the planner is offered: the day of the calendar rule, and what speaks against it."""
        if not plans:
            return {}
        day = proposed_session_day()
        return {"proposed": day, "warnings": conflicts_on(day)}


class PlanNextView(ForTheHouse, SessionButton):
    """Plan the session on the day that the button shows."""

    def find(self):
        return None

    def permit(self):
        self.require("committee.plan_sessions")

    def get_back_url(self):
        return reverse("committee:sessions")

    def call(self):
        form = PlanForm({"day": self.request.POST.get("expected")})
        day = form.cleaned_data.get("day") if form.is_valid() else None
        return services.plan_next_session(by=self.request.user, expected=day)

    def get_success_url(self):
        return self.result.session.get_absolute_url()

    def get_success_message(self):
        said = _("%(session)s is planned.") % {"session": self.result.session.label}
        warnings = ", ".join(str(warning.label) for warning in self.result.warnings)
        return _("%(said)s Mind the day: %(warnings)s.") % {"said": said, "warnings": warnings} if warnings else said


class PlanOnView(PageForm, SessionsView):
    """Plan a session on a chosen day; a refused day shows the same page with the sentence."""

    form_class = PlanForm
    get_back_url = PlanNextView.get_back_url
    get_success_url = PlanNextView.get_success_url
    get_success_message = PlanNextView.get_success_message

    def permit(self):
        self.require("committee.plan_sessions")

    def call(self, form):
        data = form.cleaned_data
        return services.plan_session_on(data.pop("day"), by=self.request.user, **data)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"plan_form": context["form"], "plan_open": True}


class SessionPage:
    """What the page of a session shows, for the page itself and for the forms that live on it."""

    template_name = "committee/session.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"])

    def get_context_data(self, **kwargs):
        session, user = self.object, self.request.user
        plans = user.has_perm("committee.plan_sessions")
        prepares = plans or user.has_perm("committee.view_draft", session)
        presences = attendance_of(session, ahead=session.state in UPCOMING) if prepares else []
        milestones = milestones_of(session, all_of_them=prepares)
        draft = agenda_of(session) if plans and session.is_released and session.state in UPCOMING else None
        released = released_agenda(session, draft) if session.is_released else None
        changed = draft is not None and has_unreleased_changes(session, released, draft)
        is_near = session.state == SessionState.OPEN or (session.state in UPCOMING and session.is_released)
        context = {
            "session": session,
            "sent": sent_agenda(session, released) if released else None,
            "changed": changed,
            "milestones": milestones,
            "agenda_day": next(row.date for row in milestones if row.key == "agenda_released"),
            "today": clock.today(),
            "upcoming": session.state in UPCOMING,
            "prepares": prepares,
            "plans": plans,
            "runs": is_near and user.has_perm("committee.run_session", session),
            "reads_minutes": session.state in HELD and user.has_perm("committee.view_minutes", session),
            "presences": presences,
            "present": [row for row in presences if row.present],
            "members_count": len(presences),
            "passed": told_passed(session, user),
            "restitution": restitution_of(session),
            "gives_back": prepares or session.has_published_minutes,  # who reads the minutes
            "consultations": consulted_in(session) if session.is_released else [],
            "asks_all": plans and session.is_released and session.state in UPCOMING,
            "steps": self.steps(presences, changed) if plans else [],
            "mine": self.mine(presences if prepares else None),
            **wishes_of(session, user, prepares),
            "own": next((row for row in presences if row.person == user), None),
            **self.again_context(plans),
        }
        return super().get_context_data(**context | self.officer_context(context) | kwargs)

    def again_context(self, plans):
        """Where a session without a quorum is held again, or the days on which the officer may convene it."""
        if self.object.state != SessionState.NO_QUORUM:
            return {}
        following = held_again(self.object)
        days = days_to_hold_again(self.object) if plans and following is None else []
        form = ReconveneForm(days=days, auto_id="again_%s") if days else None
        return {"held_again": following, "again_form": form, "again_over": plans and not following and not days}

    def mine(self, presences):
        """What the reader says of it; None once it has begun, and for whoever is not asked on its day."""
        session, user = self.object, self.request.user
        if session.state not in UPCOMING or (presences is None and asked_as(user, session.on) is None):
            return None
        return my_answer(session, user, presences)

    def steps(self, presences, changed):
        """The retro-planning, each step with the page where it is done."""
        if self.object.state in ENDED - HELD:
            return []
        places = {"queue": reverse("ideas:triage"), "actions": reverse("ideas:actions")}
        places["sessions"] = reverse("committee:sessions")
        if self.object.state in HELD:
            places["minutes"] = session_url("minutes", self.object)
        elif self.object.is_released:
            places["console"] = session_url("console", self.object)
        if self.object.state in UPCOMING:
            places["agenda"] = session_url("agenda", self.object)
        return [(row, places.get(row.place, "")) for row in steps_of(self.object, presences, changed)]

    def officer_context(self, context):
        session = context["session"]
        if not context["plans"] or not context["upcoming"]:
            return {}
        answers = answers_by_pole(context["presences"], anyhow=session.is_reconvened)
        return {
            "answers": answers,
            "held_move": getattr(session, "held_move", None),
            "alternates": alternates_of(session),
            "convocation": getattr(session, "convocation", None),
            # The rest of what there is to look at stands where it is mended, on the agenda.
            "checks": placed_checks(session, quorum_of(pole.expected for pole in answers)),
            "set_up_form": SetUpForm(
                session=session,
                presidents=[row.person for row in context["presences"] if row.mandate.is_president],
                initial={"place": session.place, "chair": session.chair_id, "version": session.version},
            ),
        }


class SessionView(SessionPage, TemplateView):
    """What one needs to know of a session."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class SessionForm(SessionPage, PageForm):
    """A form of the officer on the page of a session. `slot` is the name of the form in the page."""

    slot = ""

    def permit(self):
        self.require("committee.plan_sessions")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {self.slot: context["form"], "open_form": self.slot}


class SetUpView(SessionForm):
    form_class, slot = SetUpForm, "set_up_form"
    success_message = gettext_lazy("The session is updated.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"session": self.object}

    def call(self, form):
        return services.update_session(self.object, by=self.request.user, **form.cleaned_data)


class ReconveneView(SessionForm):
    """Hold a session without a quorum again, with its agenda, eight to fifteen days later."""

    form_class, slot = ReconveneForm, "again_form"

    def permit(self):
        super().permit()
        must_lack_a_quorum(self.object)

    def get_form_kwargs(self):
        days, already = days_to_hold_again(self.object), held_again(self.object)
        days += [AgainOn(already.on)] if already else []  # whoever comes second is led there
        return super().get_form_kwargs() | {"days": days, "auto_id": "again_%s"}

    def call(self, form):
        return reconvene(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return session_url("agenda", self.result.session)

    def get_success_message(self):
        said = _("%(session)s is planned with the same agenda. Read it over and publish it: the members are then told.")
        return said % {"session": self.result.session.label}


class SessionChange(ServiceFormView):
    """A page that says what changing a session does before it is done."""

    def find(self):
        return find_session(self.request, self.kwargs["number"])

    def permit(self):
        self.require("committee.plan_sessions")
        services.must_be(self.object, UPCOMING, _("This session can no longer be changed."))

    def get_context_data(self, **kwargs):
        return super().get_context_data(session=self.object, does=consequences_of(self.object), **kwargs)


class PostponeView(SessionChange):
    """Move a session: the days that suit, what moves with it, then the button."""

    form_class, template_name = PostponeForm, "committee/postpone.html"

    def get_success_message(self):
        if isinstance(self.result, HeldMove):
            return _("The session moves in a moment. Until then you can take it back: nobody is told yet.")
        return _("The session is moved. The members and the authors are told.")

    def get_initial(self):
        asked = PostponeForm.base_fields["day"]
        try:
            day = asked.clean(self.request.GET.get("day"))
        except ValidationError:
            day = self.object.on
        return {"day": day, "at": self.object.local_start.time()}

    def post(self, request, *args, **kwargs):
        if "choose" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: request.POST[name] for name in PostponeForm.base_fields if name in request.POST}
        return self.again(PostponeForm(initial=self.get_initial() | typed | {"day": self.get_initial()["day"]}), 200)

    def starts_at(self, form):
        data = form.cleaned_data
        return services.exact_start(data["day"], data["at"], data.get("offset", ""))

    def form_valid(self, form):
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        day = form.cleaned_data["day"]
        shown = {"shifts": shifts_of(self.object, day), "warnings": conflicts_on(day), "asked_day": day}
        return self.again(form, 200, **shown)

    def get_context_data(self, **kwargs):
        return super().get_context_data(days=days_for(self.object), notice=NOTICE, **kwargs)

    def call(self, form):
        return moving.hold_move(
            self.object,
            by=self.request.user,
            starts_at=self.starts_at(form),
            reason=form.cleaned_data["reason"],
            short_notice=form.cleaned_data["short_notice"],
        )


class TakeBackMoveView(SessionButton):
    """The move that waits does not happen."""

    success_message = gettext_lazy("The session stays where it is. Nobody was told.")

    def call(self):
        return moving.take_back_move(self.session, by=self.request.user)


class CancelView(SessionChange):
    """Give a session up, once one has read what that does."""

    form_class, template_name = CancelForm, "committee/cancel.html"
    success_message = gettext_lazy("The session is cancelled. The members and the authors are told.")

    def call(self, form):
        return services.cancel(self.object, by=self.request.user, **form.cleaned_data)


class ConveneView(SessionButton):
    success_message = gettext_lazy("The invitations are sent.")

    def call(self):
        return services.convene(self.session, by=self.request.user)
