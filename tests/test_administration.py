"""The pages of administration are Parkour's to whoever opens them."""

import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_administration_bears_the_name_and_the_mark_of_the_product(client, signed_in):
    signed_in(UserFactory(admin=True))
    page = client.get("/admin/").content.decode()
    assert "| Parkour</title>" in page
    assert "Parkour · Administration" in page
    assert 'rel="icon" href="/static/img/mark' in page
    assert "Django" not in page
