import pytest

from ideas.models import Idea, IncomingMail
from ideas.services.incoming import receive_mail
from tests.factories import UserFactory
from tests.ideas.mail.letters import TEXT, mail_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def page(client, path="/mails/"):
    return client.get(path).content.decode()


def test_the_officer_sees_who_wrote_what_and_why_it_waits(signed_in):
    receive_mail(mail_of(name="Paul <b>Martin</b>", subject="Portail & porte"))
    shown = page(signed_in(UserFactory(officer=True)))
    for words in ("Paul &lt;b&gt;Martin", "Portail &amp; porte", TEXT, "Personne dans l’entreprise n’a cette adresse"):
        assert words in shown


def test_the_home_of_the_officer_counts_them_and_says_nothing_without_any(signed_in):
    officer = signed_in(UserFactory(officer=True))
    assert "Mails à traiter" not in page(officer, "/")
    receive_mail(mail_of())
    assert "Mails à traiter" in page(officer, "/")


def test_a_mail_becomes_the_contribution_of_the_colleague_who_is_named(signed_in):
    author, mail = UserFactory(first_name="Samira", last_name="Essai"), receive_mail(mail_of())
    officer = signed_in(UserFactory(officer=True))
    assert f"Portail\n\n{TEXT}" in page(officer, f"/mails/{mail.pk}/accept/")
    refused = officer.post(f"/mails/{mail.pk}/accept/", {"person": "Personne Inconnue", "text": "Mes mots à moi."})
    assert refused.status_code == 422
    assert "Mes mots à moi." in refused.content.decode()
    answer = officer.post(f"/mails/{mail.pk}/accept/", {"person": "Samira Essai", "text": TEXT}, follow=True)
    idea = Idea.objects.get()
    assert list(idea.people.all()) == [author]
    assert idea.reference in answer.content.decode()


def test_a_discarded_mail_is_listed_below_and_taken_back(signed_in):
    mail, officer = receive_mail(mail_of()), signed_in(UserFactory(officer=True))
    assert "Écartés récemment" in officer.post(f"/mails/{mail.pk}/discard/", follow=True).content.decode()
    assert "Écartés récemment" not in officer.post(f"/mails/{mail.pk}/restore/", follow=True).content.decode()
    assert IncomingMail.objects.get().fate == "held"


def test_the_form_names_the_mailbox_where_there_is_one(signed_in, settings):
    client = signed_in(UserFactory())
    assert "idees@parkour.example" not in page(client, "/ideas/new/")
    settings.MAIL_IN_ADDRESS = "idees@parkour.example"
    assert "idees@parkour.example" in page(client, "/ideas/new/")


def test_the_held_mails_are_read_while_the_cache_that_knows_of_trouble_is_away(signed_in, settings):
    officer = UserFactory(officer=True)
    redis = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": redis, "LOCATION": "redis://127.0.0.1:1/0"}}
    assert signed_in(officer).get("/mails/").status_code == 200
