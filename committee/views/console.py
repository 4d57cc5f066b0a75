"""The console of whoever runs the session: who is here, the point, its vote, its decision."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committee.enums import Block, PollState, SessionState, VoteMethod
from committee.forms import DecideForm, VoidForm
from committee.methods.rules import clean_rules
from committee.methods.words import method_rule
from committee.room_forms import BreakForm
from committee.selectors import QuorumLight, Recusal, attendance_of, quorum_for, recusal_for, turnout
from committee.selectors.lots import disagreed_before, lot_of, titles_of, usual_method, variants_of
from committee.selectors.room import code_now, goes_on_without_votes, hands_of, last_step, tried_in
from committee.selectors.waited import waited_for
from committee.services import conduct, voting
from committee.services.attendance import may_be_attended
from committee.services.decisions import (
    may_go_to_a_workshop,
    outcome_to_record,
)
from committee.views.agenda import colleagues
from committee.views.finding import (
    PollButton,
    RoomButton,
    SessionButton,
    find_session,
    session_url,
)
from committee.views.live import NO_CONTENT, SECONDS_LEFT
from committee.views.room import room_of, seconds_left, token
from committee.voting_forms import LotForm, NextVoteForm, OpenPollForm, OpenPreparedForm, ToWorkshopForm
from parkour.core.exceptions import InvalidInput

MORE_MINUTES = 5


@dataclass(frozen=True)
class Pole:
    """One pole in the room: its quorum, its members, how many have voted and whose ballot is missing."""

    light: QuorumLight
    rows: tuple
    turnout: object = None
    missing: tuple = ()

    @property
    def present(self) -> int:
        return sum(row.present for row in self.rows)

    @property
    def represented(self) -> int:
        return sum(row.represented for row in self.rows)


def poles_of(room, presences, waited=None) -> list[Pole]:
    """Members pole by pole, with the quorum of the point under discussion (or of the session)."""
    by_code: dict[str, list] = {}
    for row in presences:
        by_code.setdefault(row.mandate.college.code, []).append(row)
    lights = {light.code: light for light in quorum_for(room.item)} if room.item else {}
    votes = {pole.code: pole for pole in turnout(room.poll)} if room.poll else {}
    missing = waited.poles if waited else {}
    return [
        Pole(lights.get(code) or _light(room.session, code, rows), tuple(rows), votes.get(code), missing.get(code, ()))
        for code, rows in by_code.items()
    ]


def _light(session, code, rows) -> QuorumLight:
    represented = sum(row.represented for row in rows)
    present = sum(row.present for row in rows) + represented
    return QuorumLight(code, str(rows[0].mandate.college), len(rows), present, 0, represented, session.is_reconvened)


def console_context(session, user) -> dict:
    """Everything on the console. `control` changes with what may be done next, `token` with anything."""
    room = room_of(session)
    presences = attendance_of(session)
    recusal = recusal_for(user, room.item) if room.item else Recusal()
    waited = waited_for(room.poll, user, presences, recusal, room.lot)
    poles = poles_of(room, presences, waited)
    running = running_context(room, presences, poles) if session.state == SessionState.OPEN else {}
    concerned = [(interest.pk, interest.reason) for interest in recusal.concerned]
    ahead = lot_ahead(room)
    last = running.get("last_step")
    control = token(*room.parts(), concerned, last and last.pk, [point.pk for point in ahead])
    lot = outcomes_of_lot(room)
    outcome = outcome_to_record(room.item) if room.item and room.result and not room.lot else None
    seen = [(row.mandate.pk, row.present, row.represented, row.said) for row in presences]
    voted = [(pole.turnout.voted, pole.turnout.enrolled) for pole in poles if pole.turnout]
    return running | {
        "session": session,
        "room": room,
        "poles": poles,
        "recusal": recusal,
        "waited": waited,
        "outcome": outcome,
        "lot": lot,
        "lot_ahead": ahead,
        "to_workshop": bool(outcome) and may_go_to_a_workshop(room.item),
        "reveals": user.has_perm("committee.reveal_poll", session),
        "is_ready": session.state in conduct.OPENABLE and session.is_released,
        "is_over": session.state in {SessionState.CLOSED, SessionState.MINUTES_PUBLISHED, SessionState.NO_QUORUM},
        "notes_presence": may_be_attended(session),
        "can_be_voted": bool(room.item and room.may_vote and all(map(room.may_answer, poles))),
        "control": control,
        "token": token(control, seen, voted, room.turnout, room.poll and room.poll.closes_at, running.get("said")),
    }


def lot_ahead(room) -> list:
    """The points that may be adopted together with the one under discussion, before any vote."""
    if room.item is None or room.item.block != Block.CONSENT or room.poll is not None:
        return []
    lot = lot_of(room.session)
    return lot if room.item.pk in {point.pk for point in lot} else []


def outcomes_of_lot(room) -> list[tuple]:
    """(point, what the vote makes of it, None for a point without a contribution) while one waits to be recorded."""
    if not room.lot or room.result is None or not room.result.decides:
        return []
    waiting = [point for point in room.lot if point.awaits_decision or (not point.idea_id and point.state != "done")]
    return [(point, outcome_to_record(point)) for point in waiting]


def running_context(room, presences, poles) -> dict:
    """What the console of a session that runs shows besides. `said` is what of it changes the column of the room."""
    session = room.session
    hands, tried, code, ends_about = hands_of(session), tried_in(session), code_now(session), room.ends_about
    # Quorum is looked at once a point is under discussion; while its vote runs, the roll stands.
    lost = bool(room.item and not room.item.decision_id and not room.is_open and not all(p.light.met for p in poles))
    goes_on = lost and goes_on_without_votes(session, room.item)
    said = [(hand.pk, hand.called_at, hand.is_point_of_order) for hand in hands]
    return {
        "hands": hands,
        "tried": tried,
        "code": code,
        "ends_about": ends_about,
        "quorum_lost": lost,
        "goes_on": goes_on,
        "has_decisions": any(slot.item.decision_id for slot in room.agenda.slots),
        "last_step": last_step(session),
        "successors": successors_of(session, presences),
        "said": (said, tried, code, f"{ends_about:%H:%M}", lost, goes_on),
    }


def successors_of(session, presences) -> list:
    """Who could take the chair: presidents who are here, and members of the pole of whoever chairs."""
    poles = {row.mandate.college_id for row in presences if row.person.pk == session.chair_id}
    return [
        row.person
        for row in presences
        if row.present
        and row.person.pk != session.chair_id
        and (row.mandate.is_president or row.mandate.college_id in poles)
    ]


class ConsolePage:
    """The page, for itself and for the forms that live on it."""

    template_name = "committee/console.html"

    def get_context_data(self, **kwargs):
        context = console_context(self.session, self.request.user)
        forms = {"void_form": VoidForm(auto_id="void_%s"), "next_form": NextVoteForm(auto_id="next_%s")}
        forms["break_form"] = BreakForm(auto_id="break_%s")
        if context["room"].is_ready:
            forms["prepared_form"] = OpenPreparedForm(auto_id="prepared_%s")
        if context["room"].item and context["room"].may_vote:
            returns = disagreed_before(context["room"].item)
            variants = variants_of(context["room"].item)
            forms |= {"returns": returns, "variants": variants, "open_form": open_form(context, returns, variants)}
            forms["judgment"] = judgment_rule(variants) if variants else ()
        if context["to_workshop"]:
            forms["workshop_form"] = ToWorkshopForm(auto_id="workshop_%s")
        if context["lot"]:
            forms |= {"lot_form": LotForm(points=context["lot"], auto_id="lot_%s"), "people": colleagues()}
        if context["outcome"]:
            forms |= {"decide_form": DecideForm(outcome=context["outcome"]), "people": colleagues()}
        return super().get_context_data(**context | forms | kwargs)


def open_form(context, returns: bool, variants=()) -> OpenPollForm:
    """How the vote is held; adopting together is offered where there is a lot, variants of a workshop are judged."""
    lot = context["lot_ahead"]
    alone = lot and not context["room"].item.idea_id
    initial = {"method": VoteMethod.CONSENT_BLOCK, "minutes": 1} if alone else {}
    if variants and not alone:
        initial |= {"method": usual_method(variants), "options": "\n".join(titles_of(variants))}
    return OpenPollForm(auto_id="open_%s", lot=bool(lot), returns=returns, initial=initial)


def judgment_rule(variants) -> tuple[str, ...]:
    """The rule that holds between variants when the chair changes nothing."""
    rules = clean_rules(VoteMethod.MAJORITY_JUDGMENT, {}, options=len(variants))
    return method_rule(VoteMethod.MAJORITY_JUDGMENT, rules)


class ConsoleView(ConsolePage, TemplateView):
    def get_context_data(self, **kwargs):
        self.session = find_session(self.request, kwargs["number"], permission="run_session")
        return super().get_context_data(**kwargs)


class ConsoleStateView(View):
    """Presence and turnout as they change; the whole page again once something else may be done."""

    def get(self, request, number):
        session = find_session(request, number, permission="run_session")
        context = console_context(session, request.user)
        if request.GET.get("control") != context["control"]:
            return HttpResponse(status=NO_CONTENT, headers={"HX-Refresh": "true"})
        if request.GET.get("token") == context["token"]:
            response = HttpResponse(status=NO_CONTENT)
        else:
            response = render(request, "committee/_room.html", context)
        if (left := seconds_left(context["room"])) is not None:
            response[SECONDS_LEFT] = str(left)
        return response


# --- The session -----------------------------------------------------------------------------------------


class ConductView(SessionButton):
    """A button that changes the session itself."""

    page = "console"
    sees = needs = "run_session"


class OpenSessionView(ConductView):
    success_message = gettext_lazy("The session is open.")

    def call(self):
        return conduct.open_session(self.session, by=self.request.user)


class CloseSessionView(ConductView):
    success_message = gettext_lazy("The session is closed. Its minutes are ready to be read over.")

    def call(self):
        return conduct.close_session(self.session, by=self.request.user)

    def get_success_url(self):
        return session_url("minutes", self.session)


class NoQuorumView(ConductView):
    success_message = gettext_lazy("The session is over without a quorum. Everything waits for the next one.")

    def call(self):
        return conduct.declare_no_quorum(self.session, by=self.request.user)


# --- The point ---------------------------------------------------------------------------------------------


class StartItemView(RoomButton):
    def call(self):
        return conduct.start_item(self.session, self.object, by=self.request.user)


class FinishItemView(RoomButton):
    def call(self):
        return conduct.finish_item(self.object, by=self.request.user)


class OpenPollView(RoomButton):
    form_class = OpenPollForm
    success_message = gettext_lazy("The vote is open.")

    def call(self):
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        asked = form.asked()
        if "prepare" in self.request.POST:
            asked.pop("minutes")
            return voting.prepare_poll(self.object, by=self.request.user, **asked)
        return voting.open_poll(self.object, by=self.request.user, **asked)

    def get_success_message(self):
        if self.result.state == PollState.READY:
            return _("The room reads how the vote will be held. Open it when you are ready.")
        return self.success_message


# --- The vote ----------------------------------------------------------------------------------------------


class OpenPreparedView(PollButton):
    form_class = OpenPreparedForm
    success_message = gettext_lazy("The vote is open.")

    def call(self):
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        return voting.open_prepared(self.object, by=self.request.user, **form.cleaned_data)


class ClosePollView(PollButton):
    success_message = gettext_lazy("The vote is closed.")

    def call(self):
        return voting.close_poll(self.object, by=self.request.user)


class RevealView(PollButton):
    def call(self):
        return voting.reveal_poll(self.object, by=self.request.user)


class ExtendView(PollButton):
    def call(self):
        return voting.extend_poll(self.object, by=self.request.user, minutes=MORE_MINUTES)

    def get_success_message(self):
        return _("The vote has %(count)s minutes more.") % {"count": MORE_MINUTES}


class SecondReadingView(PollButton):
    form_class = NextVoteForm
    success_message = gettext_lazy("The second vote is open.")

    def call(self):
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        return voting.second_reading(self.object, by=self.request.user, **form.cleaned_data)


class VoidView(PollButton):
    form_class = VoidForm
    success_message = gettext_lazy("The vote is cancelled. Its ballots were not counted.")

    def call(self):
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        return voting.void_poll(self.object, by=self.request.user, **form.cleaned_data)
