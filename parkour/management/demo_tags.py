"""Tags of the desk in the demonstration: set by the words of what was sent by then, one merged and one retired."""

import re

from ideas.models import Idea
from ideas.services.tagging import merge_tags, set_tags, write_tag

# What each is about, as its words begin; the first three that fit are set.
TAGS = {
    "Plannings et trajets": "planning|tournée|samedi|horaire|week-end|trajet|deux heures|repos|remplacement",
    "Matériel et tenues": "gant|aspirateur|blouse|tenue|matériel|seau|lame|souffleur|chaussure|tunique|sac ",
    "Santé et sécurité": "glisse|dos|mordu|malaise|lumière|canicule|tombée?|bruit|allergi|frôlé|latex",
    "Téléphone et applications": "téléphone|application|réseau|sms|écran|fige|chargeur|numéro",
    "Locaux": "agence de|salle|casier|porte|parking|machine à",
    "Accueil et formation": "premier jour|nouve(?:au|lle)|formation|tutor|tutorat|français",
    "Paie et frais": "paie|payé|kilom|frais|prime|forfait|rembours",
    "Clients et familles": "famille|parents|cliente? me|chez (?:un|une) cliente?|clé|trousseau",
}
RETIRED, DOUBLE, SAME = "Divers", "Tournées", "Plannings et trajets"
MOST = 3


def make_tags(*, by) -> None:
    """The vocabulary, and the tags of what `by` may tag, the oldest first."""
    written = {name: write_tag(by=by, name=name) for name in (*TAGS, RETIRED, DOUBLE)}
    patterns = {name: re.compile(words, re.IGNORECASE) for name, words in TAGS.items()}
    ideas = [idea for idea in Idea.objects.order_by("pk") if by.has_perm("ideas.tag_idea", idea)]
    for rank, idea in enumerate(ideas):
        text = f"{idea.problem_text} {idea.change_text}"
        fits = [name for name, pattern in patterns.items() if pattern.search(text)][:MOST]
        if fits[:1] == [SAME] and rank % 4 == 0:
            fits[0] = DOUBLE  # as somebody else of the desk called it
        if fits or rank % 3 == 0:
            set_tags(idea, by=by, tags=[written[name].pk for name in fits or [RETIRED]])
    merge_tags(written[DOUBLE], by=by, into=written[SAME].pk)
    write_tag(by=by, tag=written[RETIRED], name=RETIRED, is_active=False)
