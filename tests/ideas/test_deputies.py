"""Standing in for an officer: the role comes and goes with the dates, and with nothing else."""

from datetime import timedelta

import pytest

from ideas.enums import Outcome
from ideas.selectors import officers
from ideas.services.deputies import end_deputy, name_deputy
from ideas.services.triage import Orientation, decide_triage
from parkour.accounts import models
from parkour.accounts.models import Deputy, Role, User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True)


def day(days):
    return clock.today() + timedelta(days=days)


def named(officer, person, first=0, last=5):
    return name_deputy(by=officer, person=person, starts_on=day(first), ends_on=day(last))


def roles(person, days=0):
    """Those of a request made so many days from now."""
    with clock.at(clock.now() + timedelta(days=days)):
        return set(User.objects.get(pk=person.pk).role_names)


def test_a_deputy_holds_the_role_on_these_days_and_it_ends_by_itself(officer, reviewer):
    named(officer, reviewer, first=1, last=5)
    held = {days: Role.OFFICER in roles(reviewer, days) for days in (0, 1, 5, 6)}
    assert held == {0: False, 1: True, 5: True, 6: False}


def test_planted_fault_without_the_dates_the_role_would_stay(officer, reviewer, monkeypatch):
    named(officer, reviewer, first=1, last=5)
    undated = models.people.ROLES.replace("AND %(today)s BETWEEN d.starts_on AND d.ends_on", "")
    assert undated != models.people.ROLES
    monkeypatch.setattr(models.people, "ROLES", undated)
    assert Role.OFFICER in roles(reviewer, 6)


def test_a_deputy_decides_and_is_told_like_an_officer(officer, reviewer):
    idea = IdeaFactory(officer=officer, opened=True)
    with pytest.raises(NotAllowed):
        decide_triage(idea, Orientation(Outcome.PARK, "Plus tard.", review_on=day(30)), by=reviewer)
    named(officer, reviewer)
    deputy = User.objects.get(pk=reviewer.pk)
    decide_triage(idea, Orientation(Outcome.PARK, "Plus tard.", review_on=day(30)), by=deputy)
    assert set(officers()) == {officer, reviewer}


def test_it_ends_with_the_role_or_the_account_of_the_officer(officer, reviewer):
    named(officer, reviewer)
    officer.revoke(Role.OFFICER)
    assert Role.OFFICER not in roles(reviewer)
    officer.grant(Role.OFFICER)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert Role.OFFICER not in roles(reviewer)


def test_either_of_the_two_ends_it_and_nobody_else(officer, reviewer):
    row = named(officer, reviewer)
    with pytest.raises(NotAllowed):
        end_deputy(row, by=UserFactory(officer=True))
    end_deputy(row, by=reviewer)
    assert Role.OFFICER not in roles(reviewer)
    assert Notification.objects.filter(recipient=officer, kind="deputy_ended").count() == 1
    with pytest.raises(TransitionRefused):
        end_deputy(row, by=officer)


def test_a_deputy_names_no_deputy_in_turn(officer, reviewer):
    named(officer, reviewer)
    deputy = User.objects.get(pk=reviewer.pk)
    with pytest.raises(NotAllowed):
        named(deputy, UserFactory(officer=True))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"first": -1}, "starts_on"),
        ({"first": 3, "last": 2}, "ends_on"),
        ({"last": 200}, "ends_on"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(officer, reviewer, facts, field):
    with pytest.raises(InvalidInput) as refused:
        named(officer, reviewer, **facts)
    assert refused.value.field == field


def test_only_those_of_the_desk_are_named_and_one_for_the_same_days(officer, reviewer):
    for nobody in (UserFactory(), UserFactory(sponsor=True), officer):
        with pytest.raises(InvalidInput):
            named(officer, nobody)
    named(officer, reviewer, first=2, last=5)
    with pytest.raises(InvalidInput):
        named(officer, UserFactory(officer=True), first=5, last=9)
    named(officer, UserFactory(officer=True), first=6, last=9)


def test_the_page_names_somebody_and_both_see_it(officer, reviewer, signed_in):
    client = signed_in(officer)
    facts = {"person": reviewer.pk, "starts_on": day(0).isoformat(), "ends_on": day(3).isoformat()}
    page = client.post("/triage/deputies/", facts, follow=True)
    assert reviewer.get_full_name() in page.content.decode()
    assert Notification.objects.filter(recipient=reviewer, kind="deputy_named").count() == 1
    page = signed_in(User.objects.get(pk=reviewer.pk)).get("/triage/deputies/").content.decode()
    assert officer.get_full_name() in page
    client.post(f"/triage/deputies/{Deputy.objects.get().pk}/end/")
    assert Deputy.objects.get().ended_at is not None


def test_what_is_wrong_is_said_at_its_field_and_kept(officer, reviewer, signed_in):
    facts = {"person": reviewer.pk, "starts_on": day(3).isoformat(), "ends_on": day(1).isoformat()}
    answer = signed_in(officer).post("/triage/deputies/", facts)
    assert answer.status_code == 422
    assert day(3).isoformat() in answer.content.decode()


def test_nobody_else_finds_the_page(signed_in):
    assert signed_in(UserFactory()).get("/triage/deputies/").status_code == 404
