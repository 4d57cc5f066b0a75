"""Seats: how many, given, renewed, ended early, presided; alternates."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from committee.models import College, Mandate
from committee.selectors import composition, is_member, members, past_mandates
from committee.services import mandates
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.committee.racing import in_thread, read_together, run
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, MandateFactory, committee_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


def pole(seats=2, alternates=1):
    return CollegeFactory(code="employees", seats=seats, alternates=alternates)


def give(college, officer, person=None, **facts):
    facts = {"from_on": day(0), "until_on": day(365)} | facts
    return mandates.give_mandate(person or UserFactory(), college, by=officer, **facts)


def told(person, kind):
    return Notification.objects.filter(recipient=person, kind=kind).count()


# --- Seats --------------------------------------------------------------------------------------------------


def test_no_more_people_sit_than_there_are_seats_on_any_day(officer):
    college = pole(seats=1)
    give(college, officer, from_on=day(10), until_on=day(20))
    for facts in ({"until_on": day(11)}, {"from_on": day(19)}, {"until_on": None}, {"from_on": day(12)}):
        with pytest.raises(InvalidInput, match="1 siège") as refusal:
            give(college, officer, **facts)
        assert refusal.value.field == "pole"
    give(college, officer, until_on=day(10))
    give(college, officer, from_on=day(20), until_on=None)
    assert college.mandates.count() == 3


def test_alternates_have_places_of_their_own_and_do_not_sit(officer):
    college = pole(seats=1, alternates=1)
    alternate = give(college, officer, is_alternate=True).person
    give(college, officer)
    with pytest.raises(InvalidInput, match="place de suppléance") as refusal:
        give(college, officer, is_alternate=True)
    assert refusal.value.field == "is_alternate"
    assert not is_member(alternate) and not alternate.has_perm("committee.attend")
    assert alternate not in [mandate.person for mandate in members()]


def test_the_seat_of_whoever_cannot_sign_in_any_more_is_free(officer):
    college = pole(seats=1)
    MandateFactory(college=college, person=UserFactory(is_active=False))
    give(college, officer)


def test_seats_are_set_never_below_those_held(officer):
    college = pole(seats=2)
    give(college, officer), give(college, officer, from_on=day(30))
    assert mandates.set_seats("employees", by=officer, seats=2, alternates=3).alternates == 3
    with pytest.raises(InvalidInput) as refusal:
        mandates.set_seats("employees", by=officer, seats=1, alternates=0)
    assert refusal.value.field == "seats"
    made = mandates.set_seats("direction", by=officer, seats=6, alternates=0)
    assert College.objects.get(code="direction") == made
    with pytest.raises(NotAllowed):
        mandates.set_seats("employees", by=UserFactory(), seats=5, alternates=0)


def test_the_composition_says_who_sits_who_stands_by_and_what_is_free(officer):
    college = pole(seats=4, alternates=2)
    president, member = give(college, officer, is_president=True), give(college, officer)
    alternate, later = give(college, officer, is_alternate=True), give(college, officer, from_on=day(5))
    (shown,) = composition()
    assert (shown.members, shown.alternates, shown.to_come) == ([president, member], [alternate], [later])
    assert (shown.free_seats, shown.free_alternates, shown.president) == (2, 1, president)


def test_the_composition_costs_the_same_for_more_people(officer, count_queries):
    committee_of(1, 1)
    one = count_queries(composition)
    committee_of(6, 9, presidents=False)
    assert count_queries(composition) == one == 2


# --- What happens to a mandate -------------------------------------------------------------------------------


def test_a_mandate_is_renewed_without_a_gap_and_its_holder_told(officer):
    college = pole(seats=1)
    old = give(college, officer, is_president=True, until_on=day(10))
    new = mandates.renew_mandate(old, by=officer, until_on=day(400))
    assert (new.person, new.from_on, new.until_on, new.is_president) == (old.person, day(10), day(400), True)
    assert told(old.person, "mandate_renewed") == 1
    with pytest.raises(InvalidInput):  # twice is refused: the days are taken
        mandates.renew_mandate(old, by=officer, until_on=day(500))
    with pytest.raises(InvalidInput) as refusal:
        mandates.renew_mandate(new, by=officer, until_on=day(400))
    assert refusal.value.field == "until_on"


def test_what_has_no_end_or_is_long_over_is_not_renewed(officer):
    college = pole()
    for mandate in (give(college, officer, until_on=None), MandateFactory(college=college, until_on=day(-1))):
        with pytest.raises(TransitionRefused):
            mandates.renew_mandate(mandate, by=officer, until_on=day(90))


def test_an_early_end_says_why_and_keeps_the_past(officer):
    mandate = give(pole(seats=1), officer, from_on=day(-30))
    ended = mandates.end_mandate(mandate, by=officer, until_on=day(0), reason="Un autre métier.")
    assert (ended.until_on, ended.ended_because, ended.ended_by) == (day(0), "Un autre métier.", officer)
    assert "Un autre métier." in Notification.objects.get(recipient=mandate.person, kind="mandate_ended").body
    assert past_mandates(size=5) == [ended]
    give(mandate.college, officer)  # its seat is free
    with pytest.raises(TransitionRefused):
        mandates.end_mandate(ended, by=officer, until_on=day(3), reason="Encore.")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until_on": 5, "reason": "  "}, "reason"),
        ({"until_on": 400}, "until_on"),  # later than it ends
        ({"until_on": -3}, "until_on"),  # what was done until today stands
        ({"until_on": 5, "reason": "x" * 501}, "reason"),
    ],
)
def test_an_end_that_is_none_is_refused_at_its_field(officer, facts, field):
    mandate = give(pole(), officer, from_on=day(-30))
    with pytest.raises(InvalidInput) as refusal:
        mandates.end_mandate(
            mandate, by=officer, until_on=day(facts["until_on"]), reason=facts.get("reason", "Il part.")
        )
    assert refusal.value.field == field
    assert Mandate.objects.get(pk=mandate.pk).until_on == day(365)


def test_the_history_keeps_who_presided_until_when(officer):
    college = pole(seats=3)
    first = give(college, officer, from_on=day(-100), is_president=True)
    second = give(college, officer, from_on=day(-50))
    presides = mandates.name_president(second, by=officer)
    assert mandates.name_president(presides, by=officer) == presides  # twice is once
    rows = Mandate.objects.order_by("person", "from_on").values_list("person", "from_on", "until_on", "is_president")
    assert list(rows) == [
        (first.person_id, day(-100), day(0), True),
        (first.person_id, day(0), day(365), False),
        (second.person_id, day(-50), day(0), False),
        (second.person_id, day(0), day(365), True),
    ]
    assert [told(mandate.person, "mandate_president") for mandate in (first, second)] == [1, 1]


def test_only_a_member_of_today_presides(officer):
    college = pole(seats=3)
    later, alternate = give(college, officer, from_on=day(3)), give(college, officer, is_alternate=True)
    gone = MandateFactory(college=college, until_on=day(-1))
    for mandate in (later, alternate, gone):
        with pytest.raises(TransitionRefused):
            mandates.name_president(mandate, by=officer)


def test_an_alternate_takes_a_free_seat_until_the_end_of_their_mandate(officer):
    college = pole(seats=1)
    seated = give(college, officer, from_on=day(-9))
    alternate = give(college, officer, from_on=day(-9), is_alternate=True)
    with pytest.raises(InvalidInput):
        mandates.take_seat(alternate, by=officer)
    mandates.end_mandate(seated, by=officer, until_on=day(0), reason="Un départ.")
    taken = mandates.take_seat(alternate, by=officer)
    assert (taken.person, taken.from_on, taken.until_on) == (alternate.person, day(0), day(365))
    assert is_member(alternate.person)
    with pytest.raises(TransitionRefused):
        mandates.take_seat(taken, by=officer)


def test_the_early_end_of_a_mandate_goes_with_what_follows_it(officer):
    college = pole()
    mandate = give(college, officer, from_on=day(-9))
    mandates.end_mandate(mandate, by=officer, until_on=day(30), reason="Un départ.")
    presides = mandates.name_president(mandate, by=officer)
    assert (presides.until_on, presides.ended_because) == (day(30), "Un départ.")
    assert Mandate.objects.get(pk=mandate.pk).ended_because == ""


@pytest.mark.parametrize(
    "act",
    [
        lambda mandate, by: mandates.renew_mandate(mandate, by=by, until_on=day(999)),
        lambda mandate, by: mandates.end_mandate(mandate, by=by, until_on=day(1), reason="Non."),
        lambda mandate, by: mandates.name_president(mandate, by=by),
        lambda mandate, by: mandates.take_seat(mandate, by=by),
        lambda mandate, by: mandates.give_mandate(by, mandate.college, by=by, from_on=day(0)),
    ],
)
def test_only_the_officer_and_the_administrator_touch_mandates(officer, act):
    mandate = give(pole(), officer)
    for person in (UserFactory(), mandate.person, UserFactory(sponsor=True)):
        with pytest.raises(NotAllowed):
            act(mandate, person)


def test_the_database_refuses_an_alternate_who_presides_and_an_early_end_without_its_reason(officer):
    for facts in (
        {"is_alternate": True, "is_president": True},
        {"ended_at": clock.now(), "ended_by": officer, "until_on": day(3)},
        {"ended_because": "Un départ."},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MandateFactory(**facts)


# --- Races --------------------------------------------------------------------------------------------------


def six_at_once_for_the_last_seat():
    officer, college, outcomes = UserFactory(officer=True), pole(seats=1), []
    people = [UserFactory() for _each in range(6)]

    def take(person):
        def work():
            try:
                outcomes.append(give(college, officer, person))
            except InvalidInput:
                outcomes.append(None)

        return work

    run([in_thread(take(person)) for person in people])
    assert len(outcomes) == 6
    return Mandate.objects.filter(college=college).count()


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once():
    assert six_at_once_for_the_last_seat() == 1


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_pole_the_last_seat_is_given_twice(monkeypatch):
    monkeypatch.setattr(mandates, "lock_college", lambda pk: College.objects.get(pk=pk))
    monkeypatch.setattr(mandates, "_terms", read_together(mandates._terms))
    assert six_at_once_for_the_last_seat() > 1
