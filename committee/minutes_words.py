"""Short sentences that the page and the paper of the minutes share."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committee.approval import Standing
from committee.enums import RoomEventKind
from committee.selectors.course import Course
from committee.selectors.happened import MOST_LISTED, Happened, Lists
from committee.selectors.minutes import Came, MinutesItem
from committee.selectors.restitution import Restitution
from committee.selectors.results import PollResult
from parkour.core.dates import dated, human_datetime, human_time, local_day


def said_standing(standing: Standing) -> str:
    """Where published minutes stand, in words."""
    if standing.is_contested:
        return _("An objection waits for its answer: not approved yet.")
    if standing.is_approved:
        return _("Approved on %(date)s") % {"date": dated(local_day(standing.at))}
    return _("Approved on %(moment)s unless a member objects") % {"moment": human_datetime(standing.at)}


def said_presence(row: Came) -> str:
    """Since when and until when somebody was there, in words."""
    if row.since and row.until:
        facts = {"since": human_time(row.since), "until": human_time(row.until)}
        return _("Present from %(since)s to %(until)s") % facts
    if row.since:
        return _("Present from %(since)s") % {"since": human_time(row.since)}
    if row.until:
        return _("Present until %(until)s") % {"until": human_time(row.until)}
    return pgettext("member", "Present")


def said_chairs(course: Course) -> str:
    """Everybody who chaired, in their order."""
    first, *others = map(str, course.chairs)
    for name in others:
        first = _("%(before)s, then %(after)s") % {"before": first, "after": name}
    return first


def said_event(event) -> str:
    """One event of `course_of`, in a sentence."""
    if event.kind == RoomEventKind.CHAIR:
        return _("%(name)s takes the chair") % {"name": event.person}
    label = str(event.get_kind_display())
    return _("%(what)s: “%(title)s”") % {"what": label, "title": event.item.subject} if event.item else label


UNFOLDED = 8  # rows of a list that a page shows at once


@dataclass(frozen=True)
class SaidList:
    """One list of what happened since the session before: heading, number, rows, and what is to be added."""

    name: str
    head: str
    number: str
    rows: tuple[Happened, ...]
    sentences: tuple[str, ...]

    @property
    def shown(self) -> tuple[Happened, ...]:
        return self.rows[:UNFOLDED]

    @property
    def folded(self) -> tuple[Happened, ...]:
        return self.rows[UNFOLDED:]


def said_lists(found: Restitution, lists: Lists) -> tuple[SaidList, ...]:
    """What was received, decided, done and not kept, in this order."""
    heads = {
        "received": (pgettext("number of contributions", "Received"), _("Nothing was received.")),
        "decided": (pgettext("number of contributions", "Decided"), _("Nothing was decided.")),
        "done": (pgettext("number of contributions", "Done"), _("Nothing was finished.")),
        "refused": (pgettext("number of contributions", "Not kept"), _("Nothing was refused.")),
    }
    return tuple(_said_list(name, *words, found, getattr(lists, name)) for name, words in heads.items())


def _said_list(name, head, nothing, found, rows) -> SaidList:
    number, sentences = getattr(found, name), []
    if number == "0":
        sentences.append(nothing)
    if len(rows) >= MOST_LISTED:
        sentences.append(_("The first %(total)s are listed.") % {"total": MOST_LISTED})
    if name == "received" and (words := _kept_back(found.kept_back)):
        sentences.append(words)
    return SaidList(name, head, number, rows, tuple(sentences))


def _kept_back(number: str) -> str:
    """Of what was received, how much is counted and not told; "" when all of it is."""
    if not number:
        return _("What did not stand on the board yet is counted and not listed.")
    words = ngettext(
        "%(total)s is counted and not listed: it did not stand on the board.",
        "%(total)s are counted and not listed: they did not stand on the board.",
        int(number),
    )
    return words % {"total": number} if number != "0" else ""


def said_happened(row: Happened) -> str:
    """One row of a list on one line."""
    owner = _("Carried out by %(name)s") % {"name": row.owner} if row.owner else ""
    return " · ".join(filter(None, [row.idea.reference, row.title, row.outcome, owner, dated(row.on), row.reason]))


def said_consultation(line: MinutesItem) -> str:
    """Its heading: as what it stands in the minutes."""
    if line.is_voted_by_all:
        return _("Consultation of all employees, as the vote of their pole")
    return _("Consultation of all employees, for advice")


def said_advice(line: MinutesItem) -> tuple[str, ...]:
    """What all employees answered about a point, and what it counted for; a table says the rest by other methods."""
    told = line.consulted.result
    turnout = ngettext(
        "%(ballots)s of %(enrolled)s employees answered (%(share)s %%).",
        "%(ballots)s of %(enrolled)s employees answered (%(share)s %%).",
        told.ballots,
    )
    said = [turnout % {"ballots": told.ballots, "enrolled": told.enrolled, "share": told.share}]
    if told.withheld:
        said.append(_("With fewer than five answers, what they say would tell who said what: it is told to nobody."))
    elif told.yes is not None:
        words = ngettext(
            "%(yes)s for, %(no)s against, %(abstain)s abstention.",
            "%(yes)s for, %(no)s against, %(abstain)s abstentions.",
            told.abstain,
        )
        said.append(words % {"yes": told.yes, "no": told.no, "abstain": told.abstain})
    return (*said, _weight(line))


def _weight(line) -> str:
    """Advice, or the vote of the pole; with how many answers made the difference."""
    told = line.consulted.result
    if line.is_voted_by_all:
        words = _("At least %(needed)s answers were needed: this is the vote of the pole of the employees.")
    elif told.is_of_the_pole:
        words = _("The %(needed)s answers that were needed came, but no vote counted them: it is read as advice.")
    elif line.consulted.consultation.binding:
        words = _(
            "%(needed)s answers for or against were needed to count as the vote of the pole: it is read as advice."
        )
    else:
        return _("It is advice: the members had read it when they voted.")
    return words % {"needed": told.needed}


def said_forgotten(result: PollResult) -> str:
    """Since when it is not known any more who voted what in a named vote; "" while it is."""
    if result.names_forgotten_at is None:
        return ""
    facts = {"date": dated(local_day(result.names_forgotten_at))}
    return _("Who voted what was forgotten on %(date)s, as for every named vote; the counts stay.") % facts
