"""A12: a second step at sign-in, codes good once, and offices that wait for it where the organisation asks."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from parkour.accounts import cards, links, second_step, secrets_kept, tokens
from parkour.core import clock
from parkour.core.exceptions import NotAllowed
from parkour.notifications.models import OutgoingMail
from tests.api.asking import Program, is_problem
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
WRITTEN = re.compile(r"<li>(\d{8})</li>")


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def required(settings):
    settings.SECOND_STEP_REQUIRED = True


def code_now(person, periods=0):
    """The code that the app of this person shows, or would show so many periods later."""
    secret = decrypt(second_step.app_of(person).data["secret"])
    return second_step.code_at(secret, int(clock.now().timestamp()) // second_step.PERIOD + periods)


def sign_in(client, person, **sent):
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD} | sent)


def confirm(client):
    """The password once more, as it is asked before the account is changed."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def set_up(client, person):
    """The person sets up an app; the codes they write down."""
    secret = confirm(client).get(reverse("mfa_activate_totp")).context["form"].secret
    code = second_step.code_at(secret, int(clock.now().timestamp()) // second_step.PERIOD)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.status_code == 201
    return WRITTEN.findall(answer.content.decode())


def with_app(**roles):
    """(somebody with an app, the codes that they wrote down)."""
    person, client = UserFactory(**roles), Client()
    sign_in(client, person)
    return person, set_up(client, person)


def is_in(client):
    return "_auth_user_id" in client.session


def next_code(client, code, address="mfa_authenticate", **query):
    return client.post(reverse(address, query=query), {"code": code})


# --- Signing in -------------------------------------------------------------------------------------------


def test_after_the_password_the_code_of_the_app_is_asked(client):
    person, _codes = with_app()
    assert sign_in(client, person).url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get("/").status_code == 302
    assert next_code(client, code_now(person, 1)).url == "/"
    assert int(client.session["_auth_user_id"]) == person.pk


def test_the_way_that_one_wanted_to_go_is_kept_over_the_second_step(client):
    person, _codes = with_app()
    sign_in(client, person, next="/board/")
    assert next_code(client, code_now(person, 1)).url == "/board/"


def test_somebody_without_an_app_signs_in_as_before(client):
    assert sign_in(client, UserFactory()).url == "/"
    assert is_in(client)


def test_after_a_link_by_mail_the_code_is_asked_too(client):
    person, _codes = with_app()
    assert client.post(reverse("sign_in_link", args=[links.make_link(person)])).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_planted_fault_without_the_adapter_the_password_alone_would_do(client, monkeypatch):
    person, _codes = with_app()
    monkeypatch.setattr("parkour.accounts.adapter.KeysAdapter.is_mfa_enabled", lambda *args, **kwargs: False)
    sign_in(client, person)
    assert is_in(client)


def test_a_badge_is_not_asked_for_a_code_and_stays_a_badge(client):
    person, _codes = with_app(officer=True)
    printed = cards.make_cards([person], by=UserFactory(admin=True))[0]
    client.post(reverse("card_in", args=[printed.key]), {"pin": ""})
    assert is_in(client)
    assert client.get(reverse("ideas:triage")).status_code == 404
    for address in ("mfa_activate_totp", "mfa_deactivate_totp", "mfa_reauthenticate"):
        assert client.get(reverse(address)).url == reverse("ways")
    client.post(reverse("mfa_generate_recovery_codes"))
    assert second_step.codes_left(person) == 10


def test_a_code_works_once_even_while_it_is_still_shown(client):
    person, _codes = with_app()
    code = code_now(person, 1)
    sign_in(client, person), next_code(client, code)
    other = Client()
    sign_in(other, person)
    cache.clear()
    assert (next_code(other, code).status_code, is_in(other)) == (422, False)


def test_planted_fault_when_used_codes_are_forgotten_the_same_one_opens_again():
    person, _codes = with_app()
    code = code_now(person, 1)
    assert second_step.use_code(person, code) is not None
    row = second_step.app_of(person)
    row.data["last"] = 0
    row.save()
    assert second_step.use_code(person, code) is not None


def test_an_old_code_and_one_of_the_future_open_nothing():
    person, _codes = with_app()
    with clock.at(clock.now() + timedelta(minutes=10)):
        for periods in (-3, -2, 2, 3):
            assert second_step.use_code(person, code_now(person, periods)) is None
        assert second_step.use_code(person, code_now(person, -1)) is not None


def test_a_written_code_signs_in_once(client):
    person, written = with_app()
    assert len(set(written)) == 10
    sign_in(client, person)
    next_code(client, written[3])
    assert is_in(client)
    other = Client()
    sign_in(other, person)
    assert (next_code(other, written[3]).status_code, is_in(other)) == (422, False)
    assert second_step.codes_left(person) == 9
    next_code(other, f" {written[4][:4]} {written[4][4:]} ")
    assert is_in(other)


def test_planted_fault_when_written_codes_are_not_used_up_one_opens_twice(monkeypatch):
    person, written = with_app()
    monkeypatch.setattr("allauth.mfa.recovery_codes.internal.auth.RecoveryCodes._mark_code_used", lambda self, i: None)
    assert second_step.use_code(person, written[0]) and second_step.use_code(person, written[0])


def test_five_wrong_codes_are_enough_for_five_minutes(client):
    person, written = with_app()
    sign_in(client, person)
    for _time in range(5):
        assert next_code(client, "000000").status_code == 422
    assert next_code(client, written[0]).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "١٢٣٤٥٦", "\x00", "9" * 5000, "abc", "-1", "000 000"])
