"""Something at each address of what follows a decision: indicators, surveys, journeys, promises."""

from datetime import date

from django.urls import reverse

from parkour.engagements.services.guests import say_as_guest
from parkour.engagements.services.promises import add_step
from parkour.engagements.services.replicating import take_up_success
from parkour.indicators.services.changes import rebase, record_change
from parkour.indicators.services.indicators import write_reason
from parkour.indicators.services.waves import invite_people
from parkour.journeys.models import Edition
from tests.engagements import promising
from tests.factories import UserFactory
from tests.ideas.lives import done
from tests.indicators import measuring, surveying
from tests.mapping import maps

NAMESPACES = {"indicators", "surveys", "journeys", "engagements"}


def effects_for(person) -> dict[str, int]:
    """{word of the address before the number: number} of one thing of each kind, made by this person."""
    return {
        **_measured(person),
        **_asked(person),
        **_heard(person),
        **_promised(person),
        **_taken_up(person),
        **_met(person),
    }


def number_at(name: str, effects: dict[str, int]) -> int:
    """The number for this named address: of the thing that its word names; 1 where there is none yet."""
    kind = reverse(name, kwargs={"pk": 0}).partition("/0/")[0].rpartition("/")[2]
    return effects.get(kind, 1)


def _measured(person):
    one = measuring.filled(person, [*measuring.CSAT, *[88] * 7])
    change = record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", by=person)
    baseline = rebase(change, why="Cela dure.", by=person)
    reason = write_reason(name="Retard", parent=None, by=person)
    return {"indicators": one.pk, "changes": change.pk, "baselines": baseline.pk, "reasons": reason.pk}


def _asked(person):
    wave = surveying.opened(person)
    invite_people(wave, [person], by=person)
    return {"surveys": wave.survey.pk, "waves": wave.pk, "answer": wave.pk}


def _heard(person):
    maps.renamed(person)
    campaign = maps.interviewed(person)
    held = maps.heard(campaign, person)
    numbers = {"interviews": campaign.pk, "held": held.pk, "verbatims": held.verbatims.first().pk}
    numbers |= {"stages": maps.stage("work").pk, "events": maps.event("back").pk}
    return numbers | {"editions": Edition.objects.order_by("pk").first().pk}


def _promised(person):
    one = promising.promised(person)
    step, proof = add_step(one, words="Former l'accueil", by=person), promising.proved(one, person)
    words = say_as_guest(promising.invited(one, person), text="Et le soir ?")
    numbers = {"engagements": one.pk, "irritants": one.irritant_id, "steps": step.pk, "proofs": proof.pk}
    return numbers | {"words": words.pk}


def _taken_up(person):
    success = done()
    taken = take_up_success(success, by=person)
    numbers = {"initiatives": promising.noted(person).pk, "replications": taken.pk}
    return numbers | {"standards": promising.standard(success, person).pk}


def _met(person):
    visit = promising.visit(person)
    trophies = promising.trophies(person, done(), jury=[(person, "direction"), (UserFactory(), "employees")])
    nominee = trophies.categories.get().nominees.get()
    numbers = {"visits": visit.pk, "owed": promising.owed(visit, person).pk, "trophies": trophies.pk}
    numbers |= {"trophy-categories": nominee.category_id, "trophy-nominees": nominee.pk}
    return numbers | {"trophy-jurors": trophies.jurors.order_by("pk").last().pk}
