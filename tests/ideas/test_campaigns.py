"""Campaigns: open by the clock, for those they ask; what is sent is always taken."""

import uuid
from datetime import timedelta

import pytest

from ideas.campaigns import campaigns_for, numbers_of, open_campaigns_for, outcomes_of
from ideas.enums import CampaignState, CampaignTarget
from ideas.models import Campaign, Draft, Idea, IdeaEvent
from ideas.services.campaigns import (
    announce_campaign,
    create_campaign,
    edit_campaign,
    summarise_campaign,
)
from ideas.services.submission import Submission, submit_idea, withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, SiteFactory, TeamFactory, UserFactory
from tests.ideas.campaigning import announced, facts_of

pytestmark = pytest.mark.django_db


def sent(by, campaign="", site=""):
    words = Submission(
        "Le badge de l’entrée nord ne marche pas.", client_uuid=uuid.uuid4(), campaign=campaign, site=site
    )
    return submit_idea(words, by=by)[0]


def on_day(campaign, days):
    return clock.at(clock.now() + timedelta(days=days))


def test_a_campaign_opens_and_closes_by_the_clock_alone():
    campaign = announced(starts=2, lasts=3)
    states = []
    for day in (0, 2, 4, 5, 6):
        with on_day(campaign, day):
            states.append(campaign.state)
    assert states == [
        CampaignState.ANNOUNCED,
        CampaignState.OPEN,
        CampaignState.OPEN,
        CampaignState.OPEN,
        CampaignState.CLOSED,
    ]


def test_a_draft_is_read_by_its_sponsor_and_those_who_write_campaigns_only():
    officer, sponsor, staff = UserFactory(officer=True), UserFactory(sponsor=True), UserFactory()
    other_sponsor, admin = UserFactory(sponsor=True), UserFactory(admin=True)
    draft = create_campaign(facts_of(sponsor), by=officer)
    people = (officer, admin, sponsor, other_sponsor, staff)
    assert [person.has_perm("ideas.view_campaign", draft) for person in people] == [True, True, True, False, False]
    assert [draft in campaigns_for(person) for person in people] == [True, True, True, False, False]


def test_only_officers_and_administrators_write_campaigns():
    sponsor = UserFactory(sponsor=True)
    for person in (sponsor, UserFactory(), UserFactory(reviewer=True)):
        with pytest.raises(NotAllowed):
            create_campaign(facts_of(sponsor), by=person)
    assert not Campaign.objects.exists()


