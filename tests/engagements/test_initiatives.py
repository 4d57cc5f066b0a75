"""Gestures: noted afterwards in a moment, taken back, and what they cost watched by team."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.engagements.models import Initiative
from parkour.engagements.services.initiatives import take_back_initiative
from parkour.engagements.spend import fence
from parkour.engagements.watching import own, spend
from parkour.organisation.models import Team
from tests.engagements.promising import in_days, noted
from tests.factories import SiteFactory, UserFactory

FORM = {"words": "Un taxi pour une collègue", "attention": "employees", "amount": "18,50"}


def test_what_stands_out_lies_beyond_the_fence_of_tukey_once_eight_gestures_cost_something():
    assert fence(7, 10, 20) is None
    assert fence(8, 10, 20) == 35
    assert fence(100, 5, 5) == 5


@pytest.mark.django_db
def test_a_gesture_is_noted_once_whatever_is_sent_twice_and_taken_back_by_its_maker_alone():
    person, key = UserFactory(), uuid4()
    one = noted(person, key)
    assert noted(person, key, words="Autre chose") == one and one.amount == Decimal("18.50")
    with pytest.raises(InvalidInput):
        noted(UserFactory(), key)
    wrong = (
        {"words": " "}, {"attention": "nobody"}, {"on": in_days(1)}, {"on": in_days(-61)}, {"amount": Decimal("-1")},
        {"amount": Decimal("10000.01")}, {"amount": Decimal("1.001")}, {"amount": Decimal("NaN")},
        {"amount": Decimal("1e30")},
    )  # fmt: skip
    for changes in wrong:
        with pytest.raises(InvalidInput):
            noted(person, **changes)
    with pytest.raises(NotAllowed):
        noted(UserFactory(site=SiteFactory(kind="partner")))
    with pytest.raises(NotAllowed):
        take_back_initiative(one, by=UserFactory(officer=True))
    assert take_back_initiative(take_back_initiative(one, by=person), by=person).taken_back_at is not None
    assert own(person) == [] and Initiative.objects.count() == 1


@pytest.mark.django_db
def test_what_gestures_cost_is_summed_by_team_and_what_stands_out_is_shown_without_a_name(client):
    team = Team.objects.create(site=SiteFactory(), name="Accueil")
    person, alone = UserFactory(team=team, site=team.site), UserFactory(first_name="Zébulon")
    for _other in range(4):
        UserFactory(team=team, site=team.site)
    for amount in (4, 5, 5, 6, 6, 7, 8, 300):
        noted(person, amount=Decimal(amount))
    noted(alone, amount=Decimal(0))
    take_back_initiative(noted(alone, amount=Decimal(900)), by=alone)
    watched = spend(in_days(-30), clock.today())
    rows = [(row.name, row.count, row.total, row.median, row.apart) for row in watched.teams]
    assert rows == [("Accueil", 8, Decimal(341), 6, 1), ("", 1, Decimal(0), 0, 0)]
    assert watched.bound == pytest.approx(7.25 + 1.5 * 2.25) and [row.amount for row in watched.apart] == [300]
    assert (watched.count, watched.total) == (9, Decimal(341))
    client.force_login(UserFactory(sponsor=True, locale="en"))
    text = client.get(reverse("engagements:spend")).content.decode()
    assert "Accueil" in text and "Small teams, and people without a team" in text and person.get_full_name() not in text
    client.force_login(alone)
    assert client.get(reverse("engagements:spend")).status_code == 404


@pytest.mark.django_db
def test_the_gestures_of_a_team_of_fewer_than_five_people_are_told_without_the_team(client):
    team = Team.objects.create(site=SiteFactory(), name="Accueil")
    people = [UserFactory(team=team, site=team.site, is_active=number < 4) for number in range(5)]
    for amount in (4, 5, 5, 6, 6, 7, 8, 300):
        noted(people[0], amount=Decimal(amount))
    noted(UserFactory(), amount=Decimal(1))
    watched = spend(in_days(-30), clock.today())
    assert [(row.site, row.name, row.count) for row in watched.teams] == [("", "", 9)]
    assert [(row.amount, row.team) for row in watched.apart] == [(300, "")]
    client.force_login(UserFactory(sponsor=True, locale="en"))
    assert "Accueil" not in client.get(reverse("engagements:spend")).content.decode()


@pytest.mark.django_db
def test_a_gesture_is_noted_on_one_short_form_and_by_a_program(client):
    person = UserFactory(locale="en")
    client.force_login(person)
    page = reverse("engagements:initiatives")
    assert "Nothing yet." in client.get(page).content.decode()
    sent = FORM | {"key": str(uuid4()), "on": clock.today().isoformat()}
    assert client.post(page, sent | {"amount": "beaucoup"}).status_code == 422
    assert client.post(page, sent).status_code == client.post(page, sent).status_code == 303
    assert "Un taxi pour une collègue" in client.get(page).content.decode()
    one = Initiative.objects.get()
    client.post(reverse("engagements:take_back_initiative", args=[one.pk]))
    assert own(person) == []
    body, key = json.dumps(FORM | {"amount": 18.5, "on": clock.today().isoformat()}), str(uuid4())
    for _time in range(2):
        answer = client.post(
            "/api/v1/initiatives/", body, content_type="application/json", headers={"Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.content
    (row,) = client.get("/api/v1/initiatives/").json()["results"]
    assert (row["amount"], row["attention"]) == (18.5, "employees")
    assert client.get("/api/v1/initiatives/spend/").status_code == 404
    assert client.delete(f"/api/v1/initiatives/{row['id']}/").status_code == 204
    client.force_login(UserFactory(officer=True))
    assert client.get("/api/v1/initiatives/spend/?days=30").json()["results"] == []
