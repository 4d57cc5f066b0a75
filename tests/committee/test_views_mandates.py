"""Who sits in the committee, on the screen: read by everybody, changed by the officer and the administrator."""

from datetime import timedelta

import pytest

from committee.models import College, Mandate
from parkour.core import clock
from tests.committee.pages import browser, main_of, page, text_of, url
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, MandateFactory, committee_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return browser(UserFactory(officer=True))


def day(offset):
    return clock.today() + timedelta(days=offset)


def seat(**facts):
    return MandateFactory(college=CollegeFactory(code="employees", seats=2, alternates=1), **facts)


def test_everybody_reads_who_sits_until_when_and_what_is_free():
    seat(is_president=True, until_on=day(20)), seat(is_alternate=True)
    text = page(UserFactory(), "members")
    for words in ("1 seat of 2 is free.", "President", "Ends soon", "Alternates", "Those who sat before"):
        assert words in text
    assert "Give a mandate" not in text and "Change" not in text


def test_a_pole_without_anybody_says_so_and_offers_its_first_seat(desk):
    CollegeFactory(code="employees", seats=3)
    text = text_of(desk.get(url("members")))
    assert "3 seats of 3 are free." in text and "Give a mandate" in text


def test_the_officer_gives_a_mandate_by_name_and_last_day(desk):
    committee_of(1, 1)
    person = UserFactory()
    body = {"person": person.email, "pole": "employees", "from_on": day(0), "until_on": day(364), "seat": "member"}
    assert desk.post(url("give_mandate"), body).status_code == 303
    mandate = person.mandates.get()
    assert (mandate.until_on, mandate.last_day, mandate.is_alternate) == (day(365), day(364), False)


def test_a_refused_mandate_is_told_at_its_field_and_what_was_typed_stays(desk):
    CollegeFactory(code="employees", seats=1), seat(), seat()
    person = UserFactory()
    body = {"person": person.email, "pole": "employees", "from_on": day(0), "until_on": "", "seat": "member"}
    answer = desk.post(url("give_mandate"), body)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["pole"]
    assert f'value="{person.email}"' in answer.content.decode()
    answer = desk.post(url("give_mandate"), body | {"pole": "direction"})
    assert answer.context["form"].errors["pole"] == ["This pole has no seats yet: set them first."]
    assert desk.post(url("give_mandate"), body | {"until_on": "9999-12-31"}).status_code == 422


def test_the_officer_renews_ends_and_names_a_president(desk):
    mandate = seat(from_on=day(-300), until_on=day(30))
    desk.post(url("renew_mandate", mandate.pk), {"until_on": day(400)})
    desk.post(url("preside", mandate.pk))
    presides = Mandate.objects.get(from_on=day(0))
    assert presides.is_president
    answer = desk.post(url("end_mandate", presides.pk), {"until_on": day(5), "reason": ""})
    assert (answer.status_code, list(answer.context["end_form"].errors)) == (422, ["reason"])
    desk.post(url("end_mandate", presides.pk), {"until_on": day(5), "reason": "Un départ."})
    presides.refresh_from_db()
    assert (presides.last_day, presides.ended_because) == (day(5), "Un départ.")
    assert "Ended early: Un départ." in text_of(desk.get(url("mandate", presides.pk)))


def test_an_alternate_is_given_a_free_seat_by_a_button(desk):
    alternate = seat(is_alternate=True)
    assert "Give them a free seat" in text_of(desk.get(url("mandate", alternate.pk)))
    desk.post(url("take_seat", alternate.pk))
    assert alternate.person.mandates.in_force(day(0)).count() == 1


def test_the_seats_are_set_and_a_pole_without_any_is_made(desk):
    assert desk.post(url("seats"), {"pole": "direction", "seats": 6, "alternates": 2}).status_code == 303
    assert list(College.objects.values_list("code", "seats", "alternates")) == [("direction", 6, 2)]
    answer = desk.post(url("seats"), {"pole": "direction", "seats": 0, "alternates": 2})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["seats"])


def test_nobody_else_opens_the_page_of_a_mandate():
    mandate = seat()
    for person in (mandate.person, UserFactory(sponsor=True)):
        assert browser(person).get(url("mandate", mandate.pk)).status_code == 404
        assert browser(person).post(url("end_mandate", mandate.pk), {"reason": "Non."}).status_code == 404
    assert Mandate.objects.get() == mandate


def test_those_who_sat_before_page_by_key_and_keep_the_reason_for_the_officer(desk):
    college = CollegeFactory(code="employees", seats=2)
    officer = UserFactory(officer=True)
    for offset in range(23):
        facts = {"ended_at": clock.now(), "ended_by": officer, "ended_because": "Un départ."} if offset == 22 else {}
        MandateFactory(college=college, from_on=day(-400 + offset), until_on=day(-30 + offset), **facts)
    first = desk.get(url("past_mandates"))
    assert len(first.context["rows"]) == 20
    rest = desk.get(url("past_mandates") + f"?before={first.context['next_key']}")
    assert [row.until_on for row in rest.context["rows"]] == [day(-28), day(-29), day(-30)]
    assert "Ended early: Un départ." in main_of(first)
    assert "Un départ." not in page(UserFactory(), "past_mandates")
    assert "No mandate is over" not in page(UserFactory(), "past_mandates")
