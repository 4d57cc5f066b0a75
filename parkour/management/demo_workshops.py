"""The workshops of the demonstration: one that ended without a proposal, one in silence, one whose dots are placed."""

from datetime import timedelta

from committee.services import workshop_room as room
from committee.services.workshop_places import leave_empty
from committee.services.workshops import close_workshop, move_to, open_workshop
from committee.workshop_steps import ORDER, WorkshopStep
from ideas.models import Idea

FACILITATOR = "facilitator@parkour.example"
A_STEP, LAST_HOUR = timedelta(minutes=12), timedelta(minutes=75)


class WorkshopTeller:
    """Adds one workshop to the story; `facts` are an entry of ``workshops``, `tellers` tell the contributions."""

    def __init__(self, story, cast, tellers, facts):
        self.story, self.cast, self.tellers, self.facts = story, cast, tellers, facts
        self.by, self.workshop = cast[FACILITATOR], None

    def tell(self):
        facts, story = self.facts, self.story
        begun = story.office(facts["opened_days_ago"], minute=90)
        story.add(begun, self._open)
        if facts["until"] == WorkshopStep.CLOSED:
            story.add(story.office(facts["closed_days_ago"], after=begun, minute=200), self._close)
            return
        moment = story.now - LAST_HOUR
        made = {"ideas": self._write, "grouping": self._group, "variants": self._vary, "vote": self._vote}
        for step in ORDER[1 : ORDER.index(facts["until"]) + 1]:
            moment += A_STEP
            story.add(moment, lambda step=step: self._go(step))
            story.add(moment + A_STEP / 2, made[step])

    def _open(self):
        facts = self.facts
        idea = Idea.objects.get(pk=self.tellers[facts["idea"]].idea.pk)
        people = [self.cast[email] for email in facts["people"]]
        about = {"question": facts["question"], "place": facts["place"]}
        self.workshop = open_workshop([idea], by=self.by, participants=people, **about)
        if facts["whys"]:
            room.keep_whys(self.workshop, by=self.by, whys=facts["whys"])

    def _close(self):
        close_workshop(self.workshop, by=self.by, reason=self.facts["reason"])

    def _go(self, step):
        self.workshop = move_to(self.workshop, by=self.by, to=step)

    def _write(self):
        for line in self.facts["ideas"]:
            room.write_ideas(self.workshop, by=self.cast[line["by"]], text=line["text"])

    def _group(self):
        for group in self.facts["groups"]:
            keys = self.workshop.silent_ideas.filter(text__in=group["ideas"]).values_list("pk", flat=True)
            room.group_ideas(self.workshop, by=self.by, ideas=list(keys), name=group["name"])

    def _vary(self):
        for variant in self.facts["variants"]:
            groups = self.workshop.groups.filter(name__in=variant["groups"]).values_list("pk", flat=True)
            room.save_variant(self.workshop, by=self.by, **variant | {"groups": list(groups)})
        for place in self.facts["left_empty"]:
            group = self.workshop.groups.get(name=place["group"]).pk
            leave_empty(self.workshop, by=self.by, group=group, scope=place["scope"])

    def _vote(self):
        keys = list(self.workshop.variants.values_list("pk", flat=True))
        for line in self.facts["dots"]:
            dots = dict(zip(keys, line["numbers"], strict=True))
            room.place_dots(self.workshop, by=self.cast[line["by"]], dots=dots)