def test_what_is_no_code_is_refused_in_words(client, code):
    person, _codes = with_app()
    sign_in(client, person)
    answer = next_code(client, code)
    assert answer.status_code in {400, 422}
    assert not is_in(client)


def test_the_page_of_the_second_step_is_nobodys_without_a_first(client):
    assert client.get(reverse("mfa_authenticate")).url == reverse("account_login")
    assert client.post(reverse("mfa_authenticate"), {"code": "123456"}).url == reverse("account_login")


def test_the_secret_of_the_app_is_sealed_in_the_table():
    person, written = with_app()
    secret = decrypt(second_step.app_of(person).data["secret"])
    rows = str(list(Authenticator.objects.values()))
    assert secret not in rows and not any(code in rows for code in written)


def test_a_secret_is_read_under_a_key_of_the_product_that_is_being_replaced(settings):
    sealed = secrets_kept.seal("keys", "un secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert secrets_kept.unseal("keys", sealed) == "un secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        secrets_kept.unseal("keys", sealed)


def test_under_another_key_of_the_product_no_code_opens_and_nothing_breaks(settings):
    person, written = with_app()
    code = code_now(person, 1)
    settings.SECRET_KEY = "n" * 60
    assert [second_step.use_code(person, each) for each in (code, written[0])] == [None, None]


# --- Setting up, and turning off ----------------------------------------------------------------------------


def test_setting_up_asks_for_the_password_first_and_tells_its_owner_by_mail(client, django_capture_on_commit_callbacks):
    person = UserFactory(locale="en")
    sign_in(client, person)
    assert reverse("account_reauthenticate") in client.get(reverse("mfa_activate_totp")).url
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client, person)
    assert second_step.app_of(person) is not None
    mail = OutgoingMail.objects.get(to_address=person.email)
    assert mail.subject == "What opens your account has changed"


def test_a_wrong_first_code_sets_nothing_up(client):
    person = UserFactory()
    sign_in(client, person)
    confirm(client).get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    assert second_step.app_of(person) is None


def test_the_codes_are_shown_in_one_answer_only_and_new_ones_kill_the_old(client):
    person = UserFactory()
    sign_in(client, person)
    first = set_up(client, person)
    assert not any(code in client.get(reverse("ways")).content.decode() for code in first)
    again = WRITTEN.findall(client.post(reverse("mfa_generate_recovery_codes")).content.decode())
    assert len(again) == 10 and set(first).isdisjoint(again)
    assert second_step.use_code(person, first[0]) is None
    assert second_step.use_code(person, again[0]) is not None


