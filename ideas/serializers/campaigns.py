"""What is sent and told about campaigns, the filters of the board and its keys."""

from rest_framework import serializers

from ideas.campaigns import CampaignNumbers, numbers_of, outcomes_of
from ideas.enums import CampaignState, CampaignTarget, IdeaKind
from ideas.models import BoardKey, Campaign
from ideas.serializers.inputs import TABS, ContributionField, words
from ideas.services.campaigns import (
    CODE_LIMIT,
    EXPLANATION_LIMIT,
    MOST_OUTCOMES,
    QUESTION_LIMIT,
    SUMMARY_LIMIT,
    CampaignFacts,
)
from parkour.accounts.serializers import PersonField, SiteField, TeamField
from parkour.core.api.fields import Input, OneOf, Query

MOST_NAMED = 200


class CampaignInput(Input):
    """A question for a while. Whole: what is left out is emptied."""

    question = words(QUESTION_LIMIT)
    explanation = words(EXPLANATION_LIMIT, required=False, default="", allow_blank=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    sponsor = PersonField()
    target = OneOf(required=False, default=CampaignTarget.EVERYBODY, choices=CampaignTarget.choices)
    sites = serializers.ListField(child=SiteField(), required=False, default=list, max_length=MOST_NAMED)
    teams = serializers.ListField(child=TeamField(), required=False, default=list, max_length=MOST_NAMED)
    code = words(CODE_LIMIT, required=False, default="", allow_blank=True, help_text="Of its address.")


def campaign_facts(sent: dict) -> CampaignFacts:
    return CampaignFacts(**sent)


class SummaryInput(Input):
    summary = words(SUMMARY_LIMIT, help_text="Whoever contributed receives these words.")
    outcomes = serializers.ListField(
        child=ContributionField(), required=False, default=list, max_length=MOST_OUTCOMES, help_text="References."
    )


class CampaignRow(serializers.Serializer):
    """A campaign in a list."""

    code = serializers.CharField()
    question = serializers.CharField()
    state = serializers.ChoiceField(choices=CampaignState.choices, help_text="As its dates say today.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    sponsor = serializers.CharField()
    target = serializers.ChoiceField(choices=CampaignTarget.choices)
    asks_me = serializers.BooleanField(help_text="Open, and for me.")
    page = serializers.CharField(help_text="Its page for people.")


class CampaignNumbersOut(serializers.Serializer):
    """Up to 999; 1000 stands for any number above."""

    received = serializers.IntegerField()
    answered = serializers.IntegerField(help_text="On the board.")
    done = serializers.IntegerField()


class CampaignOut(CampaignRow):
    """A campaign with what was said of it."""

    explanation = serializers.CharField()
    sites = serializers.ListField(child=serializers.CharField(), help_text="Codes.")
    teams = serializers.ListField(child=serializers.CharField(), help_text="Numbers.")
    numbers = CampaignNumbersOut()
    summary = serializers.CharField()
    outcomes = serializers.ListField(child=serializers.CharField(), help_text="References.")
    version = serializers.IntegerField()


def campaign_row(user, campaign: Campaign) -> dict:
    names = ("code", "question", "state", "starts_on", "ends_on", "target")
    facts = {name: getattr(campaign, name) for name in names}
    return facts | {
        "sponsor": campaign.sponsor.get_full_name(),
        "asks_me": user.has_perm("ideas.answer_campaign", campaign),
        "page": campaign.get_absolute_url(),
    }


def campaign_out(user, campaign: Campaign) -> dict:
    numbers: CampaignNumbers = numbers_of(campaign)
    return campaign_row(user, campaign) | {
        "explanation": campaign.explanation,
        "sites": [site.code for site in campaign.sites.all()],
        "teams": [str(team.pk) for team in campaign.teams.all()],
        "numbers": {"received": numbers.received, "answered": numbers.answered, "done": numbers.done},
        "summary": campaign.summary if campaign.summarised_at else "",
        "outcomes": [idea.reference for idea in outcomes_of(campaign, user)] if campaign.summarised_at else [],
        "version": campaign.version,
    }


class FiltersQuery(Query):
    """The filters of the board. What names nothing filters nothing."""

    tab = serializers.ChoiceField(required=False, default="", choices=TABS)
    kind = serializers.ChoiceField(required=False, default="", choices=IdeaKind.choices)
    site = serializers.CharField(required=False, default="", max_length=30, help_text="Code of a site.")
    campaign = serializers.CharField(required=False, default="", max_length=40, help_text="Code of a campaign.")
    year = serializers.CharField(required=False, default="", max_length=4)


class BoardChoiceOut(serializers.Serializer):
    """One value of one filter, and how many contributions it leaves beside the other filters."""

    filter = serializers.CharField(help_text="tab, site, kind, campaign or year.")
    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()


class FeedKeyInput(Input):
    name = words(80, help_text="What it is for.")


class DisplayKeyInput(Input):
    site = SiteField()
    name = words(80, help_text="Which screen.")


class BoardKeyOut(serializers.Serializer):
    """A key of the board. Its address is told once, when it is made."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    site = serializers.CharField(allow_null=True, help_text="Code of the site, for a screen.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(help_text="Empty but in the answer that makes it.")


def board_key_out(key: BoardKey, url: str = "") -> dict:
    facts = {name: getattr(key, name) for name in ("name", "prefix", "created_at", "last_used_at")}
    return facts | {"id": key.pk, "site": key.site.code if key.site else None, "url": url}
