"""Calls for candidates: applying from a phone, the draw and how to check it, the choice of the officer."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from committee.ballots import FEWEST, shuffled
from committee.enums import CallState, Standing
from committee.mandate_forms import BallotForm, CallForm, ChooseForm, GiveUpForm, LetterForm
from committee.models import CandidacyCall, College
from committee.selectors import calls_now, candidates_of, has_voted, past_calls, places_of, standing_candidacies
from committee.services import candidacies as services
from committee.services import drawing, electing
from committee.views.composition import MANAGE, ManagedPage, day_key, read_day_key
from committee.views.finding import ForTheHouse, PageForm, SlotForm
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView

PAGE, PLACES = 20, 50
MOST_CHOSEN_FROM = 200
OVER = {CallState.SETTLED, CallState.CANCELLED}


class CallsView(ForTheHouse, TemplateView):
    """Calls that are running, then those that are over."""

    template_name = "committee/calls.html"

    def get_context_data(self, **kwargs):
        past = past_calls(before=read_day_key(self.request.GET.get("before")), size=PAGE)
        return super().get_context_data(
            running=calls_now(),
            past=past[:PAGE],
            next_key=day_key(past[PAGE - 1].closes_on, past[PAGE - 1].pk) if len(past) > PAGE else "",
            manages=self.request.user.has_perm(MANAGE),
            **kwargs,
        )


class NewCallView(ManagedPage, ServiceFormView):
    """One more call."""

    form_class, template_name = CallForm, "committee/new_call.html"
    success_message = _("The call is written. It opens and closes by itself.")

    def get_initial(self):
        today = clock.today()
        return {
            "opens_on": today,
            "closes_on": today + timedelta(days=21),
            "from_on": today + timedelta(days=30),
            "until_on": today + timedelta(days=30 + 365),
        }

    def call(self, form):
        data = dict(form.cleaned_data)
        college = College.objects.filter(code=data.pop("pole")).first()
        if college is None:
            raise InvalidInput(_("This pole has no seats yet: set them first."), field="pole")
        return services.open_call(college, by=self.request.user, **data)

    def get_success_url(self):
        return self.result.get_absolute_url()


class CallPage(ForTheHouse):
    """What the page of a call shows, for the page itself and for the forms on it."""

    template_name = "committee/call.html"

    def find(self):
        return get_object_or_404(CandidacyCall.objects.select_related("college"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        call, user = self.object, self.request.user
        own = call.candidacies.filter(person=user).select_related("mandate").first()
        stands = own is not None and own.withdrawn_at is None
        places = places_of(call, after=whole_number(self.request.GET.get("after")) or 0, size=PLACES)
        of_the_pole = not is_over_for_people(call) and user.has_perm("committee.apply", call)
        has_seat = call.is_open and services.has_mandate(user, call)
        context = {
            "call": call,
            "state": call.state,
            "is_over": call.state in OVER,
            "own": own,
            "stands": stands,
            "has_seat": has_seat,
            "applies": call.is_open and of_the_pole and not has_seat,
            "letter_form": LetterForm(initial={"letter": own.letter if own else ""}, voters_read=call.by_vote),
            "votes": call.is_voting and of_the_pole,
            "voted": call.by_vote and has_voted(call, user),
            "may_withdraw": stands and _may_withdraw(call, own),
            "applied": call.candidacies.filter(withdrawn_at=None).count(),
            "places": places[:PLACES],
            "next_place": places[PLACES - 1].rank if len(places) > PLACES else "",
            "first_place": places[0] if call.by_draw and call.is_drawn and places else None,
            "few_ballots": call.by_vote and call.is_drawn and call.ballots < FEWEST,
            "manages": user.has_perm(MANAGE),
        }
        return super().get_context_data(**context | self.officer_context(context) | kwargs)

    def officer_context(self, context):
        if not context["manages"]:
            return {}
        waiting = self.object.candidacies.filter(standing=Standing.ON_THE_LIST, withdrawn_at=None)
        return {
            "draws": context["state"] == CallState.WAITING and self.object.has_lots,
            "chooses": context["state"] == CallState.WAITING and not self.object.has_lots,
            "somebody_waits": waiting.exists(),
            "give_up_form": GiveUpForm(auto_id="give_up_%s"),
        }


def is_over_for_people(call):
    """Whether nobody applies or votes any more."""
    return not (call.is_open or call.is_voting)


def _may_withdraw(call, own):
    if own.standing == Standing.ON_THE_LIST:
        return True
    return own.standing == Standing.APPLIED and call.state not in OVER


class CallView(CallPage, TemplateView):
    """A call: apply, see where one stands, check the draw."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class ApplyView(CallPage, PageForm):
    """Two lines, sent or changed."""

    form_class = LetterForm
    success_message = _("You apply. You are answered whatever happens.")

    def permit(self):
        self.require("committee.apply", _("This call is for the people of the other pole."))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"voters_read": self.object.by_vote}

    def call(self, form):
        return services.apply(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"letter_form": context["form"]}


