"""What is told of mandates: to their holders, and of their end to the officers too."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee.models import Mandate
from ideas.selectors import officers
from parkour.core import clock
from parkour.core.dates import dated
from parkour.notifications.services import Letter, notify

MEMBERS = "committee:members"


def _tell(mandate: Mandate, kind: str, compose, *, key: str = "", people=None) -> int:
    return notify(
        [mandate.person] if people is None else people,
        kind=f"mandate_{kind}",
        event_key=f"mandate:{mandate.pk}:{kind}{key}",
        compose=compose,
        url=reverse(MEMBERS),
    )


def _days(mandate: Mandate) -> str:
    """From which day to which."""
    if mandate.until_on is None:
        return _("From %(first)s on.") % {"first": dated(mandate.from_on)}
    return _("From %(first)s to %(last)s.") % {"first": dated(mandate.from_on), "last": dated(mandate.last_day)}


def tell_given(mandate: Mandate) -> int:
    """You have a seat, or are an alternate."""

    def compose(_person):
        facts = {"pole": mandate.college}
        if mandate.is_alternate:
            title = _("You are an alternate of the committee (%(pole)s pole)") % facts
            body = _("You take a seat when one becomes free; you are told then.")
        else:
            title = _("You have a seat in the committee (%(pole)s pole)") % facts
            body = _("You read the agendas, attend the sessions and vote.")
        return Letter(title, f"{_days(mandate)} {body}", _("See who sits in the committee"))

    return _tell(mandate, "given", compose)


def tell_renewed(mandate: Mandate) -> int:
    """Your mandate goes on."""

    def compose(_person):
        title = _("Your mandate in the committee is renewed")
        return Letter(title, _days(mandate), _("See who sits in the committee"))

    return _tell(mandate, "renewed", compose)


def tell_ended(mandate: Mandate) -> int:
    """Your mandate ends early, on which day and why."""

    def compose(_person):
        title = _("Your mandate in the committee ends early")
        body = _("Its last day is %(last)s.") % {"last": dated(mandate.last_day)}
        return Letter(title, f"{body}\n\n{mandate.ended_because}", _("See who sits in the committee"))

    return _tell(mandate, "ended", compose, key=f":{mandate.ended_at.isoformat()}")


def tell_president(mandate: Mandate, *, presides: bool) -> int:
    """You preside your pole from today, or somebody else does."""

    def compose(_person):
        facts = {"pole": mandate.college}
        if presides:
            title = _("You preside the %(pole)s pole") % facts
            body = _(
                "You may chair sessions, and your vote decides when your pole is tied in a vote that is not secret."
            )
        else:
            title = _("You no longer preside the %(pole)s pole") % facts
            body = _("Your seat stays yours.")
        return Letter(title, body, _("See who sits in the committee"))

    key = f":{clock.now().isoformat()}"
    return _tell(mandate, "president", compose, key=key)


def tell_ending(mandate: Mandate, days: int) -> int:
    """This mandate ends in 90 or 30 days at most: to its holder and to the officers, once each."""

    def compose(person):
        left = (mandate.until_on - clock.today()).days
        last = {"last": dated(mandate.last_day), "pole": mandate.college, "name": mandate.person, "count": left}
        if person == mandate.person:
            title = ngettext(
                "Your mandate in the committee ends in %(count)s day",
                "Your mandate in the committee ends in %(count)s days",
                left,
            )
            body = _("Its last day is %(last)s. Tell the improvement officer whether you would go on.")
        else:
            title = ngettext(
                "The mandate of %(name)s ends in %(count)s day", "The mandate of %(name)s ends in %(count)s days", left
            )
            body = _("%(pole)s pole, last day %(last)s. Renew it, or call for candidates.")
        return Letter(title % last, body % last, _("See who sits in the committee"))

    key = f":{days}:{mandate.until_on.isoformat()}"
    return _tell(mandate, "ending", compose, key=key, people={mandate.person, *officers()})
