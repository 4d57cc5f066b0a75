import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from parkour.accounts import links
from parkour.accounts.models import Role, User
from parkour.notifications.models import OutgoingMail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_person_signs_in_by_e_mail_whatever_the_case(client, password):
    person = UserFactory(email="lea@parkour.example")
    assert sign_in(client, "LEA@parkour.example", password).status_code == 302
    assert int(client.session["_auth_user_id"]) == person.pk


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client):
    known = UserFactory()
    answers = [sign_in(client, email, "not-the-password") for email in (known.email, "nobody@parkour.example")]
    assert [answer.status_code for answer in answers] == [200, 200]
    texts = [answer.content.decode() for answer in answers]
    assert [answer.context["form"].non_field_errors() for answer in answers][0] == answers[1].context[
        "form"
    ].non_field_errors()
    assert "_auth_user_id" not in client.session
    assert all("Traceback" not in text for text in texts)


def test_somebody_who_left_cannot_sign_in_and_is_signed_out_at_the_next_request(client, password):
    person = UserFactory()
    sign_in(client, person.email, password)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    sign_in(client, person.email, password)
    assert client.get("/").status_code == 302


def test_nobody_signs_up_alone(client):
    client.post(
        reverse("account_signup"),
        {"email": "x@y.example", "password1": "a-long-test-password", "password2": "a-long-test-password"},
    )
    assert User.objects.count() == 0


def test_a_forgotten_password_sends_a_link_to_a_known_address_only(client):
    person = UserFactory()
    first = client.post(reverse("account_reset_password"), {"email": person.email})
    second = client.post(reverse("account_reset_password"), {"email": "nobody@parkour.example"})
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert links.answer_requests() == 1
    assert [(row.to_address, "/reset/key/" in row.body_text) for row in OutgoingMail.objects.all()] == [
        (person.email, True)
    ]


def test_somebody_whose_account_was_opened_without_a_password_asks_for_one(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.post(reverse("account_reset_password"), {"email": person.email})
    links.answer_requests()
    link = re.search(r"/accounts/password/reset/key/\S+", OutgoingMail.objects.get().body_text)[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "un-beau-jour-de-mars", "password2": "un-beau-jour-de-mars"})
    assert client.login(email=person.email, password="un-beau-jour-de-mars")


def test_one_address_is_one_person_whatever_the_case():
    UserFactory(email="lea@parkour.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="x@parkour.example").__class__.objects.filter(email="x@parkour.example").update(
            email="LEA@parkour.example"
        )


def test_a_person_may_hold_several_roles_each_once():
    person = UserFactory(officer=True, sponsor=True)
    person.grant(Role.OFFICER)
    assert person.role_names == {"officer", "sponsor"}
    person.revoke(Role.OFFICER)
    assert person.role_names == {"sponsor"}


def test_only_administrators_enter_the_back_office(signed_in):
    assert signed_in(UserFactory(officer=True)).get("/admin/").status_code == 302
    assert signed_in(UserFactory(admin=True)).get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "model", ["accounts_user", "organisation_site", "organisation_organisation", "organisation_closure"]
)
def test_the_back_office_lists_and_opens_its_forms(signed_in, model):
    client = signed_in(UserFactory(admin=True))
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{model}_add")).status_code == 200


def test_pages_of_a_signed_in_person_are_never_cached(signed_in):
    assert signed_in(UserFactory()).get("/")["Cache-Control"] == "private, no-store"


def test_the_language_of_a_person_is_kept_and_used(signed_in):
    person = UserFactory()
    client = signed_in(person)
    assert client.post(reverse("set_language"), {"language": "en", "next": "/"}).url == "/"
    assert User.objects.get(pk=person.pk).locale == "en"
    assert "Hello" in client.get("/").content.decode()


def test_a_way_back_outside_the_site_is_ignored(client):
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": "//evil.example/"})
    assert answer.url == "/"


# A server of limits that is not there: nothing listens on this port.
AWAY = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


def test_where_tries_cannot_be_counted_nobody_signs_in_and_the_page_says_when_to_try_again(client, password, settings):
    person = UserFactory()
    settings.CACHES = AWAY
    answer = sign_in(client, person.email, password)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Réessayez dans une minute" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_whoever_is_signed_in_reads_on_where_tries_cannot_be_counted(client, signed_in, settings):
    here = signed_in(UserFactory())
    settings.CACHES = AWAY
    assert here.get("/").status_code == 200
