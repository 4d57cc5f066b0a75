"""Interview campaigns: what is kept, who reads it, how far it reaches; its pages and its API over one world."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.journeys.coverage import Reach
from parkour.journeys.listening import campaigns_of, coverage_of, last_coverage, said_in, shown_at
from parkour.journeys.models import Edition, InterviewCampaign, Journey, Side, Verbatim
from parkour.journeys.services.interviewing import (
    CampaignFacts,
    Said,
    close_campaign,
    file_verbatim,
    record_interview,
    remove_interview,
    write_campaign,
)
from tests.factories import UserFactory
from tests.mapping.maps import campaign_typed, heard, interviewed, stage, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def facilitator():
    return UserFactory(facilitator=True, locale="en")


def reach(campaign, code="work"):
    return next(row for row in coverage_of(campaign).rows if row.stage and row.stage.code == code)


def facts(**changes):
    day = clock.today()
    return CampaignFacts(**{"title": "Autre", "goal": "", "starts_on": day, "ends_on": day} | changes)


def test_what_is_heard_counts_where_the_person_stands_and_is_filed_where_it_is_about(officer, facilitator):
    campaign = interviewed(officer)
    assert last_coverage(Journey.of(Side.CUSTOMERS)) is None
    about = stage("arrive")
    one = heard(campaign, facilitator, Said("Mon badge a mis trois semaines.", "hinders", about.pk), Said("  ", ""))
    record_interview(campaign, on=clock.today(), stage=None, said=[Said("Un café.", "wish")], by=officer)
    assert reach(campaign).reach == Reach(30, 12, 1) and reach(campaign, "arrive").said == 1
    assert coverage_of(campaign).total == Reach(30, 13, 2) and coverage_of(campaign).said == 2
    assert [row.text for row in said_in(campaign)] == ["Un café.", "Mon badge a mis trois semaines."]
    assert [row.text for row in said_in(campaign, stage=0)] == ["Un café."]
    remove_interview(one, by=facilitator)
    assert coverage_of(campaign).total.heard == 1 and len(said_in(campaign)) == 1
    remove_interview(one, by=facilitator, removed=False)
    (listed,) = campaigns_of(Journey.of(Side.EMPLOYEES))
    assert listed.heard == 2 and len(said_in(campaign)) == 2


def test_a_campaign_that_has_not_begun_hides_no_other(officer):
    begun, later = interviewed(officer), clock.today() + timedelta(days=1)
    interviewed(officer, starts_on=later, ends_on=later)
    assert last_coverage(Journey.of(Side.EMPLOYEES)).campaign == begun


def test_words_are_read_by_everybody_only_once_the_officer_shows_them_on_a_stage(officer, facilitator):
    one = heard(interviewed(officer), facilitator)
    unfiled, filed = said_in(one.campaign)
    work = stage("work")
    assert shown_at(work) == []
    file_verbatim(unfiled, stage=stage("settle").pk, shown=False, by=facilitator)
    with pytest.raises(NotAllowed):
        file_verbatim(filed, stage=work.pk, shown=True, by=facilitator)
    with pytest.raises(InvalidInput):
        file_verbatim(filed, stage=None, shown=True, by=officer)
    file_verbatim(filed, stage=work.pk, shown=True, by=officer)
    file_verbatim(filed, stage=stage("arrive").pk, shown=True, by=facilitator)  # moving it shows nothing more
    assert [row.pk for row in shown_at(stage("arrive"))] == [filed.pk] and shown_at(work) == []
    remove_interview(one, by=officer)
    assert shown_at(stage("arrive")) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Verbatim.objects.filter(pk=filed.pk).update(stage=None)


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(officer):
    campaign, today, work = interviewed(officer), clock.today(), stage("work").pk
    foreign = stage("help", Side.CUSTOMERS).pk
    wrong = {
        "on": [{"on": today + timedelta(days=1)}, {"on": campaign.starts_on - timedelta(days=1)}],
        "stage": [{"stage": foreign}, {"said": [Said("Mot", "helps", foreign)]}],
        "said": [{"said": [Said("Mot", "never")]}, {"said": [Said("x" * 501, "helps")]},
                 {"said": [Said("Mot", "helps")] * 13}],
    }  # fmt: skip
    for field, cases in wrong.items():
        for case in cases:
            with pytest.raises(InvalidInput) as refused, transaction.atomic():
                record_interview(campaign, **{"on": today, "stage": work, "said": [], "by": officer} | case)
            assert refused.value.field == field, case
    for field, case in (
        ("title", {"title": " "}), ("ends_on", {"ends_on": today - timedelta(days=1)}),
        ("reach", {"reach": {work: (3, 4)}}), ("reach", {"reach": {work: (-1, 0)}}),
        ("stage", {"reach": {foreign: (3, 1)}}),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            write_campaign(campaign, facts(**case), by=officer, version=1)
        assert refused.value.field == field, case
    assert not campaign.interviews.exists() and InterviewCampaign.objects.get().title == campaign.title


def test_a_campaign_that_is_over_takes_no_interview_until_it_is_opened_again(officer):
    campaign = close_campaign(interviewed(officer), by=officer)
    with pytest.raises(TransitionRefused):
        heard(campaign, officer)
    heard(close_campaign(campaign, by=officer, closed=False), officer)
    with pytest.raises(Conflict):
        write_campaign(campaign, facts(), by=officer, version=7)


def test_members_sponsors_and_employees_neither_hear_nor_write(officer):
    campaign = interviewed(officer)
    for role in ("sponsor", "reviewer", "admin"):
        with pytest.raises(NotAllowed):
            heard(campaign, UserFactory(**{role: True}))
    with pytest.raises(NotAllowed):
        close_campaign(campaign, by=UserFactory(facilitator=True))


def test_the_pages_lead_from_a_new_campaign_to_a_journey_drawn_from_it(client, officer, facilitator):
    client.force_login(officer)
    at, work = lambda name, *args: reverse(f"journeys:{name}", args=args), stage("work")
    assert "Nobody was heard yet" in client.get(at("campaigns")).content.decode()
    wrong = campaign_typed(title="", **{f"people_{work.pk}": "30"})
    assert client.post(at("new_campaign", "employees"), wrong).status_code == 422
    begun = client.post(at("new_campaign", "employees"), wrong | {"title": "Entretiens"})
    campaign = InterviewCampaign.objects.get()
    assert begun.url == campaign.get_absolute_url() and reach(campaign).reach == Reach(30)
    sent = campaign_typed(campaign, **{f"people_{work.pk}": "30", f"asked_{work.pk}": "12"})
    client.post(at("edit_campaign", campaign.pk), sent)
    assert client.post(at("edit_campaign", campaign.pk), sent).status_code == 409
    assert reach(campaign).reach == Reach(30, 12)
    campaign.refresh_from_db()

    client.force_login(facilitator)
    words = {"on": clock.today().isoformat(), "stage": work.pk, "text_1": "Trop de papiers", "tone_1": "hinders"}
    assert client.post(at("record_interview", campaign.pk), words | {"about_1": work.pk}).status_code == 303
    text = client.get(campaign.get_absolute_url()).content.decode()
    assert "1 heard of 30 people, 3%." in text and "Trop de papiers" in text
    (interview,) = campaign.interviews.all()
    client.post(at("remove_interview", interview.pk))
    assert "Trop de papiers" not in client.get(campaign.get_absolute_url()).content.decode()
    client.post(at("restore_interview", interview.pk))
    (one,) = said_in(campaign)
    assert "Show it to everybody" not in client.get(at("file_verbatim", one.pk)).content.decode()

    client.force_login(officer)
    assert client.post(at("file_verbatim", one.pk), {"stage": work.pk, "shown": "on"}).status_code == 303
    drawn = client.get(at("edit", "employees") + f"?campaign={campaign.pk}").content.decode()
    assert f'<option value="{campaign.pk}" selected>' in drawn
    client.post(at("edit", "employees"), typed(campaign=str(campaign.pk), name_stages_new1="Je reviens"))
    assert Edition.objects.get(number=2).campaign == campaign
    assert campaign.title in client.get(at("editions", "employees")).content.decode()
    client.post(at("close_campaign", campaign.pk))
    assert "This campaign is over" in client.get(campaign.get_absolute_url()).content.decode()

    client.force_login(UserFactory(locale="en"))
    assert "Trop de papiers" in client.get(work.get_absolute_url()).content.decode()
    assert "1 person heard in interviews" in client.get(at("journey", "employees")).content.decode()
    assert client.get(campaign.get_absolute_url()).status_code == 404


def test_the_api_does_the_same_by_the_same_services(client, officer):
    def call(method, path, body=None, status=200, **headers):
        data = "" if body is None else json.dumps(body)
        answer = client.generic(
            method, f"/api/v1/journeys/{path}", data, content_type="application/json", headers=headers
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    client.force_login(officer)
    day, work = clock.today().isoformat(), stage("work").pk
    body = {"title": "Entretiens", "starts_on": day, "ends_on": day}
    told = call("POST", "employees/interviews/", body, 201)
    path = f"interviews/{told['id']}/"
    body |= {"reach": [{"stage": work, "people": 10, "asked": 4}]}
    told = call("PUT", path, body, **{"If-Match": '"1"'})
    assert (told["version"], told["total"]["people"], told["total"]["asked"]) == (2, 10, 4)
    said = [{"text": "Trop de papiers", "tone": "hinders", "stage": work}]
    interview = call("POST", f"{path}held/", {"on": day, "stage": work, "said": said}, 201)
    assert call("GET", path)["total"]["share"] == 10
    (words,) = call("GET", f"{path}verbatims/")["results"]
    shown = call("PUT", f"verbatims/{words['id']}/", {"stage": work, "shown": True})
    assert shown == words | {"shown": True}
    call("DELETE", f"held/{interview['id']}/", status=204)
    assert call("GET", f"{path}verbatims/")["results"] == []
    call("POST", f"held/{interview['id']}/restore/")
    assert call("POST", f"{path}close/")["closed_at"]
    call("POST", f"{path}held/", {"on": day}, 409)
    assert call("POST", f"{path}reopen/")["closed_at"] is None
    assert [row["total"]["heard"] for row in call("GET", "interviews/")["results"]] == [1]
