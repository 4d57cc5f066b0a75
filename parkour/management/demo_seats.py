"""The seats of the demonstration: who sits until when, who stands by, who left, and three calls for candidates."""

from datetime import date, timedelta

from committee.enums import CallMethod, CollegeCode
from committee.models import CandidacyCall, College
from committee.services import candidacies, mandates
from committee.services.drawing import draw_lots
from committee.services.electing import open_votes
from parkour.management.story import validated


class SeatsTeller:
    """Opens the poles, then adds to the story what became of their seats. `people` are the rows of the content."""

    def __init__(self, story, cast, people, facts):
        self.story, self.cast, self.facts = story, cast, facts
        self.officer = cast["officer@parkour.example"]
        self.seated = {row["email"]: row["mandate"] for row in people if row["mandate"]}
        self.colleges = {}

    def open_colleges(self):
        """The two poles and the mandates that were given before the story begins."""
        left, seats = self.facts["seats"]["left"], self.facts["seats"]
        for code in CollegeCode:
            count = sum(mandate["college"] == code for mandate in self.seated.values())
            college = College(code=code, seats=count, alternates=seats["alternates"][code])
            self.colleges[code] = validated(college)
        since = self._ago(seats["since_days_ago"])
        for email, mandate in self.seated.items():
            if email != left["followed_by"]:
                self._give(email, mandate["college"], since, is_president=mandate["is_president"])
        self.left = self._give(left["email"], left["college"], since)
        for row in seats["standing_by"]:
            self._give(row["email"], row["college"], since, is_alternate=True)

    def tell(self):
        left = self.facts["seats"]["left"]
        self.story.add(self.story.office(left["until_days_ago"] + 9), self._leave)
        self.story.add(self.story.office(left["until_days_ago"] + 8), self._follow)
        for facts in self.facts["calls"]:
            self._tell_call(facts)

    def _give(self, email, college, from_on, **how):
        return mandates.give_mandate(
            self.cast[email],
            self.colleges[college],
            by=self.officer,
            from_on=from_on,
            until_on=self._end_of(email),
            **how,
        )

    def _end_of(self, email) -> date | None:
        seats = self.facts["seats"]
        if email in seats["without_end"]:
            return None
        days = {row["email"]: row["until_in_days"] for row in seats["ending"]}
        return self.story.in_days(days.get(email, seats["until_in_days"]))

    def _ago(self, days) -> date:
        return self.story.today - timedelta(days=days)

    def _leave(self):
        left = self.facts["seats"]["left"]
        until = self._ago(left["until_days_ago"])
        mandates.end_mandate(self.left, by=self.officer, until_on=until, reason=left["reason"])

    def _follow(self):
        left = self.facts["seats"]["left"]
        self._give(left["followed_by"], left["college"], self._ago(left["until_days_ago"]))

    def _tell_call(self, facts):
        story, key = self.story, {}
        opening = story.days_ago(facts["opens_days_ago"], "09:40")
        story.add(opening, lambda: key.update(call=self._open(facts)))
        for row in facts["candidates"]:
            person = self.cast[row["email"]]
            moment = story.days_ago(row["days_ago"], "12:25")
            story.add(moment, lambda row=row, by=person: candidacies.apply(key["call"], by=by, letter=row["letter"]))
            if row["withdrawn_days_ago"] is not None:
                moment = story.days_ago(row["withdrawn_days_ago"], "18:05")
                story.add(moment, lambda by=person: candidacies.withdraw(key["call"], by=by))
        if "drawn_days_ago" in facts:
            story.add(story.days_ago(facts["drawn_days_ago"], "00:20"), lambda: draw_lots(key["call"]))
        if "votes_until_in_days" in facts:
            story.add(story.days_ago(facts["closes_days_ago"] - 1, "00:20"), open_votes)

    def _open(self, facts) -> CandidacyCall:
        votes_until = facts.get("votes_until_in_days")
        closes_on, from_on, until_on = self._days_of(facts)
        return candidacies.open_call(
            self.colleges[facts["college"]],
            by=self.officer,
            seats=facts["seats"],
            alternates=facts["alternates"],
            opens_on=self._ago(facts["opens_days_ago"]),
            closes_on=closes_on,
            from_on=from_on,
            until_on=until_on,
            votes_until=None if votes_until is None else self.story.in_days(votes_until),
            method=facts.get("method", CallMethod.DRAW),
            one_per_site=facts["one_per_site"],
            words=facts["words"],
        )

    def _days_of(self, facts) -> tuple[date, date, date]:
        """Last day of the call, first day of the mandates, first day without them."""
        later = facts.get("from_in_days")
        begins = self._ago(facts["from_days_ago"]) if later is None else self.story.in_days(later)
        if "closes_days_ago" in facts:
            return self._ago(facts["closes_days_ago"]), begins, self.story.in_days(facts["until_in_days"])
        return self.story.in_days(facts["closes_in_days"]), begins, begins + timedelta(days=facts["lasts_days"])
