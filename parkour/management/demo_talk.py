"""What colleagues of the demonstration add to the contributions of the board: supports, bells, comments."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from ideas.models import Idea
from ideas.services.comments import report_comment, write_comment
from ideas.services.following import follow
from ideas.services.support import support

BETWEEN_TWO = timedelta(minutes=11)


class TalkTeller:
    """Adds the talk about one contribution to the story; `facts` are an entry of ``talk``, `teller` tells the rest."""

    def __init__(self, story, cast, teller, facts):
        self.story, self.cast, self.teller, self.facts = story, cast, teller, facts

    def tell(self):
        after = self.story.office(self.facts["days_ago"], minute=45)
        for act, people in ((support, "supporters"), (follow, "followers")):
            for email in self.facts[people]:
                after += timedelta(minutes=1)
                self.story.add(after, lambda act=act, email=email: act(self.idea, by=self.cast[email]))
        for number, line in enumerate(self.facts["comments"]):
            after += BETWEEN_TWO
            self.story.add(after, lambda number=number, line=line: self._say(number, line))

    @property
    def idea(self) -> Idea:
        return self.teller.idea

    def _say(self, number, line):
        key = uuid5(NAMESPACE_URL, f"parkour-demo:{self.facts['idea']}:comment:{number}")
        comment, _new = write_comment(self.idea, by=self.cast[line["by"]], body=line["text"], key=key)
        if report := line.get("reported"):
            reporter = self.cast[report["by"]]
            report_comment(comment, by=reporter, reason=report["reason"], note=report["note"])
