"""A success of one site, taken up by others."""

import json

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.engagements.models import Replication
from parkour.engagements.services.replicating import drop_replication, mark_replication, take_up_success
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db


def test_a_site_takes_a_success_up_once_and_its_author_is_told():
    author, person = UserFactory(), UserFactory()
    idea = done(author=author)
    one = take_up_success(idea, by=person, words="  Avec nos \n horaires ")
    assert (one.site, one.words) == (person.site, "Avec nos horaires")
    assert list(Notification.objects.filter(kind="author_replicated").values_list("recipient", flat=True)) == [
        author.pk
    ]
    refused = (person, UserFactory(site=person.site), author, UserFactory(site=None))
    for somebody in refused:  # taken up already, twice; its own site; no site
        with pytest.raises(TransitionRefused):
            take_up_success(idea, by=somebody)
    for what, somebody in (
        (IdeaFactory(shortlisted=True), person), (IdeaFactory(answered=True), person),
        (idea, UserFactory(site=SiteFactory(kind="partner"))),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            take_up_success(what, by=somebody)
    with pytest.raises(NotAllowed):
        mark_replication(one, done=True, by=UserFactory(site=person.site))
    assert mark_replication(one, done=True, by=person).done_on == clock.today()
    with pytest.raises(TransitionRefused):
        drop_replication(one, by=UserFactory(officer=True))
    mark_replication(one, done=False, by=person)
    drop_replication(one, by=person)
    assert not Replication.objects.exists()


def test_an_answer_on_the_board_is_no_success(client):
    answer = IdeaFactory(answered=True)
    assert answer.board_tab == "done"
    client.force_login(UserFactory())
    assert client.get("/api/v1/successes/").json()["results"] == []
    assert client.get(reverse("engagements:success", args=[answer.reference])).status_code == 404


def test_it_is_taken_up_from_its_page_and_by_a_program(client):
    author, person = UserFactory(last_name="Quartz", locale="en"), UserFactory(locale="en")
    idea = done(author=author, visibility="name_hidden")
    client.force_login(person)
    page = reverse("engagements:success", args=[idea.reference])
    assert page in client.get(idea.get_absolute_url()).content.decode()
    assert "taken up at 0 sites" in client.get(reverse("engagements:successes")).content.decode()
    assert client.post(page, {"words": "Avec nos horaires"}).status_code == 303
    text = client.get(page).content.decode()
    assert "Avec nos horaires" in text and person.site.name in text and "Quartz" not in text
    one = Replication.objects.get()
    for name in ("replicated", "not_replicated", "drop_replication"):
        assert client.post(reverse(f"engagements:{name}", args=[one.pk])).status_code == 303
    path = f"/api/v1/ideas/{idea.reference}/replications/"
    made = client.post(path, json.dumps({"words": "Bis"}), content_type="application/json").json()
    assert client.post(path, "{}", content_type="application/json").status_code == 409
    done_there = client.patch(
        f"/api/v1/replications/{made['id']}/", json.dumps({"done": True}), content_type="application/json"
    ).json()
    assert done_there["done_on"] == clock.today().isoformat()
    (row,) = client.get("/api/v1/successes/").json()["results"]
    assert (row["reference"], row["taken_up"], row["done"]) == (idea.reference, 1, 1)
    assert client.get(path).json()["results"] == [done_there]
    assert client.delete(f"/api/v1/replications/{made['id']}/").status_code == 409
    client.force_login(UserFactory(site=SiteFactory(kind="partner")))
    assert client.get(page).status_code == client.get(path).status_code == 404