def test_reading_the_pages_changes_nothing(client):
    person = UserFactory()
    sign_in(client, person)
    set_up(client, person)
    before = list(Authenticator.objects.order_by("pk").values())
    for address in ("ways", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        client.get(reverse(address))
    assert list(Authenticator.objects.order_by("pk").values()) == before


def test_one_turns_the_second_step_off_and_the_written_codes_with_it(client):
    person = UserFactory()
    sign_in(client, person)
    set_up(client, person)
    assert confirm(client).post(reverse("mfa_deactivate_totp")).url == reverse("ways")
    assert Authenticator.objects.count() == 0


def test_an_old_session_with_the_password_takes_the_app_away_only_with_a_code(client, signed_in):
    person, written = with_app()
    old = signed_in(person)  # from before the app was there
    for address in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = confirm(old).post(reverse(address))
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
    assert second_step.app_of(person) is not None and second_step.codes_left(person) == 10
    assert next_code(old, written[0], "mfa_reauthenticate", next="/accounts/ways/").url == reverse("ways")
    assert old.post(reverse("mfa_deactivate_totp")).url == reverse("ways")
    assert second_step.app_of(person) is None


def test_planted_fault_without_that_question_the_password_would_be_enough(monkeypatch, signed_in):
    person, _codes = with_app()
    monkeypatch.setattr("parkour.accounts.views.passkeys.app_of", lambda person: None)
    confirm(signed_in(person)).post(reverse("mfa_deactivate_totp"))
    assert second_step.app_of(person) is None


def test_an_administrator_turns_off_what_somebody_lost_and_a_colleague_does_not(signed_in):
    person, _codes = with_app()
    with pytest.raises(NotAllowed):
        second_step.turn_off(person, by=UserFactory(officer=True))
    action = {"action": "turn_off_second_step", "_selected_action": [person.pk]}
    signed_in(UserFactory(admin=True)).post(reverse("admin:accounts_user_changelist"), action)
    assert Authenticator.objects.count() == 0


def test_the_operator_turns_it_off_for_the_last_administrator(capsys):
    person, _codes = with_app(admin=True)
    call_command("reset_second_step", person.email.upper())
    assert Authenticator.objects.count() == 0
    call_command("reset_second_step", person.email)
    assert capsys.readouterr().out.splitlines() == ["The second step is off.", "There was no second step."]
    with pytest.raises(CommandError):
        call_command("reset_second_step", "personne@parkour.example")


# --- Where the organisation asks for it ---------------------------------------------------------------------


OFFICES = [("officer", "ideas:triage"), ("admin", "cards"), ("admin", "admin:index")]


@pytest.mark.parametrize(("role", "page"), OFFICES)
def test_it_is_not_asked_for_by_default(client, role, page):
    sign_in(client, UserFactory(**{role: True}))
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(("role", "page"), OFFICES)
def test_officers_and_administrators_are_led_to_it_and_reach_no_page_of_theirs_before(client, required, role, page):
    person = UserFactory(**{role: True})
    assert sign_in(client, person).url == reverse("ways")
    assert client.get(reverse(page)).url == reverse("ways")
    assert reverse("mfa_activate_totp") in client.get(reverse("ways")).content.decode()
    assert reverse("ways") in client.get("/").content.decode()
    set_up(client, person)
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(("role", "page"), OFFICES)
def test_planted_fault_without_the_middleware_the_office_would_be_open(client, required, settings, role, page):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("OfficeMiddleware")]
    client = Client()
    sign_in(client, UserFactory(**{role: True}))
    assert client.get(reverse(page)).status_code == 200


def test_a_session_from_before_shows_a_code_and_the_office_opens(required, signed_in):
    person, written = with_app(officer=True)
    old = signed_in(person)
    assert old.get(reverse("ideas:triage")).url == reverse("ways")
    next_code(old, written[0], "mfa_reauthenticate")
    assert old.get(reverse("ideas:triage")).status_code == 200


def test_a_colleague_is_asked_for_nothing(client, required):
    assert sign_in(client, UserFactory()).url == "/"
    assert client.get("/board/").status_code == 200
    assert client.get("/ideas/PKR-1999-0001/").status_code == 404


def test_the_api_keeps_the_office_closed_too(client, required):
    person = UserFactory(officer=True, admin=True)
    sign_in(client, person)
    assert client.get("/api/v1/me/").json()["roles"] == []
    assert client.get("/api/v1/people/").status_code == 404


def test_a_token_opens_the_office_only_for_somebody_who_has_a_second_step(settings):
    person = UserFactory(officer=True)
    program = Program(person)
    assert program.asks("triage/").status_code == 200
    settings.SECOND_STEP_REQUIRED = True
    is_problem(program.asks("triage/"), 404)
    Authenticator.objects.create(user=person, type="webauthn", data={})
    assert program.asks("triage/").status_code == 200


def test_no_token_is_made_before_the_second_step(required):
    person = UserFactory(officer=True)
    second_step.close_office(person)
    with pytest.raises(NotAllowed):
        tokens.create_token(by=person, name="Rapport", scopes=["ideas:read"], days=30)


def test_the_last_second_step_of_an_officer_is_not_turned_off_where_it_is_asked(client, required):
    person = UserFactory(officer=True)
    sign_in(client, person)
    set_up(client, person)
    confirm(client).post(reverse("mfa_deactivate_totp"))
    assert second_step.app_of(person) is not None
    Authenticator.objects.create(user=person, type="webauthn", data={})
    client.post(reverse("mfa_deactivate_totp"))
    assert second_step.app_of(person) is None
