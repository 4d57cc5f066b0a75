"""Tablets that a site shares: opened by a key that is shown once, revoked at any time."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parkour.accounts.models import Kiosk, User
from parkour.accounts.secrets_kept import digest_of, new_key
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Site

MOST_OF_A_SITE = 20
LONGEST_KEY = 80


def _permit(by):
    if not by.has_perm("accounts.manage_kiosks"):
        raise NotAllowed(_("Only an administrator opens and closes shared tablets."))


@transaction.atomic
def make_kiosk(*, site: Site, name: str, by: User) -> tuple[Kiosk, str]:
    """A tablet of this site and its key, which nobody can read again. Raises NotAllowed, InvalidInput."""
    _permit(by)
    name = " ".join(name.split())[:80]
    if not name:
        raise InvalidInput(_("Say which tablet this is."), field="name")
    Site.objects.select_for_update().get(pk=site.pk)  # two clicks at once must not pass the limit
    if live_kiosks().filter(site=site).count() >= MOST_OF_A_SITE:
        raise InvalidInput(_("This site has %(count)s tablets: revoke one first.") % {"count": MOST_OF_A_SITE})
    key = new_key()
    kiosk = Kiosk.objects.create(
        site=site, name=name, digest=digest_of("kiosk", key), made_by=by, created_at=clock.now()
    )
    return kiosk, key


def revoke_kiosk(kiosk: Kiosk, *, by: User) -> Kiosk:
    """The tablet opens nothing any more, and whoever is on it is out. Twice is once. Raises NotAllowed."""
    _permit(by)
    Kiosk.objects.filter(pk=kiosk.pk, revoked_at=None).update(revoked_at=clock.now())
    kiosk.refresh_from_db()
    return kiosk


def live_kiosks() -> QuerySet[Kiosk]:
    """The tablets that are open, by site."""
    return Kiosk.objects.filter(revoked_at=None).select_related("site").order_by("site__name", "name", "pk")


def kiosk_of(key: str) -> Kiosk | None:
    """The open tablet that holds this key; None for any other."""
    if len(key) > LONGEST_KEY:
        return None
    return live_kiosks().filter(digest=digest_of("kiosk", key)).first()


def note_day(kiosk: Kiosk) -> None:
    """Note that the tablet serves today, once a day."""
    unnoted = Q(last_used_on=None) | Q(last_used_on__lt=clock.today())
    Kiosk.objects.filter(unnoted, pk=kiosk.pk).update(last_used_on=clock.today())
