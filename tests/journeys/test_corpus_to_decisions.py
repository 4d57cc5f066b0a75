"""Real proposals, written for public consultations, go the whole way. Collected where the corpus is."""

from pathlib import Path

import pytest
from django.core.management import call_command

from ideas.models import Idea
from parkour.notifications.models import OutgoingMail
from tests.ideas.importing.conftest import CORPUS
from tests.journeys.programme import EXPECTED, walk_ten

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["republique_numerique/opinions.csv", "grand_debat_mel/propositions.csv"])
def test_ten_real_proposals_reach_their_decisions(path):
    call_command("import_ideas", str(Path(CORPUS) / "internal" / path), source=path, keep_valid=True, verbosity=0)
    assert OutgoingMail.objects.count() == 0
    ten = list(Idea.objects.filter(kind="proposal").order_by("pk")[:10])
    assert [idea.state for idea in walk_ten(ten)] == EXPECTED
    assert Idea.objects.filter(state="submitted").count() == Idea.objects.count() - 10
