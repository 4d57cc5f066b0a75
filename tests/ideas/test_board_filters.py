"""Filters of the board: honest numbers beside what is chosen, the same cost whatever the number of contributions."""

import pytest
from django.db import connection
from django.db.models import F
from django.utils.http import urlencode

from ideas.enums import BoardTab
from ideas.filtering import Filters, counts_for, filtered_rows, filters_in
from ideas.models import BoardCount, Campaign, Idea
from ideas.search import exactly
from ideas.services.kept_counts import add_up_board_counts
from ideas.showing import nobody
from tests.factories import IdeaFactory, SiteFactory, TeamFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.metering import metered

pytestmark = pytest.mark.django_db
BACKEND = "parkour.accounts.backends.SignInBackend"


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader, backend=BACKEND)
    return reader


def of_site(site, **facts):
    return IdeaFactory(author=UserFactory(site=site), **({"shortlisted": True} | facts))


def recounted(filters, name):
    """The same numbers, counted from the contributions."""
    every = filtered_rows(UserFactory(), filters.without(name), size=500)
    ideas = Idea.objects.filter(pk__in=[row.facts[0] for row in every])
    values = {
        "tab": "board_tab",
        "kind": "kind",
        "year": "published_at__year",
        "site": "site_id",
        "campaign": "campaign_id",
    }
    found = {}
    for idea in ideas.values("visibility", "board_tab", found=F(values[name])):
        nameless = idea["visibility"] != "public" or idea["board_tab"] == BoardTab.NOT_KEPT
        value = None if name == "site" and nameless else idea["found"]
        key = None if value is None else str(value)
        found[key] = found.get(key, 0) + 1
    return found


def test_each_number_is_what_the_choice_would_leave_beside_the_others():
    here, there, campaign = SiteFactory(), SiteFactory(), announced()
    for site, facts in ((here, {}), (here, {"declined": True, "shortlisted": False}), (there, {}), (there, {})):
        of_site(site, **facts)
    Idea.objects.filter(site=there).update(campaign=campaign)
    of_site(here, visibility="name_hidden")
    for filters in (
        Filters(),
        Filters(site=here),
        Filters(site=there, campaign=campaign),
        Filters(tab=BoardTab.NOT_KEPT),
        Filters(site=here, campaign=campaign, kind="proposal"),
    ):
        counts = counts_for(filters, nobody())
        for name in ("tab", "kind", "year", "site", "campaign"):
            assert counts.by[name] == recounted(filters, name), (filters, name)


def test_the_counts_follow_every_change_and_adding_them_up_changes_nothing():
    site, other, campaign = SiteFactory(), SiteFactory(), announced()
    idea = of_site(site)
    assert counts_for(Filters(), nobody()).by["site"] == {str(site.pk): 1}
    Idea.objects.filter(pk=idea.pk).update(site=other, campaign=campaign)
    assert counts_for(Filters(), nobody()).by["site"] == {str(other.pk): 1}
    assert (add_up_board_counts(), counts_for(Filters(campaign=campaign), nobody()).by["site"]) == (
        1,
        {str(other.pk): 1},
    )
    Idea.objects.filter(pk=idea.pk).update(visibility="name_hidden")
    assert counts_for(Filters(), nobody()).by["site"] == {None: 1}
    Idea.objects.filter(pk=idea.pk).update(board_tab="", published_at=None)
    assert (counts_for(Filters(), nobody()).by["tab"], add_up_board_counts()) == ({}, 0)


