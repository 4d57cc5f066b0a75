"""Workshops: the board, opening and changing one, its page at each step, its kit."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committee import workshop_forms as forms
from committee.enums import UPCOMING
from committee.models import Session
from committee.models.session import house_zone
from committee.selectors.workshops import Room, board_of, named_authors, waiting_for_a_workshop, workshop_for
from committee.services import workshop_outcome, workshop_places, workshop_room, workshops
from committee.views.agenda import colleagues
from committee.views.finding import ForTheHouse, SlotForm
from committee.workshop_steps import DOTS_ON_ONE, PROMPTS, VariantScope, WorkshopStep
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView, ServicePostView

MOST_CHOICES = 100
LONGEST_KEY = 10  # digits; a longer number is the key of nothing


class WorkshopsView(ForTheHouse, TemplateView):
    """Every step with its workshops; for those who lead them, the contributions that wait for one."""

    template_name = "committee/workshops.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        opens = user.has_perm("committee.open_workshop")
        columns = board_of(user)
        return super().get_context_data(
            columns=columns,
            is_empty=not any(column.cards for column in columns),
            opens=opens,
            waiting=waiting_for_a_workshop(user) if opens else [],
            **kwargs,
        )


class WorkshopFacts(ServiceFormView):
    """What is said of a workshop: the fields of a new one, and of one that is changed."""

    form_class = forms.WorkshopForm

    def choices(self, sources=None, workshop=None):
        now = Session.objects.filter(state__in=UPCOMING).order_by("starts_at")[:MOST_CHOICES]
        leaders = User.objects.filter(is_active=True, role_assignments__role__in=[Role.FACILITATOR, Role.OFFICER])
        people, sessions = list(leaders.distinct().order_by("last_name", "first_name")[:MOST_CHOICES]), list(now)
        if workshop is not None:
            people += [workshop.facilitator] if workshop.facilitator not in people else []
            sessions += [workshop.session] if workshop.session and workshop.session not in sessions else []
        return {"sources": sources, "facilitators": people, "sessions": sessions}

    def get_context_data(self, **kwargs):
        return super().get_context_data(people=colleagues(), **kwargs)


class NewWorkshopView(WorkshopFacts):
    """One more workshop."""

    template_name = "committee/workshop_new.html"
    success_message = gettext_lazy("The workshop is open, and those who take part are invited.")

    def find(self):
        if not self.request.user.has_perm("committee.open_workshop"):
            raise Http404
        self.waiting = waiting_for_a_workshop(self.request.user)

    def get_back_url(self):
        return reverse("committee:workshops")

    def get_form_kwargs(self):
        wanted = [idea for idea in self.waiting if idea.reference in self.request.GET.getlist("idea")]
        initial = {
            "sources": [idea.reference for idea in wanted],
            "question": _("How might we … ?"),
            "facilitator": str(self.request.user.pk),
            "participants": "\n".join(person.email for person in named_authors(wanted)),
            "dots": workshops.USUAL_DOTS,
        }
        return super().get_form_kwargs() | {"initial": initial} | self.choices(self.waiting)

    def call(self, form):
        sent = dict(form.cleaned_data)
        return workshops.open_workshop(sent.pop("sources"), by=self.request.user, **sent)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting=self.waiting, **kwargs)


class WorkshopPage:
    """What the page of a workshop shows, for the page itself and for the forms on it."""

    template_name = "committee/workshop.html"

    def find(self):
        return workshop_for(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        room = Room(self.object, self.request.user)
        context = {"workshop": self.object, "room": room, "seconds_left": seconds_left(self.object)}
        if room.step == WorkshopStep.IDEAS and room.joins:
            context["ideas_form"] = forms.SilentIdeasForm(auto_id="ideas_%s")
        elif room.step == WorkshopStep.GROUPING and room.runs:
            context["groups_form"] = forms.GroupIdeasForm(gathered=room.gathered, auto_id="groups_%s")
        elif room.step == WorkshopStep.VOTE and room.joins:
            context["most_on_one"] = min(self.object.dots, DOTS_ON_ONE)
            context["dots_form"] = forms.DotsForm(variants=room.variants, dots=self.object.dots, auto_id="dots_%s")
        return super().get_context_data(**context | kwargs)


def seconds_left(workshop) -> int | None:
    """What the timer of the step still shows; None where none runs."""
    if workshop.ends_at is None:
        return None
    return max(round((workshop.ends_at - clock.now()).total_seconds()), 0)


class WorkshopView(WorkshopPage, TemplateView):
    """One workshop, at its step."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class WorkshopStateView(View):
    """Whether the workshop has gone on since the step that a screen holds, and the time left. Typed words stay."""

    def get(self, request, pk):
        workshop = workshop_for(request.user, pk)
        written = Room(workshop, request.user).written if workshop.step == WorkshopStep.IDEAS else None
        context = {"workshop": workshop, "held": request.GET.get("step", ""), "seconds_left": seconds_left(workshop)}
        return render(request, "committee/_workshop_state.html", context | {"written": written})