def test_the_code_is_made_of_the_question_and_never_given_twice():
    officer, sponsor = UserFactory(officer=True), UserFactory(sponsor=True)
    codes = [create_campaign(facts_of(sponsor, question="Perdre moins de temps ?"), by=officer).code for _ in range(3)]
    assert codes == ["perdre-moins-de", "perdre-moins-de-2", "perdre-moins-de-3"]
    with pytest.raises(InvalidInput) as refusal:
        create_campaign(facts_of(sponsor, code="perdre-moins-de"), by=officer)
    assert refusal.value.field == "code"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": "  "}, "question"),
        ({"question": "x" * 201}, "question"),
        ({"ends_on": None}, "ends_on"),
        ({"code": "Un Code"}, "code"),
        ({"code": "new"}, "code"),
        ({"target": CampaignTarget.SITES}, "sites"),
        ({"target": CampaignTarget.TEAMS}, "teams"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused_at_its_field(change, field):
    if "ends_on" in change:
        change = {"ends_on": clock.today() - timedelta(days=9)}
    with pytest.raises(InvalidInput) as refusal:
        create_campaign(facts_of(UserFactory(sponsor=True), **change), by=UserFactory(officer=True))
    assert refusal.value.field == field


def test_the_sponsor_holds_the_role_of_the_direction():
    with pytest.raises(InvalidInput) as refusal:
        create_campaign(facts_of(UserFactory()), by=UserFactory(officer=True))
    assert refusal.value.field == "sponsor"


def test_an_announced_campaign_keeps_its_code_and_an_old_version_writes_over_nobody():
    campaign, officer = announced(), UserFactory(officer=True)
    with pytest.raises(InvalidInput):
        edit_campaign(campaign, facts_of(campaign.sponsor, code="autre"), version=campaign.version, by=officer)
    changed = edit_campaign(campaign, facts_of(campaign.sponsor, question="Mieux ?"), version=2, by=officer)
    assert (changed.question, changed.code, changed.version) == ("Mieux ?", campaign.code, 3)
    with pytest.raises(Conflict) as conflict:
        edit_campaign(campaign, facts_of(campaign.sponsor, question="Pire ?"), version=2, by=officer)
    assert (conflict.value.current.question, Campaign.objects.get().question) == ("Mieux ?", "Mieux ?")


def test_a_campaign_asks_those_of_its_sites_or_teams_by_their_account():
    site, team = SiteFactory(), TeamFactory()
    there, here, mate = UserFactory(site=site), UserFactory(), UserFactory(site=team.site, team=team)
    of_site = announced(target=CampaignTarget.SITES, sites=[site])
    of_team = announced(target=CampaignTarget.TEAMS, teams=[team])
    for_all = announced()
    asked = [set(open_campaigns_for(person)) for person in (there, here, mate)]
    assert asked == [{of_site, for_all}, {for_all}, {of_team, for_all}]
    assert [campaign.asks(there) for campaign in (of_site, of_team, for_all)] == [True, False, True]


def test_an_answer_is_linked_while_the_campaign_is_open_and_asks_its_author():
    campaign = announced()
    assert sent(UserFactory(), campaign.code).campaign == campaign
    assert sent(UserFactory(), campaign.code.upper()).campaign == campaign


def test_what_comes_too_late_or_from_others_or_with_no_code_is_a_contribution_like_any_other():
    closed, elsewhere = announced(), announced(target=CampaignTarget.SITES, sites=[SiteFactory()])
    author = UserFactory()
    with on_day(closed, 30):
        late = sent(author, closed.code)
    ideas = [late, sent(author, elsewhere.code), sent(author, "rien-de-tel"), sent(author, "x" * 500), sent(author)]
    assert [idea.campaign for idea in ideas] == [None] * 5
    missed = [event.data for event in IdeaEvent.objects.filter(idea__in=ideas).order_by("idea_id")]
    assert missed == [{"missed_campaign": closed.code}, {"missed_campaign": elsewhere.code}, {}, {}, {}]


def test_a_draft_campaign_is_not_betrayed_by_its_code():
    draft = create_campaign(facts_of(UserFactory(sponsor=True)), by=UserFactory(officer=True))
    idea = sent(UserFactory(), draft.code)
    assert (idea.campaign, idea.events.get().data) == (None, {})


def test_the_poster_of_a_site_gives_a_site_of_origin_and_nothing_more():
    site, team = SiteFactory(), TeamFactory()
    author = UserFactory(site=team.site, team=team)
    elsewhere, at_home, unknown = (
        sent(author, site=site.code),
        sent(author, site=team.site.code),
        sent(author, site="zz"),
    )
    assert [(idea.site, idea.team) for idea in (elsewhere, at_home, unknown)] == [
        (site, None),
        (team.site, team),
        (team.site, team),
    ]
    author.refresh_from_db()
    assert (author.site, author.team) == (team.site, team)


def test_a_poster_of_a_site_does_not_open_the_campaign_of_that_site():
    site = SiteFactory()
    campaign = announced(target=CampaignTarget.SITES, sites=[site])
    idea = sent(UserFactory(), campaign.code, site.code)
    assert (idea.site, idea.campaign) == (site, None)


def test_numbers_leave_out_what_was_taken_back():
    campaign, author = announced(), UserFactory()
    first, second = sent(author, campaign.code), sent(author, campaign.code)
    withdraw_idea(second, by=author)
    numbers = numbers_of(campaign)
    assert (numbers.received, numbers.answered, numbers.done, first.campaign) == (1, 0, 0, campaign)


def test_the_result_is_told_once_to_everybody_who_contributed_after_the_last_day():
    campaign, officer, author, gone = announced(), UserFactory(officer=True), UserFactory(), UserFactory()
    sent(author, campaign.code)
    withdraw_idea(sent(gone, campaign.code), by=gone)
    shown = IdeaFactory(shortlisted=True)
    words = {"summary": "Trois gestes changent.", "outcomes": [shown], "by": officer}
    with pytest.raises(TransitionRefused):
        summarise_campaign(campaign, version=2, **words)
    with on_day(campaign, 30):
        told = summarise_campaign(campaign, version=2, **words)
        again = summarise_campaign(told, version=3, **words | {"summary": "Trois gestes changent vraiment."})
        state = again.state
    received = Notification.objects.filter(kind="campaign_summary")
    assert [(row.recipient, row.body) for row in received] == [(author, "Trois gestes changent.")]
    assert (state, again.summary, list(again.outcomes.all())) == (
        CampaignState.SUMMARISED,
        "Trois gestes changent vraiment.",
        [shown],
    )


def test_a_result_names_nothing_that_others_may_not_read():
    campaign, hidden = announced(), IdeaFactory()
    with on_day(campaign, 30), pytest.raises(InvalidInput) as refusal:
        summarise_campaign(campaign, summary="Voilà.", outcomes=[hidden], version=2, by=UserFactory(officer=True))
    assert (refusal.value.field, Campaign.objects.get().summary) == ("outcomes", "")


def test_a_campaign_whose_last_day_is_past_is_not_announced():
    officer = UserFactory(officer=True)
    campaign = create_campaign(facts_of(UserFactory(sponsor=True)), by=officer)
    with on_day(campaign, 90), pytest.raises(TransitionRefused):
        announce_campaign(campaign, by=officer)
    assert [announce_campaign(campaign, by=officer).version for _ in range(2)] == [2, 2]


def test_a_draft_keeps_the_campaign_and_the_site_until_it_is_sent(client):
    campaign, site, author = announced(), SiteFactory(), UserFactory()
    client.force_login(author, backend="parkour.accounts.backends.SignInBackend")
    key = uuid.uuid4()
    kept = {"problem_text": "Le badge du nord.", "draft": key, "draft_version": 0, "then": "later"}
    client.post("/ideas/new/", kept | {"campaign": campaign.code, "site": site.code})
    draft = Draft.objects.get()
    assert (draft.campaign, draft.site) == (campaign.code, site.code)
    page = client.get(f"/ideas/new/?draft={key}")
    assert campaign.question in page.content.decode()
    form = {"problem_text": "Le badge du nord.", "speaker": "me", "draft": key, "draft_version": 1}
    client.post("/ideas/new/", form | {name: page.context["form"][name].value() for name in ("campaign", "site")})
    assert [(idea.campaign, idea.site) for idea in Idea.objects.all()] == [(campaign, site)]


def test_the_result_of_a_campaign_that_asked_some_names_no_answer_without_a_name():
    reader = UserFactory()
    site = SiteFactory()
    campaign = announced(target="sites", sites=[site])
    facts = {"author": UserFactory(site=site), "shortlisted": True}
    named, unnamed = (IdeaFactory(**facts, visibility=kind) for kind in ("public", "name_hidden"))
    campaign.outcomes.set([named, unnamed])
    assert list(outcomes_of(campaign, reader)) == [named]
    campaign.target = "everybody"
    assert list(outcomes_of(campaign, reader)) == [named, unnamed]
