import pytest

from parkour.core.counting import capped_counts, say_count
from parkour.organisation.models import Site
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db


def test_counts_are_exact_up_to_the_limit_and_say_more_beyond(django_assert_num_queries):
    for _ in range(4):
        SiteFactory()
    everywhere, nowhere = Site.objects.all(), Site.objects.filter(name="Nowhere")
    with django_assert_num_queries(1):
        assert capped_counts(2, everywhere=everywhere, nowhere=nowhere) == {"everywhere": 3, "nowhere": 0}
    assert capped_counts(4, everywhere=everywhere) == {"everywhere": 4}


def test_a_count_beyond_the_limit_is_said_as_such():
    assert (say_count(0), say_count(999), say_count(1000), say_count(100, 99)) == ("0", "999", "999+", "99+")
