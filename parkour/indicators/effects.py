"""What the series of the house show of one contribution: for its page, in words."""

from dataclasses import dataclass

from ideas.models import Idea
from parkour.accounts.models import User
from parkour.indicators.models import Change
from parkour.indicators.reading import series_of
from parkour.indicators.showing import sentence_of_claim, tone_of


@dataclass(frozen=True)
class Effect:
    """A change that came from the contribution; `url` of the chart for whoever may read it, else ""."""

    name: str
    url: str
    change: Change
    said: str
    label: str
    tone: str
    icon: str
    sentence: str


def effects_of(idea: Idea, user: User) -> list[Effect]:
    """One for each series in which the contribution has its change, in the order of their days.

    `idea` comes with its `told` for this reader. One statement when there is none, four more for each.
    """
    made = []
    for change in Change.objects.filter(idea=idea).select_related("indicator"):
        series = series_of(change.indicator)
        claim = next(one.claim for one in series.claims if one.change.pk == change.pk)
        tone, icon = tone_of(claim)
        readable = user.has_perm("indicators.read_indicator", change.indicator)
        made.append(
            Effect(
                name=change.indicator.name,
                url=change.indicator.get_absolute_url() if readable else "",
                change=change,
                said=idea.told.hidden.words(change.sentence),
                label=claim.label,
                tone=tone,
                icon=icon,
                sentence=sentence_of_claim(series, claim),
            )
        )
    return made
