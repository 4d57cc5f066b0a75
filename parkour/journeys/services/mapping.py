"""Writing a journey: its stages, life events and the pillars of its policy together, each time as a new edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from parkour.indicators.models import Stage as Moment
from parkour.journeys.models import Edition, InterviewCampaign, Journey, LifeEvent, Pillar, Side, Stage
from parkour.journeys.models.maps import Part

NAME_LIMIT, WORDS_LIMIT, WHY_LIMIT = 60, 200, 200
STAGES, PILLARS, EVENTS = (2, 12), (1, 8), (0, 12)  # fewest and most in use: more fit on no page


@dataclass(frozen=True)
class PartFacts:
    """A stage, a pillar or a life event as it is to be; `key` of the row it is already, None for a new one."""

    key: int | None
    name: str
    words: str = ""
    moment: str = ""


@dataclass(frozen=True)
class MapFacts:
    """A whole journey, in its order. What is not named goes out of use.

    `campaign`: the key of the interviews from which it is drawn, None for none. `events` None: they stay as they are.
    """

    stages: Sequence[PartFacts]
    pillars: Sequence[PartFacts]
    why: str = ""
    campaign: int | None = None
    events: Sequence[PartFacts] | None = None


@transaction.atomic
def write_journey(facts: MapFacts, *, by: User, side: str, version: int) -> Journey:
    """Stages, pillars and life events as `facts` say. A new edition is kept, unless nothing changes.

    Raises NotAllowed, InvalidInput (field: stages, pillars, events, why or campaign), Conflict (changed meanwhile).
    """
    permit(by)
    journey = Journey.objects.select_for_update().get(pk=Journey.of(side).pk)
    if journey.version != version:
        sentence = _("Somebody changed this journey meanwhile. What you typed is still here: compare, then save again.")
        raise Conflict(sentence, current=journey)
    why = " ".join(clean_text(facts.why, "why", limit=WHY_LIMIT).split())
    campaign = _campaign_of(journey, facts.campaign)
    before = content_of(journey)
    _write(Stage, journey, facts.stages, "stages", STAGES)
    _write(Pillar, journey, facts.pillars, "pillars", PILLARS)
    if facts.events is not None:
        _write(LifeEvent, journey, facts.events, "events", EVENTS)
    after = content_of(journey)
    if after == before:
        return journey
    if not journey.editions.exists():
        Edition.objects.create(journey=journey, number=journey.version, content=before)
    journey.version += 1
    journey.save(update_fields=["version"])
    told = {"why": why, "campaign": campaign, "by": by, "at": clock.now()}
    Edition.objects.create(journey=journey, number=journey.version, content=after, **told)
    return journey


@transaction.atomic
def restore_edition(edition: Edition, *, by: User, version: int) -> Journey:
    """The journey as this edition said, as a new edition; `version` is the one that was read.

    Raises NotAllowed, Conflict (changed meanwhile).
    """
    permit(by)
    parts = {
        name: [PartFacts(row["key"], row["name"], row["words"], row["moment"]) for row in rows]
        for name, rows in edition.content.items()
    }
    why = _("As in edition %(number)s") % {"number": edition.number}
    return write_journey(MapFacts(**parts, why=why), by=by, side=edition.journey.side, version=version)


def content_of(journey: Journey) -> dict:
    """What an edition keeps: the stages, pillars and life events in use, in their order. Three statements."""
    return {
        name: [
            {"key": row.pk, "code": row.code, "name": row.name, "words": row.words, "moment": _moment(row)}
            for row in in_use(model, journey)
        ]
        for name, model in (("stages", Stage), ("pillars", Pillar), ("events", LifeEvent))
    }


def in_use(model: type[Part], journey: Journey) -> list:
    """Its stages, pillars or life events in use, each with its journey, in their order."""
    return [row for row in all_of(model, journey) if row.closed_at is None]


def all_of(model: type[Part], journey: Journey) -> list:
    """The same with those out of use."""
    rows = list(model.objects.filter(journey=journey).order_by("place", "pk"))
    for row in rows:
        row.journey = journey
    return rows


def permit(by: User) -> None:
    """Raise NotAllowed unless this person writes journeys."""
    if not by.has_perm("journeys.write"):
        raise NotAllowed(_("Journeys are written by the improvement officer."))


def _moment(row):
    return getattr(row, "moment", "")


def _campaign_of(journey, key):
    if key is None:
        return None
    found = InterviewCampaign.objects.filter(journey=journey, pk=key).first()
    if found is None:
        raise InvalidInput(_("These interviews are of another journey."), field="campaign")
    return found


def _write(model, journey, facts, field, bounds):
    rows = {row.pk: row for row in all_of(model, journey)}
    fewest, most = bounds
    if not fewest <= len(facts) <= most:
        sentence = _("From %(fewest)s to %(most)s of them, no fewer and no more.")
        raise InvalidInput(sentence % {"fewest": fewest, "most": most}, field=field)
    kept, names = set(), set()
    for place, one in enumerate(facts, 1):
        row = model(journey=journey) if one.key is None else rows.get(one.key)
        if row is None or (row.pk and row.pk in kept):
            raise InvalidInput(
                _("One of them is not of this journey, or is there twice. Load the page again."), field=field
            )
        _fill(row, one, place, field)
        if row.label.casefold() in names:
            raise InvalidInput(_("Two of them have the same name: “%(name)s”.") % {"name": row.label}, field=field)
        names.add(row.label.casefold())
        row.save()
        kept.add(row.pk)
    model.objects.filter(journey=journey, closed_at=None).exclude(pk__in=kept).update(closed_at=clock.now())


def _fill(row, one, place, field):
    """A name that says what the code says anyway is not kept: it stays in the language of the reader."""
    name = " ".join(clean_text(one.name, field, limit=NAME_LIMIT).split())
    first_name = " ".join(row.first_name.split())  # spaces that do not break are typed as plain ones
    row.name = "" if row.code and name in {"", first_name} else name
    if not row.name and not row.code:
        raise InvalidInput(_("Give each of them a name."), field=field)
    row.words = " ".join(clean_text(one.words, field, limit=WORDS_LIMIT).split())
    row.place, row.closed_at = place, None
    if isinstance(row, Stage):
        if one.moment and (one.moment not in Moment.values or row.journey.side != Side.EMPLOYEES):
            raise InvalidInput(
                _("Only stages of employees have a moment of the surveys, one of those shown."), field=field
            )
        row.moment = one.moment
