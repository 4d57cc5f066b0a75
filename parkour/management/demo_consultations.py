"""What all employees of the demonstration are asked: one consultation that is over, and one that awaits answers."""

from datetime import datetime, timedelta
from uuid import uuid4

from committee.consulting import reminder_moment, window
from committee.enums import Choice
from committee.models import Consultation
from committee.services.consultation_course import keep_consultations
from committee.services.consultations import answer_consultation, consult_on
from parkour.management.story import PARIS

BATCHES = 6  # moments at which answers come
SOON = timedelta(minutes=5)
PLAYED = "@parkour.example"


class ConsultationTeller:
    """Adds one consultation to the story; `facts` are an entry of ``consultations``, `teller` tells its session."""

    def __init__(self, story, teller, facts):
        self.story, self.teller, self.facts = story, teller, facts
        self.consultation, self.choices = None, interleaved(facts["answers"])

    def tell(self):
        """Once the session has its day: asked after the agenda was sent, then opened and closed by the clock."""
        opens_at, closes_at = window(self.teller.day, PARIS)
        asked = self.teller.released_at + SOON
        opened = max(opens_at, asked) + SOON
        self.story.add(asked, self._ask)
        for moment in (opened, reminder_moment(closes_at, PARIS) + SOON, closes_at + SOON):
            if moment <= self.story.now:
                self.story.add(moment, keep_consultations)
        self._tell_answers(opened, min(closes_at, self.story.now))

    def _tell_answers(self, begin: datetime, end: datetime):
        for batch in range(BATCHES):
            moment = begin + (end - begin) * (batch + 1) / (BATCHES + 1)
            self.story.add(moment, lambda batch=batch: self._answer(batch))

    def _ask(self):
        session = self.teller.session
        item = session.items.get(idea=self.teller.tellers[self.facts["idea"]].idea)
        (self.consultation,) = consult_on(session, by=self.teller.officer, points=[item.pk])

    def _answer(self, batch: int):
        """Of those who are asked, but the people whom one plays: their ballot is still to be given."""
        consultation = Consultation.objects.get(pk=self.consultation.pk)
        lines = consultation.poll.roll.exclude(person__email__endswith=PLAYED).select_related("person")
        people = [line.person for line in lines.order_by("person")]
        for person, choice in list(zip(people, self.choices, strict=False))[batch::BATCHES]:
            answer_consultation(consultation, by=person, key=uuid4(), choice=choice)


def interleaved(numbers: dict[str, int]) -> list[Choice]:
    """So many answers of each kind, evenly mixed."""
    places = [((rank + 0.5) / number, choice) for choice, number in numbers.items() for rank in range(number)]
    return [Choice(choice) for _place, choice in sorted(places)]
