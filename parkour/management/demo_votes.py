"""The votes of the sessions of the demonstration: for and against, secret on request, by consent, and for advice."""

from uuid import uuid4

from committee.enums import Stance, VoteMethod
from committee.services import secrecy, voting

NO_ROOM = dict.fromkeys(("secret_on_request", "break", "temperature", "consent", "objection"))


class VoteTeller:
    """Holds the votes on one point, as `facts` (an entry of ``past_sessions``) and `room` (of ``room``) say."""

    def __init__(self, cast, chair, facts, room):
        self.cast, self.chair, self.facts, self.room = cast, chair, facts, room

    def vote(self, item):
        """Everything that was voted on a point under discussion, up to the answer that is recorded."""
        key, room = self.facts["idea"], self.room
        if room["temperature"] and room["temperature"]["idea"] == key:
            self._take_the_temperature(item)
        poll = self._open(item)
        for number, reading in enumerate(self.facts["rounds"]):
            if number:
                poll = voting.second_reading(poll, by=self.chair)
            for email, choice in reading["votes"].items():
                if choice != "recused":
                    self._cast(poll, email, choice=choice)
            poll = self._reveal(poll)

    def _open(self, item):
        """The vote for or against: at once, after two rounds of consent, or secret since half of them asked for it."""
        key, room = self.facts["idea"], self.room
        if room["consent"] and room["consent"]["idea"] == key:
            return voting.second_reading(self._ask_for_consent(item), by=self.chair)
        if room["secret_on_request"] != key:
            return voting.open_poll(item, by=self.chair)
        poll = voting.prepare_poll(item, by=self.chair)
        there = list(self.facts["rounds"][0]["votes"])
        for email in there[: (len(there) + 1) // 2]:
            secrecy.ask_for_secrecy(poll, by=self.cast[email])
        return voting.open_prepared(poll, by=self.chair)

    def _take_the_temperature(self, item):
        poll = voting.open_poll(item, by=self.chair, method=VoteMethod.TEMPERATURE)
        for email, degree in self.room["temperature"]["degrees"].items():
            self._cast(poll, email, answer={"degree": degree})
        self._reveal(poll)

    def _ask_for_consent(self, item):
        facts = self.room["consent"]
        poll = voting.open_poll(item, by=self.chair, method=VoteMethod.CONSENT)
        for number, said in enumerate(facts["rounds"]):
            if number:
                poll = voting.second_reading(poll, by=self.chair, proposal=facts["proposal"])
            for email, choice in self.facts["rounds"][0]["votes"].items():
                if choice != "recused":
                    self._cast(poll, email, answer=_stance(email, said))
            poll = self._reveal(poll)
        return poll

    def _cast(self, poll, email, **ballot):
        voting.cast_ballot(poll, by=self.cast[email], key=uuid4(), **ballot)

    def _reveal(self, poll):
        voting.close_poll(poll, by=self.chair)
        return voting.reveal_poll(poll, by=self.chair)


def _stance(email, said) -> dict:
    """Whoever says nothing agrees."""
    for stance, words in ((Stance.OBJECTION, said["objections"]), (Stance.RESERVE, said["reserves"])):
        if email in words:
            return {"stance": stance, "words": words[email]}
    return {"stance": Stance.AGREE, "words": ""}
