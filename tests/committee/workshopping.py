"""Workshops at each step, brought there through the services."""

from dataclasses import dataclass

from committee.models import Workshop
from committee.services import workshop_room as room
from committee.services.workshop_outcome import propose_to_committee
from committee.services.workshops import close_workshop, move_to, open_workshop
from committee.workshop_steps import ORDER, WorkshopStep
from ideas.models import Idea
from tests.factories import IdeaFactory, UserFactory

QUESTION = "Comment pourrions-nous éviter les trous entre deux passages ?"
IDEAS = ("Regrouper par rue", "Échanger nos passages entre nous")
VARIANTS = (
    {"title": "Regrouper par rue", "text": "Une tournée par rue.", "scope": "collective", "effort": 2},
    {"title": "Échanger nos passages", "text": "Chacun peut échanger.", "scope": "individual", "effort": 1},
)


@dataclass
class Led:
    """A workshop with the people in it; `writers` are two participants."""

    workshop: Workshop
    facilitator: object
    writers: list
    sources: list

    def now(self) -> Workshop:
        return Workshop.objects.get(pk=self.workshop.pk)

    def go(self, step):
        self.workshop = move_to(self.now(), by=self.facilitator, to=step)
        return self

    def write(self, ideas=IDEAS):
        for person, text in zip(self.writers, ideas, strict=False):
            room.write_ideas(self.now(), by=person, text=text)
        return self

    def gather(self):
        keys = [row.pk for row in self.workshop.silent_ideas.all()]
        room.group_ideas(self.now(), by=self.facilitator, ideas=keys, name="Organiser autrement")
        return self

    def vary(self, variants=VARIANTS):
        groups = [group.pk for group in self.workshop.groups.all()]
        for facts in variants:
            room.save_variant(self.now(), by=self.facilitator, groups=groups, **facts)
        return self

    def vary_more(self):
        """Other variants of the same groups, as often as wanted: two of one title are refused."""
        place = self.workshop.variants.count()
        return self.vary([facts | {"title": f"{facts['title']} ({place})"} for facts in VARIANTS])

    def vote(self):
        first, second = self.workshop.variants.all()
        room.place_dots(self.now(), by=self.writers[0], dots={first.pk: 2, second.pk: 1})
        room.place_dots(self.now(), by=self.writers[1], dots={first.pk: 2})
        return self

    def propose(self, by=None, **facts):
        by = by or UserFactory(officer=True)
        given = {"message": "Merci à tous.", "policy": 4, "impact": 4}
        every = {"variants": [row.pk for row in self.workshop.variants.all()]}
        return propose_to_committee(self.now(), by=by, **given | every | facts)

    def close(self, reason="Pas assez de monde."):
        self.workshop = close_workshop(self.now(), by=self.facilitator, reason=reason)
        return self


def source(**facts) -> Idea:
    """A contribution that was sent to a workshop."""
    return IdeaFactory(**{"workshop": True} | facts)


def workshop_at(step=WorkshopStep.PREPARED, *, sources=None, facilitator=None, writers=None, **facts) -> Led:
    """A workshop at `step`, with what was made before it; in the steps themselves nothing is made yet."""
    sources = [source()] if sources is None else sources
    facilitator = facilitator or UserFactory(facilitator=True)
    writers = writers or [UserFactory(), UserFactory()]
    workshop = open_workshop(sources, by=facilitator, participants=writers, **{"question": QUESTION} | facts)
    led = Led(workshop, facilitator, writers, sources)
    made = {"ideas": led.write, "grouping": led.gather, "variants": led.vary, "vote": led.vote}
    if step == WorkshopStep.CLOSED:
        return led.close()
    for one in ORDER[1 : ORDER.index(step) + 1]:
        made.get(str(led.workshop.step), lambda: None)()
        led.go(one)
    return led
