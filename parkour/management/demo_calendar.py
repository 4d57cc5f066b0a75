"""The calendar of the demonstration: a rule saved by the officer, two years of sessions, and a week that is avoided."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import islice

from committee.recurrence import WEEKS, Rule
from committee.services import series
from committee.services.sessions import acceptable_day
from parkour.core.exceptions import InvalidInput

OTHER_WEEKS = (7, -7, 14, -14)  # days from the day of the rule


class CalendarTeller:
    """Adds the rule to the story. `first` is the day of the session ahead: the rule counts from its month."""

    def __init__(self, story, cast, facts, first: date):
        self.story, self.facts = story, facts
        self.officer = cast["officer@parkour.example"]
        week = (first.day - 1) // 7 + 1
        self.rule = Rule(every=facts["every"], week=week if week in WEEKS else -1, weekday=first.weekday(), first=first)

    def tell(self):
        saved = self.story.days_ago(self.facts["saved_days_ago"], "10:20")
        self.story.add(saved, lambda: series.save_rule(self.rule, by=self.officer))
        avoided = self.story.days_ago(self.facts["exception"]["days_ago"], "11:05")
        self.story.add(avoided, self._avoid)
        self.story.add(self.story.now, series.keep_series)

    def _avoid(self):
        """The session of one day of the rule, some months ahead, in the nearest other week."""
        facts, since = self.facts["exception"], self.rule.first.year
        wanted = next(islice(self.rule.dates(since, since + 3), facts["rank"], None))
        series.set_exception(wanted, by=self.officer, day=self._other_day(wanted), reason=facts["reason"])

    def _other_day(self, wanted: date) -> date:
        for days in OTHER_WEEKS:
            with suppress(InvalidInput):
                day = wanted + timedelta(days=days)
                acceptable_day(day, self.rule.starts_at)
                return day
        raise InvalidInput(f"No other week is free around {wanted:%Y-%m-%d}.", field="day")
