"""Devices that cannot be asked, are taken away, signed out or left; and what no longer rings."""

import pytest

from parkour.accounts.sessions import end_other_sessions
from parkour.core.exceptions import TransitionRefused
from parkour.notifications.devices import add_device, forget_devices_of_leavers, remove_device, try_device
from parkour.notifications.models import Device, Notification, PushMessage
from parkour.notifications.push_outbox import push_due
from parkour.notifications.services import mark_read
from tests.factories import UserFactory
from tests.notifications.browsers import SERVICE, Browser, Service, pushed
from tests.notifications.telling import tell, wants

pytestmark = pytest.mark.django_db
State = PushMessage.State


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.PARKOUR_PUSH = True


def test_an_address_that_cannot_be_asked_holds_nobody_else_back():
    first, second = UserFactory(), UserFactory()
    add_device(by=first, **Browser(1).facts)
    add_device(by=second, **Browser(2).facts)
    tell(first, second, title="Une réponse")
    assert push_due(Service(UnicodeError("label too long"), 201)) == 1
    assert sorted(pushed()) == [(State.QUEUED, "Une réponse"), (State.SENT, "Une réponse")]


def test_a_device_that_is_taken_away_while_it_is_told_ends_no_round():
    person, browser = UserFactory(), Browser()
    device = add_device(by=person, **browser.facts)

    def taking_it_away(*_facts):
        remove_device(device, by=person)
        return 503

    tell(person, title="Une réponse")
    assert push_due(taking_it_away) == 0 and pushed() == []


def test_a_device_is_tried_once_however_often_one_presses():
    person, browser, service = UserFactory(), Browser(), Service()
    device = add_device(by=person, **browser.facts)
    for _press in range(3):
        try_device(device, by=person)
    assert push_due(service) == 1 and len(service.heard) == 1
    Device.objects.all().delete()
    with pytest.raises(TransitionRefused):
        try_device(device, by=person)


def test_a_device_that_was_added_is_told_to_its_owner_once():
    person = UserFactory(locale="en")
    for _time in range(2):
        add_device(by=person, name="Firefox, Android", **Browser().facts)
    told = Notification.objects.get(recipient=person)
    assert (told.kind, told.title, told.mail.may_wait) == (
        "account_device",
        "A device was added: Firefox, Android",
        False,
    )


def test_who_signs_out_is_told_nothing_more_in_that_browser_and_after_all_sessions_in_none(signed_in):
    person, other = UserFactory(), UserFactory()
    client = signed_in(person)
    client.post("/inbox/devices/", Browser(1).facts)
    for owner, number in ((person, 2), (person, 3), (other, 4)):
        add_device(by=owner, **Browser(number).facts)
    client.post("/accounts/logout/")
    left = Device.objects.order_by("pk").values_list("address", flat=True)
    assert list(left) == [f"{SERVICE}{number}" for number in (2, 3, 4)]
    end_other_sessions(by=person)
    assert list(left.all()) == [f"{SERVICE}4"]


def test_who_has_left_keeps_no_device():
    leaver = UserFactory()
    add_device(by=leaver, **Browser(1).facts)
    add_device(by=UserFactory(), **Browser(2).facts)
    type(leaver).objects.filter(pk=leaver.pk).update(is_active=False)
    assert forget_devices_of_leavers() == 1 and Device.objects.count() == 1


def test_what_was_read_or_is_not_wanted_any_more_does_not_silence_the_rest_of_the_day():
    person, browser, service = UserFactory(), Browser(), Service()
    add_device(by=person, **browser.facts)
    tell(person, key="1", title="Lu", url="/a/")
    mark_read(person)
    assert push_due(service) == 0
    tell(person, key="2", title="Une réponse", url="/a/")
    tell(person, key="3", title="Le relevé", kind="committee_minutes", url="/b/")
    wants(person, rhythm="none", phone_committee=False)
    assert push_due(service) == 1 and service.told(browser) == ["Une réponse"]
