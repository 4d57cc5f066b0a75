"""The first administrator: opened without a password, who chooses one by the link."""

import re

import pytest
from django.core.management import CommandError, call_command

from parkour.accounts.models import Role, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def create(*arguments, capsys) -> str:
    call_command("create_admin", *arguments)
    return capsys.readouterr().out


def link_in(output: str) -> str:
    return re.search(r"http://localhost:8000(/\S+)", output)[1]


def choose_password(client, link: str, password: str):
    page = client.get(link, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def test_the_first_administrator_chooses_a_password_by_the_link_and_reaches_the_administration(client, capsys):
    output = create("Ana@example.org", "--first-name", "Ana", capsys=capsys)
    person = User.objects.get()
    assert (person.email, person.first_name, person.role_names) == ("ana@example.org", "Ana", {Role.ADMIN})
    assert not person.has_usable_password()
    choose_password(client, link_in(output), "une phrase bien longue")
    client.logout()
    client.post("/accounts/login/", {"login": "ana@example.org", "password": "une phrase bien longue"})
    assert client.get("/admin/").status_code == 200


def test_the_link_works_once(client, capsys):
    link = link_in(create("ana@example.org", "--first-name", "Ana", capsys=capsys))
    choose_password(client, link, "une phrase bien longue")
    client.logout()
    choose_password(client, link, "une autre phrase longue")
    assert User.objects.get().check_password("une phrase bien longue")


def test_somebody_who_has_an_account_keeps_name_password_and_roles(capsys, password):
    person = UserFactory(officer=True)
    output = create(person.email.upper(), "--first-name", "Autre", capsys=capsys)
    found = User.objects.get()
    assert (found.pk, found.first_name, found.role_names) == (person.pk, person.first_name, {"officer", "admin"})
    assert found.check_password(password)
    assert output.startswith(f"The account existed, {person.email} is an administrator.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["not-an-address", "--first-name", "Ana"], "not-an-address is not an e-mail address."),
        (["ana@example.org"], "A new account needs --first-name."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(arguments, sentence):
    with pytest.raises(CommandError, match=f"^{re.escape(sentence)}$"):
        call_command("create_admin", *arguments)
    assert User.objects.count() == 0


def test_a_closed_account_is_not_opened_by_the_way():
    person = UserFactory(is_active=False)
    with pytest.raises(CommandError, match="may not sign in any more"):
        call_command("create_admin", person.email)
    assert person.role_names == frozenset()
