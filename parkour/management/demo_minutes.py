"""The minutes of the sessions of the demonstration: written in versions, published, objected to, answered."""

from datetime import timedelta

from committee.services import approving, errata, minutes

FIRST_DRAFT = 4  # points written on the evening of the session; the others come in the morning
OBJECTED, ANSWERED = timedelta(days=4, hours=1), timedelta(days=5)  # after the session, within five working days


class MinutesTeller:
    """Adds the minutes of one session to the story; `told` is its `SessionTeller`."""

    def __init__(self, told):
        self.told, self.story, self.cast = told, told.story, told.cast
        self.officer, self.facts, self.objection = told.officer, told.facts, None

    def tell(self, start, end):
        """`start` and `end` of the session."""
        self.story.add(end + timedelta(minutes=40), self._draft)
        self.story.add(start + timedelta(days=1, hours=2), self._publish)
        if self.told.room["objection"]:
            self.story.add(start + OBJECTED, self._object)
            self.story.add(start + ANSWERED, self._answer)

    def _session(self):
        self.told.session.refresh_from_db()
        return self.told.session

    def _draft(self):
        """What is still fresh: the opening, and the first points."""
        points = self._words(self.facts["items"][:FIRST_DRAFT])
        minutes.save_note(self._session(), by=self.officer, note=self.facts["opening_note"], points=points)

    def _publish(self):
        names = ("opening_note", "minutes_note", "closing_note")
        note = "\n\n".join(self.facts[name] for name in names)
        session, points = self._session(), self._words(self.facts["items"])
        minutes.publish_minutes(session, by=self.officer, note=note, points=points)

    def _words(self, items) -> dict[int, str]:
        """What is written of each point, by its key."""
        return {self.told.point(item["idea"]).pk: item["minutes_note"] for item in items}

    def _object(self):
        facts = self.told.room["objection"]
        self.objection = approving.object_to_minutes(self._session(), by=self.cast[facts["by"]], words=facts["words"])

    def _answer(self):
        facts = self.told.room["objection"]
        if facts["refused"]:
            approving.refuse_objection(self.objection, by=self.officer, words=facts["refused"])
            return
        item = self.told.point(facts["about"])
        right = facts["correction"]
        errata.correct_minutes(self._session(), by=self.officer, item=item, objection=self.objection, **right)
