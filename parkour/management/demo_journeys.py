"""The journeys of the demonstration: contributions hung on them by the words of what was sent by then."""

import re

from ideas.models import Idea
from parkour.journeys.models import Journey, Pillar, Side, Stage
from parkour.journeys.services.mapping import in_use
from parkour.journeys.services.placing import place_idea

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


def place_on_journeys(*, by) -> None:
    """Hang what `by` may place where its words lead, the oldest first; what leads nowhere stays unplaced."""
    known = {
        model: {(side, row.code): row.pk for side in Side for row in in_use(model, Journey.of(side))}
        for model in (Stage, Pillar)
    }
    for idea in Idea.objects.order_by("pk"):
        text = f"{idea.problem_text} {idea.change_text}"
        stages = [codes[0] for side in Side if (codes := _fitting(STAGES, side, text))]
        pillars = [codes for side in Side for codes in _fitting(PILLARS, side, text)]
        if (stages or pillars) and by.has_perm("journeys.place_idea", idea):
            hung, served = [known[Stage][code] for code in stages], [known[Pillar][code] for code in pillars]
            place_idea(idea, by=by, stages=hung, pillars=served)


def _fitting(words, side, text) -> list[tuple[Side, str]]:
    return [(side, code) for code, pattern in words[side].items() if re.search(pattern, text, re.IGNORECASE)]
