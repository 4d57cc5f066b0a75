"""What candidates are told: that they have applied, and what became of it. Everybody is answered."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from committee.enums import Standing
from committee.models import Candidacy, CandidacyCall
from committee.models.session import house_zone
from parkour.core.dates import dated
from parkour.notifications.services import Letter, notify


def _tell(call: CandidacyCall, people, kind: str, compose, happens_at: datetime | None = None) -> int:
    return notify(
        people,
        kind=f"candidacy_{kind}",
        event_key=f"candidacy-call:{call.pk}:{kind}",
        compose=compose,
        url=call.get_absolute_url(),
        happens_at=happens_at,
    )


def tell_received(candidacy: Candidacy) -> int:
    """The receipt."""
    call = candidacy.call

    def compose(_person):
        body = _("Until %(last)s you may change your words or withdraw. You are answered whatever happens.")
        return Letter(
            _("You apply for the committee (%(pole)s pole)") % {"pole": call.college},
            f"“{candidacy.letter}”\n\n{body % {'last': dated(call.closes_on)}}",
            _("See the call"),
        )

    return _tell(call, [candidacy.person], "received", compose)


def tell_cancelled(call: CandidacyCall) -> int:
    """The call was given up, and why."""

    def compose(_person):
        title = _("The call for candidates is given up (%(pole)s pole)") % {"pole": call.college}
        return Letter(title, call.cancelled_because)

    rows = call.candidacies.filter(withdrawn_at=None).select_related("person")
    return _tell(call, [row.person for row in rows], "cancelled", compose)


def tell_answered(call: CandidacyCall, rows: list[Candidacy]) -> int:
    """To each candidate what became of their candidacy."""
    own = {row.person_id: row for row in rows}

    def compose(person):
        row = own[person.pk]
        facts = {
            "pole": call.college,
            "first": dated(call.from_on),
            "last": dated(row.mandate.last_day) if row.mandate else "",
            "rank": row.rank,
        }
        title, body = _answer(row.standing, call)
        checked = _("Everybody can check the draw on the page of the call.") if call.by_draw else ""
        return Letter(title % facts, f"{body % facts} {checked}".strip(), _("See the call"))

    return _tell(call, [row.person for row in rows], "answered", compose)


def tell_vote_open(call: CandidacyCall, people) -> int:
    """The people of a pole vote now, for whom and until when."""

    def compose(_person):
        facts = {"pole": call.college, "last": dated(call.votes_until)}
        body = _("Until %(last)s you choose who sits in the committee. The vote is secret, and a ballot is final.")
        return Letter(_("Your pole votes for the committee (%(pole)s pole)") % facts, body % facts, _("Vote"))

    last_day = datetime.combine(call.votes_until, time.min, tzinfo=house_zone())
    return _tell(call, people, "vote_open", compose, happens_at=last_day)


def tell_counted(call: CandidacyCall, people, seated: list[Candidacy]) -> int:
    """Those who could vote read who was chosen."""
    names = ", ".join(str(row.person) for row in seated)

    def compose(_person):
        title = _("The vote for the committee is counted (%(pole)s pole)") % {"pole": call.college}
        body = _("Chosen: %(names)s.") % {"names": names} if names else _("Nobody was chosen.")
        return Letter(title, body, _("See the call"))

    return _tell(call, people, "counted", compose)


def _answer(standing, call) -> tuple[str, str]:
    """(title, body) of the answer, with what they name still to fill in."""
    if standing == Standing.SEATED:
        return (
            _("You have a seat in the committee (%(pole)s pole)"),
            _("From %(first)s to %(last)s. You read the agendas, attend the sessions and vote."),
        )
    if standing == Standing.ALTERNATE:
        return (
            _("You are an alternate of the committee (%(pole)s pole)"),
            _("From %(first)s to %(last)s you take a seat when one becomes free; you are told then."),
        )
    if standing == Standing.ON_THE_LIST:
        place = (
            _("Your place in the vote: %(rank)s. When a seat becomes free, the first who waits takes it.")
            if call.by_vote
            else _("Your place in the draw: %(rank)s. When a seat becomes free, the first who waits takes it.")
        )
        return _("You are on the waiting list of the committee (%(pole)s pole)"), place
    return (
        _("Your candidacy for the committee (%(pole)s pole)"),
        _("You have no seat this time. Thank you for having applied: the next call is open to you too."),
    )