class WithdrawView(CallPage, ServicePostView):
    success_message = _("You no longer apply. Your words are kept: you may send them again until the last day.")

    def call(self):
        return services.withdraw(self.object, by=self.request.user)


class BallotView(CallPage, ServiceFormView):
    """A ballot: some boxes, then once more what they say, then the urn. Nothing of it is kept anywhere else."""

    form_class, template_name, never_again = BallotForm, "committee/ballot.html", True

    def permit(self):
        self.require("committee.elect", _("The people of the other pole vote here."))
        if self.request.method == "POST":  # what was recorded is told first, also after the last day
            return
        if has_voted(self.object, self.request.user):
            raise TransitionRefused(_("Your ballot is recorded already. Nobody can read it or change it."))
        if not self.object.is_voting:
            raise TransitionRefused(_("Nobody votes here today."))

    def get_form_kwargs(self):
        standing = {row.number: row for row in standing_candidacies(self.object)}
        candidates = [standing[number] for number in shuffled(standing, self.request.user.pk)]
        return super().get_form_kwargs() | {"candidates": candidates, "check": self.check}

    def check(self, ballot):
        electing.check_length(self.object, ballot)

    def form_valid(self, form):
        if "sure" in self.request.POST:
            return super().form_valid(form)
        return self.again(form, 200, asks="change" not in self.request.POST)

    def call(self, form):
        return electing.put_ballot(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        if self.result:
            return _("Your ballot is in the urn.")
        return _("Your ballot was recorded already. It is counted once, as you sent it first.")

    def get_context_data(self, **kwargs):
        return ServiceFormView.get_context_data(self, call=self.object, **kwargs)


class ManagedCall(CallPage):
    """What only whoever gives mandates does with a call; others are told so."""

    def permit(self):
        self.require(MANAGE)


class DrawView(ManagedCall, ServicePostView):
    def get_success_message(self):
        if self.result.by_vote:
            return _("The votes are counted, and everybody is answered.")
        return _("The lots are drawn, and everybody is answered.")

    def call(self):
        return drawing.draw_lots(self.object, by=self.request.user)


class SeatNextView(ManagedCall, ServicePostView):
    success_message = _("The first who waited has the seat, and is told.")

    def call(self):
        return drawing.seat_next(self.object, by=self.request.user)


class GiveUpView(ManagedCall, SlotForm):
    form_class, slot = GiveUpForm, "give_up"
    success_message = _("The call is given up, and those who applied are told why.")

    def call(self, form):
        return services.cancel_call(self.object, by=self.request.user, **form.cleaned_data)


class CandidatesView(ForTheHouse, TemplateView):
    """Who applies and in which words, for whoever gives the seats."""

    template_name = "committee/candidates.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm(MANAGE):
            raise Http404
        call = get_object_or_404(CandidacyCall.objects.select_related("college"), pk=self.kwargs["pk"])
        rows = candidates_of(call, after=whole_number(self.request.GET.get("after")) or 0, size=PLACES)
        last = rows[PLACES - 1].number if len(rows) > PLACES else ""
        return super().get_context_data(call=call, rows=rows[:PLACES], next_number=last, **kwargs)


class ChooseView(ManagedCall, ServiceFormView):
    """The officer chooses: nothing, a seat or an alternate for each."""

    form_class, template_name = ChooseForm, "committee/choose.html"
    success_message = _("The seats are given, and everybody is answered.")

    def permit(self):
        super().permit()
        if self.object.has_lots:
            raise TransitionRefused(drawing.nobody_chooses(self.object))

    def get_form_kwargs(self):
        candidates = standing_candidacies(self.object)[:MOST_CHOSEN_FROM]
        return super().get_form_kwargs() | {"candidates": candidates}

    def call(self, form):
        seated, alternates = form.chosen("seat"), form.chosen("alternate")
        return drawing.choose_candidates(self.object, by=self.request.user, seated=seated, alternates=alternates)


class DrawnTextView(ForTheHouse, View):
    """The file of the draw: its digest is the seed. It does not exist before."""

    def get(self, request, pk):
        call = get_object_or_404(CandidacyCall.objects.exclude(seed=""), pk=pk)
        answer = HttpResponse(call.drawn_text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{call.file_name}"'
        return answer
