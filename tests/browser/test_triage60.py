"""The scripted officer of the bench goes through the queue by keyboard alone, on the product as it is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ideas.enums import State
from ideas.models import Idea
from tests.bench.triage60 import OUTCOMES, machine_seconds
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


def test_each_contribution_gets_its_levels_and_its_answer_and_the_seconds_are_told(product, client):
    officer = UserFactory(officer=True)
    client.force_login(officer, backend="parkour.accounts.backends.SignInBackend")
    ideas = [IdeaFactory() for _number in range(len(OUTCOMES) + 1)]
    facts = {"url": product.url, "session": client.cookies["sessionid"].value}
    facts["references"] = [idea.reference for idea in ideas]
    with ThreadPoolExecutor(1) as apart:  # a browser of its own, whatever browsers this process has open
        measured = apart.submit(machine_seconds, lambda name, *_facts: facts if name == "begin_triage" else None)
        seconds, said = measured.result()
    assert seconds is not None and seconds > 0, said

    def states():
        return [Idea.objects.get(pk=idea.pk).state for idea in ideas]

    wait_until(lambda: states() == [State.SHORTLISTED, State.WORKSHOP, State.IN_TRIAGE], lambda: f"{states()}")
    assert {idea.assessments.count() for idea in ideas[:-1]} == {1}
