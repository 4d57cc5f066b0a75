"""The journeys of the demonstration: interviews, a stage named after them, contributions hung by their words."""

import re
from datetime import timedelta

from ideas.models import Idea
from parkour.core import clock
from parkour.journeys.models import Interview, Journey, LifeEvent, Pillar, Side, Stage
from parkour.journeys.services.interviewing import (
    CampaignFacts,
    Said,
    close_campaign,
    file_verbatim,
    open_campaign,
    record_interview,
)
from parkour.journeys.services.mapping import MapFacts, PartFacts, in_use, write_journey
from parkour.journeys.services.placing import place_idea
from parkour.management.story import Story

CAMPAIGN_DAYS, HELD_EVERY, DRAWN = 45, 2, 5  # days: its length, from one interview to the next, before its end

# Stages and pillars a house begins with, and the words that lead there; the first stage that fits is taken.
STAGES = {
    Side.EMPLOYEES: {
        "arrive": "premier jour|accueil|nouve(?:au|lle)",
        "settle": "formation|tutor|tutorat|apprend",
        "event": "malaise|enceinte|enfant|arrêt|deuil|repos",
        "grow": "évolu|mobilité|compétence|certificat",
        "work": "planning|tournée|trajet|gant|tenue|matériel|téléphone|salle|paie|kilom",
    },
    Side.CUSTOMERS: {
        "start": "première visite|premier passage|clé|trousseau",
        "help": "appel|réclam|rappel|répond",
        "use": "cliente?|famille|parents",
    },
}
PILLARS = {
    Side.EMPLOYEES: {
        "value": "prime|reconnai|merci|formation",
        "trust": "choisi|autonom|décid|confiance|planning",
        "care": "dos|glisse|malaise|repos|canicule|bruit|gant",
    },
    Side.CUSTOMERS: {
        "consideration": "famille|parents|prévenu",
        "attention": "cliente? |appel|rappel",
        "freedom": "deux heures|attente|trousseau|papier",
    },
}


EVENTS = {
    Side.EMPLOYEES: {
        "parent": "enceinte|enfant|maternité",
        "ill": "malaise|arrêt|mordu|tombée?|accident",
        "back": "reprise|retour",
    },
    Side.CUSTOMERS: {"change": "hôpital|fauteuil|chute"},
}


class InterviewsTeller:
    """One campaign of employees that is over, from which a stage got its name; one of customers that goes on."""

    def __init__(self, story: Story, facts: dict, *, officer, facilitator):
        self.story, self.facts = story, facts
        self.people = [facilitator, officer]
        self.officer = officer
        self.campaigns = {}

    def tell(self, begun: int) -> None:
        """From `begun` days ago on."""
        self.story.add(self.story.office(begun), self._begin)
        for rank, row in enumerate(self.facts["heard"]):
            moment = self.story.office(begun - 1 - HELD_EVERY * rank)
            self.story.add(moment, lambda rank=rank, row=row: self._hear(row, by=self.people[rank % 2]))
        self.story.add(self.story.office(begun - CAMPAIGN_DAYS + DRAWN), self._draw)

    def _begin(self):
        first = clock.today()
        for side, facts in ((Side.EMPLOYEES, self.facts), (Side.CUSTOMERS, self.facts["customers"])):
            reach = {_stage(side, code): tuple(numbers) for code, numbers in facts["reach"].items()}
            last = first + timedelta(days=CAMPAIGN_DAYS)
            plain = CampaignFacts(facts["title"], facts["goal"], first, last, reach)
            self.campaigns[side] = open_campaign(plain, by=self.officer, side=side)

    def _hear(self, row, *, by) -> Interview:
        side = Side(row.get("side", Side.EMPLOYEES))
        said = [Said(text, tone, code and _stage(side, code)) for tone, code, text in row["said"]]
        at = row["at"] and _stage(side, row["at"])
        held = record_interview(self.campaigns[side], on=clock.today(), stage=at, said=said, by=by)
        words = list(held.verbatims.order_by("pk"))
        for place in row["shown"]:
            file_verbatim(words[place], stage=words[place].stage_id, shown=True, by=self.officer)
        return held

    def _draw(self):
        """The officer names a stage as people call it."""
        campaign, drawn = self.campaigns[Side.EMPLOYEES], self.facts["drawn"]
        journey = Journey.of(Side.EMPLOYEES)
        stages = [
            PartFacts(row.pk, drawn["name"] if row.code == drawn["stage"] else row.label, row.words, row.moment)
            for row in in_use(Stage, journey)
        ]
        pillars = [PartFacts(row.pk, row.label, row.words) for row in in_use(Pillar, journey)]
        facts = MapFacts(stages, pillars, self.facts["why"], campaign.pk)
        write_journey(facts, by=self.officer, side=journey.side, version=journey.version)
        close_campaign(campaign, by=self.officer)


def _stage(side, code) -> int:
    return Stage.objects.get(journey__side=side, code=code).pk


def place_on_journeys(*, by) -> None:
    """Hang what `by` may place where its words lead, the oldest first; what leads nowhere stays unplaced."""
    known = {
        model: {(side, row.code): row.pk for side in Side for row in in_use(model, Journey.of(side))}
        for model in (Stage, Pillar, LifeEvent)
    }
    for idea in Idea.objects.order_by("pk"):
        text = f"{idea.problem_text} {idea.change_text}"
        stages = [codes[0] for side in Side if (codes := _fitting(STAGES, side, text))]
        pillars = [codes for side in Side for codes in _fitting(PILLARS, side, text)]
        events = [codes for side in Side for codes in _fitting(EVENTS, side, text)]
        if (stages or pillars or events) and by.has_perm("journeys.place_idea", idea):
            hung, served = [known[Stage][code] for code in stages], [known[Pillar][code] for code in pillars]
            about = [known[LifeEvent][code] for code in events]
            place_idea(idea, by=by, stages=hung, pillars=served, events=about)


def _fitting(words, side, text) -> list[tuple[Side, str]]:
    return [(side, code) for code, pattern in words[side].items() if re.search(pattern, text, re.IGNORECASE)]