class Leading(WorkshopPage):
    """What only whoever leads it does; others who see it are told so."""

    def permit(self):
        self.require("committee.run_workshop", _("Only the facilitator of the workshop does this."))


class Joining(WorkshopPage):
    """What only those who take part do; others who see it are told so."""

    def permit(self):
        self.require("committee.join_workshop", _("Only those who are invited to the workshop do this."))


class ChangeWorkshopView(Leading, WorkshopFacts):
    template_name = "committee/workshop_change.html"
    success_message = gettext_lazy("The workshop is changed.")

    def permit(self):
        super().permit()
        if self.object.is_closed:
            raise TransitionRefused(_("This workshop is closed."))

    def get_form_kwargs(self):
        workshop = self.object
        start = workshop.starts_at and timezone.localtime(workshop.starts_at, house_zone())
        initial = {
            "question": workshop.question,
            "facilitator": str(workshop.facilitator_id),
            "participants": "\n".join(row.person.email for row in workshop.participants.all()),
            "day": start and start.date(),
            "at": start and start.strftime("%H:%M"),
            "place": workshop.place,
            "session": str(workshop.session.number) if workshop.session else "",
            "dots": workshop.dots,
        }
        return super().get_form_kwargs() | {"initial": initial} | self.choices(workshop=workshop)

    def call(self, form):
        return workshops.change_workshop(self.object, by=self.request.user, **form.cleaned_data)


class StepView(Leading, ServicePostView):
    def call(self):
        return workshops.move_to(self.object, by=self.request.user, to=self.request.POST.get("to", ""))


class TimerView(Leading, ServicePostView):
    def call(self):
        minutes = {"more": 1, "much_more": 5, "fewer": -1}.get(self.request.POST.get("by", ""), 1)
        return workshops.shift_timer(self.object, by=self.request.user, minutes=minutes)


