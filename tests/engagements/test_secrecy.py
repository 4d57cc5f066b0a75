"""What the register, the charter, letters and successes keep to themselves of whoever wrote a contribution."""

import json

import pytest
from django.urls import reverse

from ideas.enums import Channel
from ideas.models import Idea
from parkour.engagements.models import Engagement
from parkour.engagements.services.irritants import IrritantFacts, put_aside, write_irritant
from parkour.engagements.services.promises import add_step
from parkour.engagements.services.replicating import take_up_success
from parkour.engagements.services.standards import rewrite_standard
from parkour.notifications.models import Notification
from tests.engagements.promising import drafted, irritant, promised, sheet, standard
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db
NAME = "Zébulon"


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def hidden(officer):
    """A contribution whose author is named nowhere, on the board."""
    author = UserFactory(first_name=NAME, last_name="Quartz")
    return IdeaFactory(officer=officer, author=author, shortlisted=True, visibility="name_hidden")


def pages(client, *addresses):
    answers = [client.get(address) for address in addresses]
    assert all(answer.status_code == 200 for answer in answers)
    texts = [answer.content.decode() for answer in answers]
    return " ".join(json.dumps(json.loads(text), ensure_ascii=False) if text[:1] == "{" else text for text in texts)


def of_irritant(one):
    """Its pages and its addresses in the API, in use or put aside."""
    aside, asked = ("1", "true") if one.closed_at else ("0", "false")
    return (
        one.get_absolute_url(), f"{reverse('engagements:register')}?aside={aside}",
        f"/api/v1/irritants/{one.pk}/", f"/api/v1/irritants/?aside={asked}",
    )  # fmt: skip


def test_an_irritant_names_nobody_hidden_to_the_direction(client, officer, hidden):
    one = irritant(officer, title=f"{NAME} attend", words=f"Demandez à {NAME}.", ideas=[hidden])
    client.force_login(UserFactory(sponsor=True, locale="en"))
    assert NAME not in pages(client, *of_irritant(one))
    one = put_aside(one, why=f"{NAME} a ses clés.", by=officer)
    assert NAME not in pages(client, *of_irritant(one))
    client.force_login(officer)
    assert pages(client, *of_irritant(one)).count(f"{NAME} a ses clés.") == 4


def test_an_irritant_leads_only_to_what_its_reader_may_read(client, officer, hidden):
    new = IdeaFactory(officer=officer, opened=True)
    one = irritant(officer, ideas=[hidden, new])
    client.force_login(UserFactory(sponsor=True, locale="en"))
    text = pages(client, *of_irritant(one))
    assert hidden.reference in text and new.reference not in text and "2 contributions say so" in text
    client.force_login(officer)
    assert new.reference in pages(client, *of_irritant(one))
    Idea.objects.filter(pk=new.pk).update(state="redirected", redirected_to=Channel.HARASSMENT, board_tab="")
    promise = promised(officer, about=one)
    add_step(promise, words="Former l'accueil", by=officer, idea=hidden)
    promise.steps.update(idea=new)
    api = f"/api/v1/engagements/{promise.pk}/"
    assert new.reference not in pages(client, *of_irritant(one), promise.get_absolute_url(), api)
    # Corrected by somebody who does not see it, it keeps the voice.
    write_irritant(IrritantFacts(title="Les clés", attention="customers"), by=officer, irritant=one, version=1)
    assert list(one.ideas.all()) == [new]


def test_whoever_answers_for_a_promise_reads_no_hidden_name_in_the_letter(officer, hidden):
    about, owner = irritant(officer, title=f"{NAME} attend", ideas=[hidden]), UserFactory(locale="en")
    drafted(officer, owner, about=about, sentence=f"{NAME} a ses clés")
    letter = Notification.objects.get(recipient=owner, kind="engagement_entrusted")
    assert NAME not in letter.title + letter.body and "…" in letter.title


def test_the_site_of_a_hidden_author_is_not_told_by_a_refusal(client):
    author = UserFactory()
    colleague = UserFactory(site=author.site, locale="en")
    idea = done(author=author, visibility="name_hidden")
    client.force_login(colleague)
    assert "Do it again at our site" in pages(client, reverse("engagements:success", args=[idea.reference]))
    assert take_up_success(idea, by=colleague).site == author.site


def test_what_a_site_adapts_and_why_a_standard_changes_name_nobody_hidden(client, officer):
    author = UserFactory(first_name=NAME, last_name="Quartz")
    idea, person = done(author=author, visibility="name_hidden"), UserFactory(locale="en")
    take_up_success(idea, by=person, words=f"Comme {NAME}, le soir")
    one = standard(idea, officer)
    rewrite_standard(one, sheet(purpose="Autre"), why=f"{NAME} a changé", by=officer, version=1)
    success, path = (
        reverse("engagements:success", args=[idea.reference]),
        f"/api/v1/ideas/{idea.reference}/replications/",
    )
    client.force_login(person)
    assert NAME not in pages(client, success, path, one.get_absolute_url())
    row = client.get(path).json()["results"][0]
    client.force_login(person)
    changed = client.patch(f"/api/v1/replications/{row['id']}/", '{"done": true}', content_type="application/json")
    assert NAME not in changed.content.decode() and Engagement.objects.count() == 0
    client.force_login(officer)
    assert f"{NAME} a changé" in pages(client, one.get_absolute_url())
