"""The engagements of the demonstration: two promises, one of them kept with its proof; gestures; a job sheet."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from ideas.enums import BoardTab
from ideas.models import Idea
from ideas.precedence import DONE
from parkour.core import clock
from parkour.engagements.models import Engagement
from parkour.engagements.services.initiatives import Gesture, note_initiative
from parkour.engagements.services.irritants import IrritantFacts, write_irritant
from parkour.engagements.services.promises import (
    PromiseFacts,
    add_step,
    mark_step,
    publish_engagement,
    write_engagement,
)
from parkour.engagements.services.proving import give_proof
from parkour.engagements.services.standards import Sheet, publish_standard

PROMISED, PROVED, SHEET = 40, 9, 5  # days ago
IRRITANTS = (
    {
        "irritant": ("On attend l'heure du passage sans la connaître", "customers", "passage|attente|prévenu"),
        "sentence": "Chaque client connaît la veille l'heure de son passage, à une demi-heure près",
        "days": 25,
        "steps": ("Prévenir par téléphone dès que le planning est fait", "Afficher l'heure dans le carnet"),
    },
    {
        "irritant": ("Le planning de la semaine arrive trop tard", "employees", "planning"),
        "sentence": "Le planning de chacun est connu deux semaines à l'avance",
        "days": 90,
        "steps": ("Arrêter les absences prévues le 15 du mois",),
    },
)
PROOF = "Sur 120 clients appelés en une semaine, 113 connaissaient l'heure de leur passage."
GESTURES = (
    (34, "customers", "Des fleurs pour une cliente de retour de l'hôpital", "14.50"),
    (21, "employees", "Un taxi pour une collègue dont la voiture est en panne", "18"),
    (6, "customers", "Un double de clé fait le jour même", "7.20"),
    (3, "employees", "Un café offert à l'équipe du matin", "9"),
)


def tell_engagements(story, *, officer, staff) -> None:
    """Put them in the story at their days; `officer` answers for what is promised, `staff` made the gestures."""
    story.add(story.office(PROMISED), lambda: _promise(officer))
    story.add(story.office(PROVED), lambda: _prove(officer))
    story.add(story.office(SHEET), lambda: _write_sheet(officer))
    for days, attention, words, amount in GESTURES:
        story.add(story.office(days), _noted(attention, words, amount, staff))


def _promise(by):
    for facts in IRRITANTS:
        title, attention, pattern = facts["irritant"]
        said = IrritantFacts(title=title, attention=attention, ideas=_fitting(pattern, by))
        irritant = write_irritant(said, by=by)
        promise = PromiseFacts(facts["sentence"], by, clock.today() + timedelta(days=facts["days"]))
        one = write_engagement(promise, by=by, irritant=irritant)
        one = publish_engagement(one, by=by, version=one.version)
        for words in facts["steps"]:
            add_step(one, words=words, by=by)


def _fitting(pattern, by) -> list[Idea]:
    """Three contributions on the board, the oldest first, whose words lead there."""
    rows = Idea.objects.exclude(board_tab="").order_by("pk")
    found = [row for row in rows if re.search(pattern, row.problem_text, re.IGNORECASE)]
    return [row for row in found if by.has_perm("ideas.view_idea", row)][:3]


def _prove(by):
    one = Engagement.objects.order_by("pk").first()
    for step in one.steps.all():
        mark_step(step, done=True, by=by)
    give_proof(one, on=clock.today(), words=PROOF, by=by, place="Tableau de l'accueil", keeps=True)


def _write_sheet(by):
    """From the first success, where there is one by then."""
    idea = Idea.objects.filter(board_tab=BoardTab.DONE, state__in=DONE).order_by("pk").first()
    if idea is not None:
        steps = "Lire la fiche avant le passage\nAppeler si l'heure change\nNoter le retour du client"
        sheet = Sheet(idea.display_title[:120], "Que chacun fasse de même dès la première fois.", steps)
        publish_standard(sheet, idea=idea, by=by)


def _noted(attention, words, amount, by):
    def note():
        note_initiative(Gesture(words, attention, clock.today(), Decimal(amount)), key=uuid4(), by=by)

    return note