class WriteIdeasView(Joining, SlotForm):
    form_class, slot = forms.SilentIdeasForm, "ideas"

    def call(self, form):
        return workshop_room.write_ideas(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        return _("Kept. You may write others until the step is over.")


class RemoveIdeaView(Joining, ServicePostView):
    success_message = gettext_lazy("Your idea is taken back.")

    def call(self):
        return workshop_room.remove_idea(self.object, by=self.request.user, idea=self.kwargs["uuid"])


class GroupIdeasView(Leading, SlotForm):
    form_class, slot = forms.GroupIdeasForm, "groups"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"gathered": Room(self.object, self.request.user).gathered}

    def call(self, form):
        return workshop_room.group_ideas(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        if self.result:
            return _("They are in the group “%(name)s”.") % {"name": self.result.name}
        return _("They are out of their group.")


class VariantView(Leading, ServiceFormView):
    """Write a variant, or write one again."""

    form_class, template_name = forms.VariantForm, "committee/workshop_variant.html"
    success_message = gettext_lazy("The variant is kept.")

    def permit(self):
        super().permit()
        if self.object.step != WorkshopStep.VARIANTS:
            raise TransitionRefused(_("Variants are not written at this step."))
        self.variant = self.object.variants.filter(pk=self.kwargs.get("variant")).first()
        if "variant" in self.kwargs and self.variant is None:
            raise TransitionRefused(_("This variant is no longer there."))

    def get_form_kwargs(self):
        groups = [(one.group.pk, one.name) for one in Room(self.object, self.request.user).gathered if one.group]
        row, initial = self.variant, self._of_place(groups)
        if row is not None:
            initial = {name: getattr(row, name) for name in ("title", "text", "scope", "effort")}
            initial["groups"] = [str(pk) for pk in row.groups.values_list("pk", flat=True)]
        return super().get_form_kwargs() | {"groups": groups, "initial": initial}

    def _of_place(self, groups) -> dict:
        """The place that was chosen on the page: its group and its scope."""
        group, scope = self.request.GET.get("group", ""), self.request.GET.get("scope", "")
        chosen = {"groups": [group]} if group in {str(pk) for pk, _name in groups} else {}
        return chosen | ({"scope": scope} if scope in VariantScope.values else {})

    def call(self, form):
        key = self.variant.pk if self.variant else None
        return workshop_room.save_variant(self.object, by=self.request.user, variant=key, **form.cleaned_data)


class RemoveVariantView(Leading, ServicePostView):
    success_message = gettext_lazy("The variant is taken away.")

    def call(self):
        return workshop_room.remove_variant(self.object, by=self.request.user, variant=self.kwargs["variant"])


class PlaceView(Leading, ServicePostView):
    """The word that leaves a place of a group empty, and its taking back."""

    def call(self):
        sent = self.request.POST
        group, self.left_empty = sent.get("group", ""), sent.get("left_empty", "") != "no"
        return workshop_places.leave_empty(
            self.object,
            by=self.request.user,
            group=int(group) if group.isascii() and group.isdigit() and len(group) < LONGEST_KEY else 0,
            scope=sent.get("scope", ""),
            left_empty=self.left_empty,
        )

    def get_success_message(self):
        return _("Said: this place stays empty.") if self.left_empty else _("The place is open again.")


class DotsView(Joining, SlotForm):
    form_class, slot = forms.DotsForm, "dots"
    success_message = gettext_lazy("Your dots are placed. You may move them until the step is over.")

    def get_form_kwargs(self):
        room = Room(self.object, self.request.user)
        return super().get_form_kwargs() | {"variants": room.variants, "dots": self.object.dots}

    def call(self, form):
        return workshop_room.place_dots(self.object, by=self.request.user, dots=form.placed())


class ProposeVariantsView(WorkshopPage, ServiceFormView):
    """The officer proposes variants to the committee."""

    form_class, template_name = forms.ProposeVariantsForm, "committee/workshop_propose.html"
    success_message = gettext_lazy("The proposals wait for the committee, and the authors are told.")

    def permit(self):
        self.require("committee.propose_variants", _("Only the improvement officer proposes variants."))
        if self.object.step != WorkshopStep.COMMITTEE:
            raise TransitionRefused(_("The facilitator hands the variants over first: the workshop still goes on."))

    def get_form_kwargs(self):
        room = Room(self.object, self.request.user)
        initial = {"variants": [str(one.variant.pk) for one in room.variants]}
        for criterion in ("policy", "impact"):
            levels = [getattr(idea, f"level_{criterion}") for idea in room.sources]
            known = [level for level in levels if level is not None]
            initial[criterion] = str(round(sum(known) / len(known))) if known else "3"
        return super().get_form_kwargs() | {"variants": room.variants, "initial": initial}

    def call(self, form):
        return workshop_outcome.propose_to_committee(self.object, by=self.request.user, **form.cleaned_data)


class CloseWorkshopView(Leading, ServiceFormView):
    form_class, template_name = forms.CloseWorkshopForm, "committee/workshop_close.html"
    success_message = gettext_lazy("The workshop is closed, and the authors are told why.")

    def permit(self):
        super().permit()
        if self.object.is_closed:
            raise TransitionRefused(_("This workshop is closed."))

    def call(self, form):
        return workshops.close_workshop(self.object, by=self.request.user, **form.cleaned_data)


class KitView(Leading, ServiceFormView):
    """The kit of whoever leads it: the prompts of each step, the timer, five whys; it prints on paper."""

    form_class, template_name = forms.WhysForm, "committee/workshop_kit.html"
    success_message = gettext_lazy("The whys are kept.")

    def permit(self):
        super().permit()
        if self.object.is_closed and self.request.method == "POST":
            raise TransitionRefused(_("This workshop is closed."))

    def get_initial(self):
        return {f"why_{number}": why for number, why in enumerate(self.object.whys, 1)}

    def get_success_url(self):
        return self.request.path

    def call(self, form):
        return workshop_room.keep_whys(self.object, by=self.request.user, whys=form.whys())

    def get_context_data(self, **kwargs):
        return super().get_context_data(prompts=PROMPTS, **kwargs)
