"""Proxies: one pole, one per holder and session, before it opens; gone once the giver arrives.

The session is locked by whoever calls; nothing here asks whether it may be done by anybody else than its giver.
"""

from django.utils.translation import gettext as _

from committee.enums import UPCOMING, Answer
from committee.models import Availability, Proxy, Session
from committee.notifications import tell_proxy_ended, tell_proxy_given, tell_proxy_lost
from committee.selectors import mandate_of, members
from parkour.core import clock
from parkour.core.exceptions import InvalidInput


def give_proxy(session: Session, mandate, holder) -> Proxy:
    """Let `holder` vote for the member of this mandate; the same holder again confirms it for the day it is held now.

    Raises InvalidInput (field "holder") for another pole, for whoever does not come, gave theirs or holds one already.
    """
    theirs = mandate_of(holder, session.on)
    _check_pole(mandate, theirs, holder)
    before = standing(session).filter(giver=mandate.person).first()
    if before is not None and before.holder_id == holder.pk:
        return _confirm(before, session)
    _check_free(session, mandate, holder)
    if before is not None:
        _revoke(before)
        tell_proxy_ended(before)
    now = clock.now()
    proxy = Proxy.objects.create(
        session=session,
        college=mandate.college,
        giver=mandate.person,
        holder=holder,
        signed_at=now,
        signed_for=session.starts_at,
    )
    tell_proxy_given(proxy)
    return proxy


def _check_pole(mandate, theirs, holder):
    if holder.pk == mandate.person_id:
        raise InvalidInput(_("Give it to somebody else than yourself."), field="holder")
    if theirs is None:
        raise InvalidInput(_("%(name)s is not a member of this session.") % {"name": holder}, field="holder")
    if theirs.college_id != mandate.college_id:
        raise InvalidInput(_("A proxy stays in its pole: choose a member of yours."), field="holder")


def _check_free(session, mandate, holder):
    others = standing(session)
    if others.filter(holder=holder).exists():
        raise InvalidInput(_("%(name)s holds a proxy already: one is the most.") % {"name": holder}, field="holder")
    away = Availability.objects.filter(session=session, person=holder, answer=Answer.NO)
    if others.filter(giver=holder).exists() or away.exists():
        raise InvalidInput(_("%(name)s does not come: choose somebody else.") % {"name": holder}, field="holder")


def _confirm(proxy: Proxy, session: Session) -> Proxy:
    if proxy.signed_for != session.starts_at:
        proxy.signed_at, proxy.signed_for = clock.now(), session.starts_at
        proxy.save(update_fields=["signed_at", "signed_for"])
        tell_proxy_given(proxy)
    return proxy


def withdraw_proxy(session: Session, person) -> bool:
    """What this person gave stands no more: they come, or took it back. Its holder is told unless the session runs.

    Whether there was one.
    """
    proxy = standing(session).filter(giver=person).first()
    if proxy is not None:
        _revoke(proxy)
        if session.state in UPCOMING:
            tell_proxy_ended(proxy)
    return proxy is not None


def give_back_proxy(session: Session, holder) -> bool:
    """What this person holds stands no more; its giver is told and may name somebody else. Whether there was one."""
    proxy = standing(session).filter(holder=holder).first()
    if proxy is not None:
        _revoke(proxy)
        tell_proxy_lost(proxy)
    return proxy is not None


def end_stale_proxies(session: Session) -> int:
    """End proxies whose giver or holder does not sit in its pole on the day of the session; how many.

    Whoever of the two still sits is told.
    """
    poles = {row.person_id: row.college_id for row in members(session.on)}
    ended = 0
    for proxy in standing(session):
        gives, holds = (poles.get(pk) == proxy.college_id for pk in (proxy.giver_id, proxy.holder_id))
        if gives and holds:
            continue
        _revoke(proxy)
        ended += 1
        if gives:
            tell_proxy_lost(proxy)
        if holds:
            tell_proxy_ended(proxy)
    return ended


def standing(session: Session):
    """Proxies of a session that nobody revoked, confirmed or not."""
    return Proxy.objects.filter(session=session, revoked_at=None).select_related("session", "giver", "holder")


def _revoke(proxy: Proxy):
    proxy.revoked_at = clock.now()
    proxy.save(update_fields=["revoked_at"])
