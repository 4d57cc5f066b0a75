"""A passkey in a real browser, with a device that Chromium plays: added, used to sign in, removed."""

import pytest
from allauth.mfa.models import Authenticator

from tests.browser.people import Person
from tests.browser.test_accessibility import AXE, EVERYTHING, axe
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390


class AtLocalhost:
    """The same product by the name that browsers trust without HTTPS; passkeys need a name."""

    def __init__(self, product):
        self.url, self.logs = product.url.replace("127.0.0.1", "localhost"), product.logs


def plug_in(person, *, recognises=True):
    """A device of this browser that recognises its owner (or not)."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": recognises,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def add_passkey(person):
    person.go("/accounts/passkeys/add/")
    person.fill(password=PASSWORD).press("main form button")
    looks_accessible(person).fill(name="Mon téléphone").press("form[data-passkey] button")
    return person


def sign_out(person):
    person.context.clear_cookies()
    return person.go("/accounts/login/")


def looks_accessible(person):
    person.page.evaluate(AXE)
    assert axe(person.page, EVERYTHING) == []
    return person


def test_a_passkey_is_added_signs_in_and_is_removed(browser, product):
    user = UserFactory()
    person = Person(browser, AtLocalhost(product), user, PHONE)
    plug_in(person)
    add_passkey(person).sees("Mon téléphone")
    assert person.path == "/accounts/ways/"
    assert Authenticator.objects.get().user == user
    sign_out(person).press("form[data-passkey] button")
    assert person.path == "/"
    looks_accessible(person.go("/accounts/ways/")).press('a[href$="/remove/"]')
    assert person.path.startswith("/accounts/reauthenticate/")
    looks_accessible(person).press('a[href^="/accounts/passkeys/confirm/"]')
    looks_accessible(person).press("form[data-passkey] button")
    looks_accessible(person).press("main form button")
    assert person.path == "/accounts/ways/"
    assert Authenticator.objects.count() == 0
    person.context.close()


def test_somebody_who_left_does_not_come_in_by_a_passkey(browser, product):
    user = UserFactory()
    person = Person(browser, AtLocalhost(product), user, PHONE)
    plug_in(person)
    add_passkey(person)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_out(person).press("form[data-passkey] button")
    assert person.path == "/accounts/inactive/"
    person.context.close()


def test_planted_fault_a_device_that_does_not_recognise_its_owner_makes_no_passkey(browser, product):
    person = Person(browser, AtLocalhost(product), UserFactory(), PHONE)
    plug_in(person, recognises=False)
    person.go("/accounts/passkeys/add/")
    person.fill(password=PASSWORD).press("main form button")
    person.page.locator("form[data-passkey] button").click()
    person.page.locator("[data-passkey-fault]:visible").wait_for()
    assert Authenticator.objects.count() == 0
    person.context.close()


def test_without_scripts_the_other_ways_in_remain(browser, product):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(AtLocalhost(product).url + "/accounts/login/")
    assert page.locator("form[data-passkey]").is_hidden()
    assert page.locator('a[href="/accounts/link/"]').is_visible()
    context.close()
