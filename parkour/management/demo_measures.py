"""What the demonstration measures: indicators with their past, and surveys put to customers and employees."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from parkour.accounts.models import User
from parkour.core import clock
from parkour.indicators.models import Invitation
from parkour.indicators.periods import latest
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.services.changes import record_change
from parkour.indicators.services.indicators import IndicatorFacts, write_indicator, write_reason
from parkour.indicators.services.measuring import Row, enter
from parkour.indicators.services.surveys import SurveyFacts, plan_wave, write_survey
from parkour.indicators.services.waves import close_wave, invite_people, make_links, open_wave
from parkour.organisation.models import Site

MEASURED = 1  # days ago
PLAYED = "@parkour.example"


class MeasuresTeller:
    """Adds what is measured to the story; `tellers` know the contributions by their key."""

    def __init__(self, story, cast, tellers, facts):
        self.story, self.cast, self.tellers, self.facts = story, cast, tellers, facts
        self.officer = cast["officer@parkour.example"]

    def tell(self):
        self.story.add(self.story.office(MEASURED), self._indicators)
        for facts in self.facts["surveys"]:
            SurveyTeller(self.story, self.cast, self.officer, facts).tell()

    def _indicators(self):
        sites, reasons = {site.code.upper(): site for site in Site.objects.all()}, {}
        for facts in self.facts["indicators"]:
            indicator = self._indicator(facts)
            rows = [row for one in facts["series"] for row in self._rows(indicator, one, sites, reasons)]
            enter(indicator, rows, by=self.officer)
            for change in facts["changes"]:
                idea, on = self.tellers[change["idea"]].idea, self.story.days_ago(change["days_ago"]).date()
                record_change(indicator, on=on, sentence=change["sentence"], idea=idea, by=self.officer)

    def _indicator(self, facts):
        plain = {name: facts[name] for name in ("name", "counted", "among", "unit", "better", "period", "attention")}
        target = None if facts["target"] is None else Decimal(facts["target"])
        owner = self.cast.get(facts["owner"])
        return write_indicator(IndicatorFacts(**plain, target=target, owner=owner), by=self.officer)

    def _rows(self, indicator, facts, sites, reasons):
        """The points of one series, the last one of the period that is just over."""
        points = facts["points"]
        days = sorted(latest(indicator.period, clock.today(), len(points) + 1)[1:])
        site, reason = sites.get(facts["site"]), self._reason(facts["reason"], reasons)
        for day, (numerator, denominator) in zip(days, points, strict=True):
            yield Row(day, Decimal(numerator), Decimal(denominator), site, reason)

    def _reason(self, path, known):
        if not path:
            return None
        if path not in known:
            above, _sign, name = path.rpartition(" > ")
            known[path] = write_reason(name=name, parent=self._reason(above, known), by=self.officer)
        return known[path]


class SurveyTeller:
    """One survey with its waves: opened on their day, answered, closed after their last one."""

    def __init__(self, story, cast, officer, facts):
        self.story, self.cast, self.officer, self.facts, self.survey = story, cast, officer, facts, None

    def tell(self):
        for facts in self.facts["waves"]:
            opened = self.story.days_ago(facts["opens_days_ago"], "09:30")
            closed = opened + timedelta(days=facts["days"], hours=10)
            wave = {}
            self.story.add(opened, lambda facts=facts, wave=wave: self._open(facts, wave))
            half = opened + (min(closed, self.story.now) - opened) / 2
            self.story.add(half, lambda facts=facts, wave=wave: self._answer(facts, wave["row"]))
            if closed < self.story.now:
                self.story.add(closed, lambda wave=wave: close_wave(wave["row"]))

    def _open(self, facts, wave):
        names = ("title", "introduction", "audience", "stage", "questions")
        self.survey = self.survey or write_survey(
            SurveyFacts(**{name: self.facts[name] for name in names}), by=self.officer
        )
        first = clock.today()
        planned = plan_wave(
            self.survey,
            opens_on=first,
            closes_on=first + timedelta(days=facts["days"]),
            expected=facts["expected"],
            by=self.officer,
        )
        wave["row"] = open_wave(planned, by=self.officer)
        for code, count in facts.get("links", {}).items():
            site = Site.objects.get(code=code.lower())
            make_links(planned, count=count, site=site, by=self.officer)
        if number := facts.get("people"):
            others = User.objects.exclude(email__endswith=PLAYED).order_by("pk")[: number - len(facts["asks"])]
            invite_people(planned, [*(self.cast[email] for email in facts["asks"]), *others], by=self.officer)

    def _answer(self, facts, wave):
        """Sheets whose answers are so many of each kind; the people whom one plays have still to answer."""
        invited = Invitation.objects.filter(wave=wave).exclude(person__email__endswith=PLAYED)
        for invitation, sheet in zip(invited.order_by("site", "person", "pk"), sheets(facts), strict=False):
            answer_wave(invitation, sheet)


def sheets(facts) -> Iterator[dict]:
    """What is answered sheet by sheet: the scales in their places, then words as long as there are some."""
    columns = [_spread(numbers) for numbers in facts["answers"]]
    words, last = facts["words"], len(columns) + 1
    step = max(1, len(columns[0]) // len(words))
    for rank, values in enumerate(zip(*columns, strict=True)):
        said = dict(enumerate(values, start=1))
        place, rest = divmod(rank, step)
        yield said | ({last: words[place]} if not rest and place < len(words) else {})


def _spread(numbers: dict[str, int]) -> list[int]:
    """So many answers of each value, evenly mixed."""
    places = [((rank + 0.5) / number, int(value)) for value, number in numbers.items() for rank in range(number)]
    return [value for _place, value in sorted(places)]
