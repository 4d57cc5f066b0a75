"""What hangs on the wall: the poster of a campaign, that of a site, and the addresses they lead to."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ideas.models import Campaign
from ideas.posters import Paper, Poster, poster_pdf
from parkour.core import clock
from parkour.core.dates import human_date
from parkour.core.keys import query_string
from parkour.organisation.models import Organisation, Site

WORDS_ON_A_WALL = 300


def form_url(*, campaign: str = "", site: str = "") -> str:
    """The form that already knows the campaign and the site, as a path."""
    return reverse("ideas:submit") + query_string(campaign=campaign, site=site)


def campaign_sheet(campaign: Campaign, site: Site | None, *, paper: Paper, language: str) -> bytes:
    """The poster of a campaign, for one site or for all, as PDF."""
    with translation.override(language):
        first, last = human_date(campaign.starts_on), human_date(campaign.ends_on)
        sheet = _poster(
            title=campaign.question,
            words=Truncator(" ".join(campaign.explanation.split())).chars(WORDS_ON_A_WALL),
            invitation=_("Answer in one minute"),
            path=form_url(campaign=campaign.code, site=site.code if site else ""),
            short=reverse("ideas:short_campaign", args=[campaign.code]),
            place=site.name if site else "",
            period=_("From %(first)s to %(last)s") % {"first": first, "last": last},
            language=language,
        )
        return poster_pdf(sheet, paper, clock.now())


def site_sheet(site: Site, *, paper: Paper, language: str) -> bytes:
    """The poster, or the sticker, of a site: whoever scans it writes from there."""
    with translation.override(language):
        sheet = _poster(
            title=_("Something could go better? Say it."),
            words=_("A nuisance of every day, an idea, a question: a person reads it and answers you."),
            invitation=_("Scan, write, send: one minute"),
            path=form_url(site=site.code),
            short=reverse("ideas:short_site", args=[site.code]),
            place=site.name,
            period="",
            language=language,
        )
        return poster_pdf(sheet, paper, clock.now())


def _poster(*, path, short, **facts):
    base = settings.PARKOUR_BASE_URL
    address = (base + short).split("://", 1)[-1].rstrip("/")
    return Poster(
        url=base + path,
        address=address,
        organisation=Organisation.current().name,
        code_says=_("Code to scan, which leads to %(address)s") % {"address": address},
        **facts,
    )
