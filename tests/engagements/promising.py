"""Engagements of tests: an irritant, a promise, its proof, its guests."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from ideas.models import Idea
from ideas.services.captures import Spoken
from parkour.core import clock
from parkour.engagements.models import (
    Engagement,
    Guest,
    Initiative,
    Irritant,
    OwedAnswer,
    Proof,
    Standard,
    TrophyEdition,
    Visit,
)
from parkour.engagements.services.guests import invite_guest
from parkour.engagements.services.initiatives import Gesture, note_initiative
from parkour.engagements.services.irritants import IrritantFacts, write_irritant
from parkour.engagements.services.juries import seat_juror
from parkour.engagements.services.promises import PromiseFacts, publish_engagement, write_engagement
from parkour.engagements.services.proving import give_proof
from parkour.engagements.services.standards import Sheet, publish_standard
from parkour.engagements.services.trophies import EditionFacts, add_category, nominate, write_edition
from parkour.engagements.services.visits import VisitFacts, capture_at_visit, note_visit, owe_answer


def in_days(number):
    return clock.today() + timedelta(days=number)


def irritant(by, **changes) -> Irritant:
    known = {"title": "On rappelle trois fois pour un même sujet", "attention": "customers"}
    return write_irritant(IrritantFacts(**known | changes), by=by)


def facts(owner, **changes) -> PromiseFacts:
    known = {"sentence": "Un seul appel suffit", "owner": owner, "due_on": in_days(30)}
    return PromiseFacts(**known | changes)


def drafted(by, owner=None, about=None, **changes) -> Engagement:
    return write_engagement(facts(owner or by, **changes), by=by, irritant=about or irritant(by))


def promised(by, owner=None, **changes) -> Engagement:
    return publish_engagement(drafted(by, owner, **changes), by=by)


def proved(engagement, by, **changes) -> Proof:
    known = {"on": clock.today(), "words": "Neuf appels sur dix sont clos au premier.", "keeps": True}
    return give_proof(engagement, by=by, **known | changes)


def invited(engagement, by, **changes) -> Guest:
    return invite_guest(engagement, by=by, **{"name": "Association des aidants", "until": in_days(20)} | changes)


def gesture(**changes) -> Gesture:
    known = {"words": "Un taxi pour une collègue", "attention": "employees", "on": clock.today()}
    known |= {"amount": Decimal("18.50")}
    return Gesture(**known | changes)


def noted(by, key=None, **changes) -> Initiative:
    return note_initiative(gesture(**changes), key=key or uuid4(), by=by)[0]


def sheet(**changes) -> Sheet:
    known = {"title": "Remettre les clés", "purpose": "Que personne n'attende.", "watch": "Les jours fériés."}
    return Sheet(**known | {"steps": "Appeler la veille\n\n  Noter l'heure "} | changes)


def standard(idea, by, **changes) -> Standard:
    return publish_standard(sheet(**changes), idea=idea, by=by)


def visited(by, **changes) -> VisitFacts:
    return VisitFacts(**{"site": by.site, "on": clock.today(), "words": "Deux files d'attente."} | changes)


def visit(by, key=None, **changes) -> Visit:
    return note_visit(visited(by, **changes), key=key or uuid4(), by=by)[0]


def owed(visit, by, **changes) -> OwedAnswer:
    known = {"question": "Quand le second poste ouvre-t-il ?", "whom": "L'équipe de nuit", "due_on": in_days(9)}
    return owe_answer(visit, by=by, **known | changes)


def said_there(visit, by, **changes) -> Idea:
    known = {"problem_text": "Deux heures d’attente entre deux passages.", "client_uuid": uuid4()}
    known |= {"origin": "visit", "said_on": visit.on}
    return capture_at_visit(visit, Spoken(**known | changes), by=by)[0]


def trophies(by, *ideas, jury=(), category="Le geste qui change tout") -> TrophyEdition:
    """An edition with one category, where `ideas` are nominated; `jury` pairs of person and pole."""
    facts = EditionFacts("Trophées du printemps", in_days(20), "Merci à tous.")
    edition = write_edition(facts, by=by)
    made = add_category(edition, title=category, words="Ce qui rend le travail plus simple.", by=by)
    for idea in ideas:
        nominate(made, idea, citation="Simple et copié partout.", by=by)
    for person, pole in jury:
        seat_juror(edition, person=person, pole=pole, by=by)
    return edition