def test_without_the_trigger_the_counts_would_be_wrong():
    """The planted fault: what the guard is for."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_idea DISABLE TRIGGER ideas_board_count_changed")
    of_site(SiteFactory())
    assert counts_for(Filters(), nobody()).by["tab"] == {}


def test_a_hidden_name_is_found_under_no_site(client, reader):
    site = SiteFactory()
    shown, hidden = of_site(site), of_site(site, visibility="name_hidden")
    found = {row.facts[0] for row in filtered_rows(reader, Filters(site=site))}
    page = client.get(f"/board/?site={site.code}").content.decode()
    assert (found, shown.reference in page, hidden.reference in page) == ({shown.pk}, True, False)


@pytest.mark.parametrize("target", ["teams", "sites", "everybody"])
def test_a_hidden_name_is_no_answer_of_a_campaign_that_asks_some_people(client, reader, target):
    site = SiteFactory()
    team = TeamFactory(site=site)
    asked = {"teams": {"teams": [team]}, "sites": {"sites": [site]}, "everybody": {}}[target]
    campaign = announced(target=target, **asked)
    facts = {"author": UserFactory(site=site, team=team), "shortlisted": True, "campaign": campaign.code}
    named, unnamed = (IdeaFactory(**facts, visibility=kind) for kind in ("public", "name_hidden"))
    shown = {named.reference} if target != "everybody" else {named.reference, unnamed.reference}
    for address in (campaign.get_absolute_url(), f"/board/?campaign={campaign.code}"):
        page = client.get(address).content.decode()
        assert {idea.reference for idea in (named, unnamed) if idea.reference in page} == shown
    for filters in (Filters(), Filters(campaign=campaign)):
        assert counts_for(filters, reader).by["campaign"][str(campaign.pk)] == len(shown)
    assert sum(counts_for(Filters(campaign=campaign), reader).by["kind"].values()) == len(shown)


def test_my_site_is_one_tap_and_the_address_that_is_passed_on_names_the_site(client):
    site = SiteFactory()
    client.force_login(UserFactory(site=site), backend=BACKEND)
    idea = of_site(site)
    assert "?site=mine" in client.get("/board/").content.decode()
    answer = client.get("/board/?site=mine&tab=studied&q=")
    assert (answer.status_code, answer.url) == (302, f"/board/?{urlencode({'site': site.code, 'tab': 'studied'})}")
    assert idea.reference in client.get(answer.url).content.decode()


def test_pages_keep_the_filters_and_the_words(client, reader):
    site = SiteFactory()
    for _one in range(26):
        of_site(site, problem_text="La badgeuse de l’entrée ne répond plus.")
    of_site(SiteFactory(), problem_text="La badgeuse du garage ne répond plus.")
    first = client.get(f"/board/?site={site.code}&q=badgeuse&kind=proposal")
    second = client.get("/board/" + first.context["next_url"])
    assert (len(first.context["cards"]), len(second.context["cards"])) == (24, 2)
    assert {part in second.context["first_url"] for part in (f"site={site.code}", "q=badgeuse", "kind=proposal")} == {
        True
    }


def test_numbers_beside_searched_words_count_the_hits(reader):
    here, there = SiteFactory(), SiteFactory()
    of_site(here, problem_text="La badgeuse de l’entrée ne répond plus.")
    of_site(there, problem_text="Les gants manquent au dépôt.")
    counts = counts_for(Filters(), nobody(), exactly("badgeuse"))
    assert counts.by["site"] == {str(here.pk): 1}


def test_an_empty_page_says_which_filter_to_take_off(client, reader):
    full, empty = SiteFactory(), SiteFactory()
    of_site(full)
    page = client.get(f"/board/?site={empty.code}&kind=proposal")
    ways = [(way["label"], way["count"]) for way in page.context["loosen"]]
    assert (ways, page.context["cards"]) == ([(str(empty), "1")], [])


def test_what_names_nothing_filters_nothing(reader):
    odd = {"tab": "x", "kind": "x", "year": "99999", "site": "zz\x00", "campaign": "x" * 300}
    assert filters_in(odd, reader) == Filters()


def test_a_campaign_that_is_not_announced_is_no_filter(reader):
    campaign = announced()
    Campaign.objects.update(announced_at=None)
    assert filters_in({"campaign": campaign.code}, reader) == Filters()


def test_a_filtered_page_costs_as_many_statements_with_many_contributions_as_with_few(client, reader):
    site, campaign = SiteFactory(), announced()
    address = f"/board/?site={site.code}&campaign={campaign.code}&kind=proposal&tab=studied"
    costs = []
    for more in (1, 8):
        for _one in range(more):
            of_site(site)
        Idea.objects.update(campaign=campaign)
        client.get(address)
        with metered() as meter:
            assert client.get(address).status_code == 200
        costs.append(meter.count)
    assert (costs[0], costs[0] <= 10) == (costs[1], True)


def test_counts_read_no_contribution():
    for _one in range(3):
        of_site(SiteFactory())
    add_up_board_counts()
    with metered() as meter:
        counts_for(Filters(kind="proposal"), nobody())
    assert (meter.count, any("ideas_idea " in sql for sql, _values, _rows in meter.statements)) == (1, False)
    assert BoardCount.objects.count() == 3
