"""The pages of engagements: the charter for everybody, the register for the desk, a page for guests."""

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.engagements.links import path_of
from parkour.engagements.models import Engagement, Guest, GuestWord, Irritant
from parkour.engagements.services.promises import add_step, withdraw_engagement
from tests.engagements.promising import drafted, in_days, invited, irritant, promised, proved
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.indicators.measuring import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"engagements:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client, name, /, *args, status=303, **data):
    answer = client.post(reverse(f"engagements:{name}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def test_an_officer_leads_an_irritant_to_a_promise_kept_with_its_proof(client, officer):
    assert "Nothing is promised yet" in page(client, "charter")
    assert "The register is empty" in page(client, "register")
    idea, series = IdeaFactory(officer=officer, shortlisted=True), filled(officer)
    noted = {"title": "On rappelle trois fois", "attention": "customers", "words": "", "stage": ""}
    send(client, "new_irritant", status=422, **noted | {"ideas": "PKR-2001-9999"})
    send(client, "new_irritant", **noted | {"ideas": f"{idea.reference.lower()}, {idea.reference}"})
    one = Irritant.objects.get()
    assert idea.reference in page(client, "irritant", one.pk)
    assert "1 contribution says so" in page(client, "register")
    send(client, "edit_irritant", one.pk, **noted | {"ideas": "", "version": "1", "title": "On rappelle"})
    text = send(client, "edit_irritant", one.pk, status=409, **noted | {"ideas": "", "version": "1"}).content.decode()
    assert "Saved meanwhile by somebody else" in text and "On rappelle trois fois" in text
    said = {"sentence": "Un seul appel suffit", "owner": officer.email, "due_on": in_days(30).isoformat()}
    send(client, "new_engagement", one.pk, status=422, **said | {"owner": "nobody@parkour.example", "indicator": ""})
    send(client, "new_engagement", one.pk, **said | {"indicator": series.pk})
    promise = Engagement.objects.get()
    assert "Un seul appel" not in page(client, "charter")
    send(client, "publish", promise.pk, version="7")
    assert "Un seul appel" not in page(client, "charter")
    send(client, "publish", promise.pk, version="1")
    later = said | {"due_on": in_days(60).isoformat(), "indicator": series.pk, "version": "2"}
    send(client, "edit_engagement", promise.pk, status=422, **later | {"why": ""})
    send(client, "edit_engagement", promise.pk, **later | {"why": "Le standard arrive en mai."})
    send(client, "add_step", promise.pk, words="Former l'accueil", idea=idea.reference, due_on="")
    step = promise.steps.get()
    send(client, "step_done", step.pk)
    send(client, "step_again", step.pk)
    send(client, "drop_step", step.pk)
    proof = {"on": clock.today().isoformat(), "words": "Neuf appels sur dix.", "place": "Tableau de l'accueil"}
    send(client, "prove", promise.pk, **proof | {"keeps": "on"})
    text = page(client, "engagement", promise.pk)
    assert "Kept, with its proof" in text and "Tableau de l&#x27;accueil" in text and "84 / 100" in text
    assert "First promised for" in text and 'class="xmr"' in text and "The chart as a table" in text
    charter = page(client, "charter")
    assert "1 kept with a proof of 1 promised" in charter and "Neuf appels sur dix." in charter
    send(client, "take_back_proof", promise.proofs.get().pk, why="Le relevé était faux.")
    assert "Le relevé était faux." in page(client, "engagement", promise.pk)
    send(client, "withdraw", promise.pk, why="Le contrat a changé.")
    assert "Le contrat a changé." in page(client, "charter", withdrawn="1")
    send(client, "put_aside", one.pk, why="Réglé autrement.")
    assert "Réglé autrement." in page(client, "register", aside="1")
    send(client, "take_up", one.pk)
    assert Irritant.objects.get().closed_at is None


def test_an_employee_reads_the_charter_and_its_promises_and_nothing_else(client, officer):
    draft, one = drafted(officer, sentence="Une promesse à relire"), promised(officer, indicator=filled(officer))
    idea = IdeaFactory(officer=officer, opened=True)
    add_step(one, words="Former l'accueil", by=officer, idea=idea)
    client.force_login(UserFactory(locale="en"))
    text = page(client, "charter")
    assert one.sentence in text and draft.sentence not in text and reverse("engagements:register") not in text
    text = page(client, "engagement", one.pk)
    assert "Former l" in text and idea.get_absolute_url() not in text  # it is not on the board yet
    assert reverse("engagements:prove", args=[one.pk]) not in text
    for name, args in (
        ("register", []), ("new_irritant", []), ("irritant", [one.irritant_id]), ("engagement", [draft.pk]),
        ("edit_engagement", [one.pk]), ("withdraw", [one.pk]), ("prove", [one.pk]), ("guests", [one.pk]),
    ):  # fmt: skip
        page(client, name, *args, status=404)
    client.force_login(UserFactory(site=SiteFactory(kind="partner")))
    for name, args in (("charter", []), ("engagement", [one.pk])):
        page(client, name, *args, status=404)


def test_a_guest_reads_one_engagement_by_a_link_says_something_and_nothing_else_opens(client, officer):
    owner = UserFactory(locale="en")
    one, other = promised(officer, owner), promised(officer, sentence="Une autre promesse")
    proved(one, owner)
    send(client, "invite", one.pk, name="Association des aidants", until=in_days(9).isoformat())
    guest = Guest.objects.get()
    assert path_of(guest) in page(client, "guests", one.pk)
    client.logout()
    answer = client.get(path_of(guest))
    text = answer.content.decode()
    assert one.sentence in text and "Association des aidants" in text and "Neuf appels sur dix" in text
    assert other.sentence not in text and owner.get_full_name() not in text and "/board/" not in text
    assert client.post(path_of(guest), {"text": ""}).status_code == 422
    assert client.post(path_of(guest), {"text": "Et le soir ?"}).status_code == 303
    assert "Et le soir ?" in client.get(path_of(guest)).content.decode()
    assert client.get(path_of(guest)[:-3] + "/").status_code == 404
    client.force_login(owner)
    word = GuestWord.objects.get()
    assert "Et le soir ?" in page(client, "guests", one.pk)
    send(client, "guests", one.pk, text="Nous y pensons.")
    send(client, "hide_word", word.pk)
    client.logout()
    text = client.get(path_of(guest)).content.decode()
    assert "Et le soir ?" not in text and "Nous y pensons." in text
    client.force_login(owner)
    send(client, "show_word", word.pk)
    send(client, "close_link", guest.pk)
    assert "This link is closed." in page(client, "guests", one.pk)
    client.logout()
    assert client.get(path_of(guest)).status_code == 404


def test_a_link_to_what_was_withdrawn_opens_nothing(client, officer):
    one = promised(officer)
    guest = invited(one, officer)
    withdraw_engagement(one, why="Le contrat a changé.", by=officer)
    assert client.get(path_of(guest)).status_code == 404


def test_long_lists_go_on_to_the_next_page(client, officer):
    about = irritant(officer)
    for number in range(41):
        promised(officer, about=about, sentence=f"Promesse {number}")
    assert "after=" in page(client, "charter")
    assert "Promesse 0<" in page(client, "charter", after=str(Engagement.objects.order_by("pk")[1].pk))
