"""Signing in by a code that a phone receives."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parkour.accounts import people, phone_codes
from parkour.accounts.models import PhoneCode, PhoneRequest, User
from parkour.accounts.views import phones
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.accounts.gateway import AWAY, PATH, REFUSED, TAKEN, Gateway
from tests.factories import UserFactory

NUMBER, TYPED, OTHER = "+33612345678", "06 12 34 56 78", "06 99 99 99 99"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gateway(settings):
    cache.clear()
    settings.SMS_BACKEND = PATH
    Gateway.opens()


@pytest.fixture
def lea():
    return UserFactory(phone=NUMBER, officer=True)


def ask(client, phone=TYPED):
    return client.post(reverse("ask_code"), {"phone": phone})


def code_in(message) -> str:
    return re.search(r"\b\d{6}\b", message[1])[0]


def received(client, phone=TYPED) -> str:
    """The code that the person reads on their phone."""
    ask(client, phone)
    phone_codes.answer_requests()
    return code_in(Gateway.sent[-1])


def give(client, code):
    return client.post(reverse("phone_code"), {"code": code})


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def is_in(client):
    return "_auth_user_id" in client.session


# --- Coming in ---


def test_a_person_asks_for_a_code_and_comes_in_with_it_as_a_contributor(client, lea):
    code = received(client)
    assert Gateway.sent[0][0] == NUMBER
    assert not is_in(client)
    assert give(client, f" {code[:3]} {code[3:]} ").status_code == 302
    assert int(client.session["_auth_user_id"]) == lea.pk
    assert client.get("/api/v1/me/").json()["roles"] == []
    assert client.get(reverse("ideas:triage")).status_code != 200


def test_planted_fault_a_code_read_as_the_whole_person_would_open_the_desk(client, lea, monkeypatch):
    give(client, received(client))
    monkeypatch.setattr("parkour.accounts.backends.PhoneBackend.get_user", lambda self, pk: User.objects.get(pk=pk))
    assert client.get(reverse("ideas:triage")).status_code == 200


def test_a_known_number_and_an_unknown_one_get_the_same_answer_by_the_same_statements(lea):
    answers, statements = [], []
    ask(Client(), "06 00 00 00 00")  # whatever the first request of all loads
    for phone in (TYPED, OTHER):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answers.append(ask(Client(), phone))
        statements.append([re.sub(r"'[^']*'|\d+", "?", row["sql"]) for row in asked])
    assert [(answer.status_code, answer.url) for answer in answers] == [(303, reverse("phone_code"))] * 2
    assert statements[0] == statements[1]


def test_a_wrong_code_and_the_code_of_an_unknown_number_get_the_same_answer(lea):
    known, unknown = Client(), Client()
    code = received(known)
    ask(unknown, OTHER)
    pages = [give(client, wrong(code)) for client in (known, unknown)]
    assert [page.status_code for page in pages] == [422, 422]
    assert pages[0].context["form"].errors == pages[1].context["form"].errors


def test_a_code_works_once(client, lea):
    code = received(client)
    give(client, code)
    other = Client()
    ask(other)
    give(other, code)
    assert (is_in(client), is_in(other)) == (True, False)


def test_a_code_lasts_ten_minutes(client, lea):
    code = received(client)
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        assert phone_codes.use_code(NUMBER, code) is None
    assert phone_codes.use_code(NUMBER, code) == lea


def test_after_five_wrong_tries_the_right_code_opens_nothing(client, lea):
    code = received(client)
    for _time in range(5):
        assert give(client, wrong(code)).status_code == 422
    assert give(client, code).status_code == 422
    assert not is_in(client)


def test_planted_fault_wrong_tries_that_are_not_counted_leave_the_code_open(client, lea, monkeypatch):
    monkeypatch.setattr(phone_codes, "MOST_TRIES", 10_000)
    code = received(client)
    for _time in range(5):
        give(client, wrong(code))
    give(client, code)
    assert is_in(client)


def test_a_newer_code_takes_the_place_of_the_one_before(client, lea):
    first, second = received(client), received(client)
    assert PhoneCode.objects.count() == 1
    assert phone_codes.use_code(NUMBER, second) == lea
    assert first == second or phone_codes.use_code(NUMBER, first) is None


@pytest.mark.parametrize("change", ["leaves", "number"])
def test_a_code_of_somebody_who_left_or_has_another_number_opens_nothing(client, lea, change):
    code = received(client)
    User.objects.filter(pk=lea.pk).update(**{"is_active": False} if change == "leaves" else {"phone": "+33699999999"})
    give(client, code)
    assert not is_in(client)


def test_a_session_by_code_ends_when_the_number_is_the_persons_no_more(client, lea):
    give(client, received(client))
    assert client.get("/").status_code == 200
    User.objects.filter(pk=lea.pk).update(phone="")
    assert client.get("/").status_code == 302


def test_a_code_is_kept_as_a_digest_and_its_message_only_until_it_has_left(client, lea):
    code = received(client)
    row = PhoneCode.objects.values().get()
    assert row["text"] == "" and row["sent_at"] is not None
    assert code not in re.sub(r"'uuid': UUID\('[^']*'\)|'digest': '[^']*'|datetime\.\w+\([^)]*\)", "", str(row))


def test_whoever_asked_for_no_code_is_led_to_where_one_asks(client):
    assert client.get(reverse("phone_code")).url == reverse("ask_code")


@pytest.mark.parametrize("typed", ["", "06 12", "lea@parkour.example"])
def test_what_is_no_number_is_told_at_its_field(client, typed):
    answer = ask(client, typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    assert PhoneRequest.objects.count() == 0


def test_codes_for_one_number_are_asked_for_three_times_a_quarter_of_an_hour(lea):
    asked = [ask(Client(REMOTE_ADDR=f"10.0.0.{number}")).status_code for number in range(4)]
    assert asked == [303, 303, 303, 429]
    assert ask(Client(REMOTE_ADDR="10.0.0.1"), OTHER).status_code == 303


def test_codes_of_one_number_are_tried_ten_times_a_quarter_of_an_hour(lea):
    clients = [Client(REMOTE_ADDR=f"10.0.0.{number}") for number in range(3)]
    for client in clients:
        ask(client)
    tried = [give(clients[number % 3], "000000").status_code for number in range(11)]
    assert tried == [422] * 10 + [429]


def test_planted_fault_without_the_counts_one_asks_without_end(lea, monkeypatch):
    monkeypatch.setattr(phones, "too_many", lambda *facts: None)
    assert {ask(Client()).status_code for _time in range(12)} == {303}


def test_without_a_gateway_there_are_no_such_pages(client, lea, settings, signed_in):
    settings.SMS_BACKEND = ""
    assert [client.get(reverse(name)).status_code for name in ("ask_code", "phone_code")] == [404, 404]
    assert reverse("ask_code") not in client.get(reverse("account_login")).content.decode()
    assert signed_in(lea).get(reverse("prove_phone")).status_code == 404


# --- The worker: nothing is sent twice, nothing is lost ---


def waiting_code(lea):
    phone_codes.ask_for_code(NUMBER)
    with transaction.atomic():
        phone_codes.answer_requests()


def test_a_message_that_was_taken_is_not_sent_again(lea):
    waiting_code(lea)
    assert (phone_codes.send_codes(), phone_codes.answer_requests(), len(Gateway.sent)) == (0, 0, 1)


def test_a_gateway_that_was_away_gets_the_same_message_later(lea):
    Gateway.answers = AWAY
    waiting_code(lea)
    Gateway.answers = TAKEN
    assert phone_codes.send_codes() == 0  # not at once: it waits
    with clock.at(clock.now() + timedelta(seconds=6)):
        assert phone_codes.send_codes() == 1
        assert phone_codes.use_code(NUMBER, code_in(Gateway.sent[0])) == lea
    assert Gateway.sent[0][2] == str(PhoneCode.objects.get().uuid)


def test_a_worker_that_dies_while_it_sends_leaves_the_message_to_the_next(lea, monkeypatch):
    class Killed(BaseException):
        pass

    def die(self, *message):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "send", die)
        with pytest.raises(Killed):
            waiting_code_and_die(lea)
    assert phone_codes.send_codes() == 1


def waiting_code_and_die(lea):
    phone_codes.ask_for_code(NUMBER)
    phone_codes.answer_requests()


def test_a_message_that_is_refused_for_good_is_given_up_and_its_text_erased(lea):
    Gateway.answers = REFUSED
    waiting_code(lea)
    Gateway.answers = TAKEN
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert phone_codes.send_codes() == 0
    assert PhoneCode.objects.get().text == ""


def test_a_message_that_could_not_leave_in_time_never_leaves_and_is_erased(lea):
    Gateway.answers = AWAY
    waiting_code(lea)
    Gateway.answers = TAKEN
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert phone_codes.answer_requests() == 0
    assert (PhoneCode.objects.get().text, Gateway.sent) == ("", [])


def test_a_request_of_before_a_long_stop_sends_nothing(lea):
    phone_codes.ask_for_code(NUMBER)
    with clock.at(clock.now() + timedelta(minutes=11)):
        phone_codes.answer_requests()
    assert (Gateway.sent, PhoneRequest.objects.count()) == ([], 0)


def test_three_requests_of_one_number_send_one_message(lea):
    for _time in range(3):
        phone_codes.ask_for_code(NUMBER)
    assert phone_codes.answer_requests() == 1


def test_the_message_speaks_the_language_of_its_person():
    for number, locale in (("+33600000001", "fr"), ("+33600000002", "en")):
        UserFactory(phone=number, locale=locale)
        phone_codes.ask_for_code(number)
    phone_codes.answer_requests()
    texts = dict(message[:2] for message in Gateway.sent)
    assert "votre code" in texts["+33600000001"] and "your Parkour code" in texts["+33600000002"]


# --- One's own number ---


def prove(client, phone=TYPED):
    client.post(reverse("prove_phone"), {"phone": phone})
    phone_codes.answer_requests()
    return client.post(reverse("phone_proof"), {"code": code_in(Gateway.sent[-1])})


def test_a_person_gives_their_number_by_proving_it(signed_in):
    person = UserFactory()
    client = signed_in(person)
    assert prove(client).url == reverse("ways")
    person.refresh_from_db()
    assert person.phone == NUMBER
    assert "06\u00a012\u00a034\u00a056\u00a078" in client.get(reverse("ways")).content.decode()


def test_a_wrong_proof_keeps_no_number(signed_in):
    person = UserFactory()
    client = signed_in(person)
    client.post(reverse("prove_phone"), {"phone": TYPED})
    phone_codes.answer_requests()
    page = client.post(reverse("phone_proof"), {"code": wrong(code_in(Gateway.sent[-1]))})
    person.refresh_from_db()
    assert (page.status_code, person.phone) == (422, "")


def test_the_number_of_another_account_is_told_only_to_whoever_holds_the_phone(signed_in, lea):
    person = UserFactory()
    client = signed_in(person)
    assert client.post(reverse("prove_phone"), {"phone": TYPED}).url == reverse("phone_proof")
    assert prove(client).status_code == 422
    person.refresh_from_db()
    assert person.phone == ""


def test_a_code_that_proves_a_number_signs_nobody_in(client, signed_in, lea):
    signed_in(UserFactory()).post(reverse("prove_phone"), {"phone": TYPED})
    phone_codes.answer_requests()
    assert phone_codes.use_code(NUMBER, code_in(Gateway.sent[-1])) is None


def test_nobody_gives_a_number_in_a_session_that_a_code_opened(client, lea):
    give(client, received(client))
    answer = client.post(reverse("prove_phone"), {"phone": OTHER})
    assert (answer.status_code, PhoneRequest.objects.count()) == (403, 0)
    lea.contributor_only = True
    with pytest.raises(NotAllowed):
        phone_codes.ask_to_prove("+33699999999", by=lea)


def test_a_number_that_is_removed_opens_nothing(client, lea, signed_in):
    code = received(client)
    signed_in(lea).post(reverse("remove_phone"))
    other = Client()
    ask(other)
    assert give(other, code).status_code == 422


# --- The administrator ---


def test_an_administrator_sets_the_number_however_it_is_typed():
    admin, person = UserFactory(admin=True), UserFactory()
    assert people.update_person(person, by=admin, phone="06.12.34.56.78").phone == NUMBER
    assert people.add_person(by=admin, email="n@parkour.example", first_name="N", phone=OTHER).phone == "+33699999999"
    assert people.update_person(person, by=admin, phone="").phone == ""


@pytest.mark.parametrize("phone", ["06", TYPED])
def test_an_administrator_sets_no_number_that_is_none_or_is_anothers(phone, lea):
    with pytest.raises(InvalidInput) as refused:
        people.update_person(UserFactory(), by=UserFactory(admin=True), phone=phone)
    assert refused.value.field == "phone"


def test_the_back_office_keeps_the_number_in_one_shape(signed_in):
    person = UserFactory()
    client = signed_in(UserFactory(admin=True))
    address = reverse("admin:accounts_user_change", args=[person.pk])
    names = ("email", "first_name", "last_name", "job_title", "locale", "theme")
    sent = {name: getattr(person, name) for name in names} | {"phone": TYPED, "is_active": "on"}
    client.post(address, sent | {f"role_assignments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")})
    person.refresh_from_db()
    assert person.phone == NUMBER


def test_the_database_keeps_one_number_for_one_person_and_no_other_shape(lea):
    for phone in (NUMBER, "0612345678"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=UserFactory().pk).update(phone=phone)
