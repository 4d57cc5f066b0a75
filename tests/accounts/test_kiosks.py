"""Shared tablets: opened by a key shown once, closed at once."""

import pytest
from django.urls import reverse

from parkour.accounts import kiosks
from parkour.accounts.models import Kiosk
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.factories import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(admin=True)


def test_the_key_is_shown_once_and_only_its_digest_is_kept(signed_in, admin):
    site, client = SiteFactory(), signed_in(admin)
    made = client.post(reverse("kiosks"), {"site": site.pk, "name": " Salle  de pause "})
    key = made.context["made_url"].rstrip("/").rpartition("/")[2]
    kiosk = Kiosk.objects.get()
    assert (made.status_code, kiosk.name, kiosk.site, kiosk.made_by) == (201, "Salle de pause", site, admin)
    assert kiosks.kiosk_of(key) == kiosk
    assert key not in str(Kiosk.objects.values().get())
    assert key not in client.get(reverse("kiosks")).content.decode()


@pytest.mark.parametrize("key", ["", "never-made", "x" * 5000])
def test_any_other_key_opens_nothing(admin, key):
    kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)
    assert kiosks.kiosk_of(key) is None


def test_a_revoked_tablet_opens_nothing_and_leaves_the_list(signed_in, admin):
    kiosk, key = kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)
    client = signed_in(admin)
    client.post(reverse("revoke_kiosk", args=[kiosk.pk]))
    client.post(reverse("revoke_kiosk", args=[kiosk.pk]))
    assert kiosks.kiosk_of(key) is None
    assert list(client.get(reverse("kiosks")).context["kiosks"]) == []


def test_only_administrators_open_and_close_tablets(signed_in, admin):
    officer, site = UserFactory(officer=True), SiteFactory()
    kiosk, _key = kiosks.make_kiosk(site=site, name="Entrée", by=admin)
    with pytest.raises(NotAllowed):
        kiosks.make_kiosk(site=site, name="Entrée", by=officer)
    with pytest.raises(NotAllowed):
        kiosks.revoke_kiosk(kiosk, by=officer)
    client = signed_in(officer)
    assert client.get(reverse("kiosks")).status_code == 404
    assert client.post(reverse("revoke_kiosk", args=[kiosk.pk])).status_code == 404


def test_a_tablet_has_a_name(admin):
    with pytest.raises(InvalidInput) as refused:
        kiosks.make_kiosk(site=SiteFactory(), name="  ", by=admin)
    assert refused.value.field == "name"


def test_a_site_has_twenty_tablets_at_most(admin):
    site = SiteFactory()
    for number in range(20):
        kiosks.make_kiosk(site=site, name=f"Tablette {number}", by=admin)
    with pytest.raises(InvalidInput):
        kiosks.make_kiosk(site=site, name="De trop", by=admin)
    kiosks.revoke_kiosk(Kiosk.objects.first(), by=admin)
    assert kiosks.make_kiosk(site=site, name="En place", by=admin)[0].site == site


def test_the_day_of_use_is_noted_once_and_no_hour_with_it(admin, count_queries):
    kiosk, _key = kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)
    kiosks.note_day(kiosk)
    kiosk.refresh_from_db()
    assert kiosk.last_used_on == clock.today()


def test_the_list_costs_the_same_for_three_tablets_as_for_one(signed_in, admin, count_queries):
    client, address = signed_in(admin), reverse("kiosks")
    kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)
    client.get(address)
    one = count_queries(lambda: client.get(address))
    for _more in range(2):
        kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)
    assert count_queries(lambda: client.get(address)) == one
