"""Something real at the addresses of what follows a decision: indicators, surveys, journeys, promises."""

from datetime import date

from parkour.engagements.services.guests import say_as_guest
from parkour.engagements.services.promises import add_step
from parkour.engagements.services.replicating import take_up_success
from parkour.indicators.models import Audience
from parkour.indicators.services.changes import rebase, record_change
from parkour.indicators.services.indicators import write_reason
from parkour.indicators.services.waves import invite_people
from parkour.journeys.models import Edition
from tests.engagements import promising
from tests.factories import IdeaFactory
from tests.ideas.lives import done
from tests.indicators import measuring, surveying
from tests.mapping import maps


def effects_of(people) -> dict:
    """{first word of the address: values of its parameter}; `people` as in `a_small_company`."""
    employee, officer = people["employee"], people["officer"]
    owner = people.get("owner", employee)
    return {
        "indicators": _indicators(officer),
        "surveys": _surveys(officer, [employee, owner]),
        "journeys": _journeys(officer),
        "irritants": [promising.irritant(officer).pk],
        **_promises(officer, owner),
        "initiatives": [promising.noted(employee).pk],
        **_successes(officer, owner),
        **_met(officer, employee, owner),
    }


def _indicators(officer):
    one = measuring.filled(officer, [*measuring.CSAT, *[88] * 7])
    change = record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", by=officer)
    baseline = rebase(change, why="Cela dure.", by=officer)
    reason = write_reason(name="Retard", parent=None, by=officer)
    return sorted({one.pk, change.pk, baseline.pk, reason.pk})


def _surveys(officer, people):
    wave = surveying.opened(officer)
    invite_people(wave, people, by=officer)
    customers = surveying.opened(officer, audience=Audience.CUSTOMERS)
    return sorted({wave.pk, wave.survey.pk, customers.pk, customers.survey.pk})


def _journeys(officer):
    maps.renamed(officer)
    campaign = maps.interviewed(officer)
    held = maps.heard(campaign, officer)
    numbers = {held.pk, campaign.pk, held.verbatims.first().pk, maps.stage("work").pk, Edition.objects.first().pk}
    return ["employees", "customers", *sorted(numbers)]


def _promises(officer, owner):
    one = promising.promised(officer, owner)
    step = add_step(one, words="Former l'accueil", by=owner)
    proof = promising.proved(one, owner)
    guest = promising.invited(one, owner)
    words = say_as_guest(guest, text="Et le soir ?")
    return {"engagements": [*sorted({one.pk, step.pk, proof.pk, words.pk}), str(guest.pk)]}


def _successes(officer, owner):
    success = done(IdeaFactory(shortlisted=True))
    taken = take_up_success(success, by=owner)
    return {"standards": [promising.standard(success, officer).pk], "replications": [taken.pk]}


def _met(officer, employee, owner):
    visit = promising.visit(officer)
    people = {employee: "employees"} | {owner if owner != employee else officer: "direction"}
    trophies = promising.trophies(officer, done(IdeaFactory(shortlisted=True)), jury=people.items())
    nominee = trophies.categories.get().nominees.get()
    return {
        "visits": [visit.pk],
        "owed": [promising.owed(visit, officer).pk],
        "trophies": [trophies.pk],
        "trophy-categories": [nominee.category_id],
        "trophy-nominees": [nominee.pk],
        "trophy-jurors": [trophies.jurors.first().pk],
    }
