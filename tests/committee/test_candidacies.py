"""Calls for candidates: who applies, lots, the waiting list, the officer's choice, and an answer to everybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from committee import draw
from committee.enums import CallMethod, CallState, Standing
from committee.models import Candidacy, CandidacyCall, Mandate
from committee.services import candidacies, drawing, mandates
from committee.tasks import keep_mandates
from parkour.celery import app
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.committee.racing import in_thread, read_together, run
from tests.factories import SiteFactory, UserFactory
from tests.factories.committee import MandateFactory, call_for, call_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def people(count, **facts):
    return [UserFactory(**facts) for _each in range(count)]


def standings(call):
    return dict(call.candidacies.values_list("person", "standing"))


def kinds_told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- Applying -----------------------------------------------------------------------------------------------


def test_a_call_is_open_from_its_first_day_to_its_last(officer):
    call = call_for(officer, opens_on=day(3), closes_on=day(5))
    states = {}
    for offset in (0, 3, 5, 6):
        with later(offset):
            states[offset] = call.state
    assert states == {0: CallState.TO_COME, 3: CallState.OPEN, 5: CallState.OPEN, 6: CallState.WAITING}


def test_somebody_applies_in_two_lines_changes_them_withdraws_and_applies_again(officer):
    call, person = call_for(officer), UserFactory()
    first = candidacies.apply(call, by=person, letter="Je connais le terrain.")
    again = candidacies.apply(call, by=person, letter="Je connais le terrain, de nuit.")
    assert (first.pk, first.number, again.letter) == (again.pk, 1, "Je connais le terrain, de nuit.")
    for _time in range(2):
        assert candidacies.withdraw(call, by=person).withdrawn_at is not None
    assert Candidacy.objects.get().letter == "Je connais le terrain, de nuit."
    assert candidacies.apply(call, by=person, letter="Me revoici.").withdrawn_at is None
    assert kinds_told(person) == ["candidacy_received"]


def test_each_pole_has_its_people(officer):
    employees, direction = call_for(officer), call_for(officer, code="direction")
    director, employee = UserFactory(sponsor=True), UserFactory()
    sat = MandateFactory(college=direction.college, from_on=day(-90), until_on=day(-1)).person
    for person in (director, sat):
        candidacies.apply(direction, by=person, letter="Oui.")
        with pytest.raises(NotAllowed):
            candidacies.apply(employees, by=person, letter="Oui.")
    candidacies.apply(employees, by=employee, letter="Oui.")
    for person in (employee, officer):
        with pytest.raises(NotAllowed):
            candidacies.apply(direction, by=person, letter="Oui.")


def test_neither_a_partner_nor_a_session_opened_by_a_badge_applies(officer):
    call = call_for(officer)
    partner, badge = UserFactory(site=SiteFactory(kind="partner")), UserFactory()
    badge.contributor_only = True
    for person in (partner, badge):
        with pytest.raises(NotAllowed):
            candidacies.apply(call, by=person, letter="Oui.")


@pytest.mark.parametrize("letter", ["", "   ", "x" * 301])
def test_no_candidacy_without_words_or_with_more_than_three_hundred_characters(officer, letter):
    with pytest.raises(InvalidInput) as refusal:
        candidacies.apply(call_for(officer), by=UserFactory(), letter=letter)
    assert refusal.value.field == "letter"


def test_nobody_applies_before_after_or_with_a_mandate_on_these_days(officer):
    call, seated = call_for(officer, opens_on=day(2)), UserFactory()
    MandateFactory(college=call.college, person=seated, until_on=day(60))
    leaving = MandateFactory(college=call.college, from_on=day(-60), until_on=call.from_on).person
    with pytest.raises(TransitionRefused):
        candidacies.apply(call, by=UserFactory(), letter="Oui.")
    with later(3):
        candidacies.apply(call, by=leaving, letter="Encore.")
        with pytest.raises(TransitionRefused, match="mandat"):
            candidacies.apply(call, by=seated, letter="Oui.")
    with later(11), pytest.raises(TransitionRefused):
        candidacies.apply(call, by=UserFactory(), letter="Oui.")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"seats": 9}, "seats"),  # more than are free
        ({"seats": 0, "alternates": 0}, "seats"),
        ({"alternates": 9}, "alternates"),
        ({"opens_on": -1}, "opens_on"),
        ({"closes_on": -1}, "closes_on"),
        ({"closes_on": 500}, "closes_on"),
        ({"from_on": 10}, "from_on"),
        ({"from_on": 999}, "from_on"),
        ({"until_on": 20}, "until_on"),
        ({"until_on": 3000}, "until_on"),
    ],
)
def test_a_call_that_cannot_be_is_refused_at_its_field(officer, facts, field):
    dated = {name: day(value) if name.endswith("_on") else value for name, value in facts.items()}
    with pytest.raises(InvalidInput) as refusal:
        call_for(officer, **dated)
    assert refusal.value.field == field


# --- The draw -----------------------------------------------------------------------------------------------


def test_lots_are_drawn_as_anybody_can_do_again_and_everybody_is_answered(officer):
    call, candidates = call_with(officer, people(6), seats=2, alternates=1)
    promised = call.commitment
    with later(11):
        drawn = drawing.draw_lots(call, by=officer)
    lines = drawn.drawn_text.splitlines()
    assert draw.commitment(lines[0]) == promised == drawn.commitment
    assert draw.seed_of(drawn.drawn_text) == drawn.seed
    order = [place.line for place in draw.draw(lines[0], lines[1:])]
    rows = list(call.candidacies.order_by("rank"))
    assert [draw.line_of(row.number, str(row.person)) for row in rows] == order
    assert [row.standing for row in rows] == ["seated"] * 2 + ["alternate"] + ["on_the_list"] * 3
    held = Mandate.objects.order_by("is_alternate").values_list("is_alternate", "from_on", "until_on")
    assert list(held) == [(alternate, day(20), day(385)) for alternate in (False, False, True)]
    assert all(kinds_told(person) == ["candidacy_received", "candidacy_answered"] for person in candidates)


def test_the_list_leaves_out_who_withdrew_left_or_was_seated_meanwhile(officer):
    call, (stays, gone, away, seated) = call_with(officer, people(4), seats=1)
    candidacies.withdraw(call, by=gone)
    type(away).objects.filter(pk=away.pk).update(is_active=False)
    mandates.give_mandate(seated, call.college, by=officer, from_on=day(0))
    with later(11):
        drawn = drawing.draw_lots(call, by=officer)
    assert drawn.drawn_text.splitlines()[1:] == [draw.line_of(1, str(stays))]
    assert standings(call) == {
        stays.pk: Standing.SEATED,
        gone.pk: Standing.APPLIED,
        away.pk: Standing.NOT_CHOSEN,
        seated.pk: Standing.NOT_CHOSEN,
    }
    assert "candidacy_answered" in kinds_told(seated) and "candidacy_answered" not in kinds_told(gone)


def test_no_more_seats_are_given_than_are_free_at_the_draw(officer):
    call, _candidates = call_with(officer, people(3), seats=2)
    for person in people(2):
        mandates.give_mandate(person, call.college, by=officer, from_on=day(0))
    with later(11):
        drawing.draw_lots(call, by=officer)
    assert sorted(standings(call).values()) == ["on_the_list", "on_the_list", "seated"]


def test_one_per_site_first_while_another_site_is_left(officer):
    here, there = SiteFactory(), SiteFactory()
    candidates = [*people(5, site=here), *people(1, site=there)]
    call, _candidates = call_with(officer, candidates, seats=2, one_per_site=True)
    with later(11):
        drawing.draw_lots(call, by=officer)
    seated = call.candidacies.filter(standing=Standing.SEATED)
    assert {row.person.site for row in seated} == {here, there}


def test_lots_wait_for_the_last_day_and_are_drawn_by_the_sweeper_once_it_is_over(officer):
    call, _candidates = call_with(officer, people(2), seats=1)
    with later(10):
        keep_mandates()
        with pytest.raises(TransitionRefused):
            drawing.draw_lots(call, by=officer)
    with later(14):
        keep_mandates()
        first = CandidacyCall.objects.get()
        keep_mandates()
        assert drawing.draw_lots(call, by=officer).seed == first.seed
    assert CandidacyCall.objects.get().settled_at == first.settled_at
    assert "committee.tasks.keep_mandates" in {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "committee.tasks.keep_mandates" in app.tasks


def test_a_call_to_which_nobody_answered_is_drawn_too(officer):
    call, _nobody = call_with(officer, [], seats=1)
    with later(11):
        assert drawing.draw_lots(call, by=officer).state == CallState.SETTLED


def test_the_first_of_the_list_who_still_stands_takes_a_seat_that_becomes_free(officer):
    call, _candidates = call_with(officer, people(5), seats=3)
    with later(11):
        drawing.draw_lots(call, by=officer)
    seated, _other, _another, second, third = (row.person for row in call.candidacies.order_by("rank"))
    with later(40):
        with pytest.raises(InvalidInput):
            drawing.seat_next(call, by=officer)
        mandates.end_mandate(seated.mandates.get(), by=officer, until_on=clock.today(), reason="Un départ.")
        candidacies.withdraw(call, by=second)
        row = drawing.seat_next(call, by=officer)
        assert (row.person, row.mandate.from_on, row.mandate.until_on) == (third, clock.today(), call.until_on)
        with pytest.raises(TransitionRefused):
            drawing.seat_next(call, by=officer)
    assert kinds_told(third)[-1] == "mandate_given"


def test_who_has_a_seat_by_lot_does_not_withdraw_a_candidacy_any_more(officer):
    call, (person,) = call_with(officer, people(1), seats=1)
    with later(11):
        drawing.draw_lots(call)
        with pytest.raises(TransitionRefused):
            candidacies.withdraw(call, by=person)


# --- The officer chooses ------------------------------------------------------------------------------------


def test_the_officer_chooses_after_the_last_day_and_everybody_is_answered(officer):
    call, candidates = call_with(officer, people(3), seats=1, alternates=1, method=CallMethod.OFFICER)
    assert (call.secret, call.commitment) == ("", "")
    rows = {row.person: row for row in call.candidacies.select_related("person")}
    one, two, three = candidates
    with pytest.raises(TransitionRefused):
        drawing.choose_candidates(call, by=officer, seated=[rows[two]])
    with later(11):
        with pytest.raises(TransitionRefused):
            drawing.draw_lots(call, by=officer)
        for seated, alternates in (([rows[one], rows[two]], []), ([rows[one]], [rows[one]])):
            with pytest.raises(InvalidInput) as refusal:
                drawing.choose_candidates(call, by=officer, seated=seated, alternates=alternates)
            assert refusal.value.field == "seated"
        drawing.choose_candidates(call, by=officer, seated=[rows[two]], alternates=[rows[three]])
        with pytest.raises(TransitionRefused):
            drawing.choose_candidates(call, by=officer, seated=[rows[one]])
    assert standings(call) == {one.pk: "not_chosen", two.pk: "seated", three.pk: "alternate"}
    assert all(kinds_told(person)[-1] == "candidacy_answered" for person in candidates)


def test_a_call_given_up_says_why_to_everybody_who_applied(officer):
    call, (person, other) = call_with(officer, people(2), seats=1)
    candidacies.withdraw(call, by=other)
    candidacies.cancel_call(call, by=officer, reason="Le comité est réformé.")
    assert (kinds_told(person)[-1], kinds_told(other)) == ("candidacy_cancelled", ["candidacy_received"])
    for act in (
        lambda: candidacies.apply(call, by=UserFactory(), letter="Oui."),
        lambda: candidacies.cancel_call(call, by=officer, reason="Encore."),
        lambda: drawing.draw_lots(call, by=officer),
    ):
        with later(11), pytest.raises(TransitionRefused):
            act()


def test_only_the_officer_and_the_administrator_run_a_call(officer):
    call, (candidate,) = call_with(officer, people(1), seats=1)
    for act in (
        lambda by: call_for(by),
        lambda by: candidacies.cancel_call(call, by=by, reason="Non."),
        lambda by: drawing.draw_lots(call, by=by),
        lambda by: drawing.choose_candidates(call, by=by, seated=[]),
        lambda by: drawing.seat_next(call, by=by),
    ):
        for person in (candidate, UserFactory(sponsor=True)):
            with later(11), pytest.raises(NotAllowed):
                act(person)


def test_the_database_refuses_a_draw_without_its_promise_and_a_second_candidacy(officer):
    call, (person,) = call_with(officer, people(1), seats=1)
    for facts in ({"commitment": ""}, {"secret": ""}, {"settled_at": clock.now()}, {"cancelled_because": "Non."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CandidacyCall.objects.filter(pk=call.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.create(call=call, person=person, number=2, letter="Oui.", applied_at=clock.now())


# --- Races --------------------------------------------------------------------------------------------------


def drawn_by_six_at_once():
    officer = UserFactory(officer=True)
    call, candidates = call_with(officer, people(5), seats=2, alternates=1)
    seeds, failed = [], []

    def work():
        with later(11):
            try:
                seeds.append(drawing.draw_lots(call, by=officer).settled_at)
            except Exception as error:  # what a second draw breaks
                failed.append(error)

    run([in_thread(work) for _each in range(6)])
    told = Notification.objects.filter(kind="candidacy_answered").count()
    return len(set(seeds)), len(failed), Mandate.objects.count(), told == len(candidates)


@pytest.mark.django_db(transaction=True)
def test_the_lots_of_a_call_are_drawn_once_however_many_ask():
    assert drawn_by_six_at_once() == (1, 0, 3, True)


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_call_it_is_drawn_again(monkeypatch):
    unlocked = read_together(lambda call: CandidacyCall.objects.select_related("college").get(pk=call.pk))
    monkeypatch.setattr(drawing, "lock_call", unlocked)
    assert drawn_by_six_at_once() != (1, 0, 3, True)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_who_applies_many_times_at_once_has_one_candidacy():
    officer = UserFactory(officer=True)
    call, person = call_for(officer), UserFactory()
    run([in_thread(lambda: candidacies.apply(call, by=person, letter="Oui.")) for _each in range(6)])
    assert Candidacy.objects.count() == 1
    assert kinds_told(person) == ["candidacy_received"]
