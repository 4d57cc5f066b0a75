"""A reason of the desk in several answers: in the words of each author, given back, counted once for each sent."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ideas.models import HeldDecision, TriageDecision
from ideas.services.holding import carry_out_held
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.test_reasons import reason_of, uses
from tests.ideas.test_several import SEVERAL, messages_in

pytestmark = pytest.mark.django_db
FRENCH, ENGLISH = "Inès, le budget de l’année est voté.", "Tom, the budget of the year is voted."


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    signed_in(officer)
    return client


@pytest.fixture
def reason(officer):
    return reason_of(officer)


@pytest.fixture
def both():
    """One of a French author, one of an English one."""
    people = UserFactory(locale="fr", first_name="Inès"), UserFactory(locale="en", first_name="Tom")
    return [IdeaFactory(author=person) for person in people]


def body(ideas, button, *, messages=(), **facts):
    sent = {"outcome": "decline", "ref": [idea.reference for idea in ideas], button: "yes"} | facts
    for idea, message in zip(ideas, messages or [""] * len(ideas), strict=True):
        sent |= {f"message-{idea.reference}": message, f"version-{idea.reference}": idea.version}
    return sent


def told(answer, ideas):
    """What each author would read, as the page shows it."""
    read = messages_in(answer.content.decode())
    return [html.unescape(read[idea.reference]) if idea.reference in read else None for idea in ideas]


def fields_of(answer) -> dict:
    """Everything that the next press of a button sends."""
    page = answer.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    found += re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S)
    found += re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', page)
    refs = re.findall(r'name="ref" value="([^"]+)" checked', page)
    return {name: html.unescape(value) for name, value in found} | {"ref": refs}


def press(desk, answer, button, **changes):
    return desk.post(SEVERAL, fields_of(answer) | {button: "yes"} | changes)


def test_its_words_stand_in_each_answer_in_the_language_of_its_author(desk, reason, both):
    page = desk.get(SEVERAL, {"outcome": "decline", "ref": [idea.reference for idea in both]}).content.decode()
    assert "Budget voté (0 times in 12 months)" in page and "Given in each answer" not in page
    answer = desk.post(SEVERAL, body(both, "because", choice=reason.pk))
    french, english = told(answer, both)
    assert "[…]" not in french + english
    assert (french.count(FRENCH), english.count(ENGLISH), french.count(ENGLISH)) == (1, 1, 0)
    assert french.startswith("Merci Inès") and english.startswith("Thank you Tom")
    page = answer.content.decode()
    assert 'id="because"' in page and page.count('formaction="#because"') == 2  # one comes back to where one was
    assert re.search(r'value="cost"[^>]*checked', page)
    assert f'name="reason" value="{reason.pk}"' in page and "<strong>Budget voté</strong>" in page
    assert HeldDecision.objects.count() == TriageDecision.objects.count() == 0


def test_the_shared_words_stay_and_the_reason_stands_before_who_signs(desk, reason, both):
    answer = desk.post(SEVERAL, body(both, "because", choice=reason.pk, words="C’est trop cher."))
    french, _english = told(answer, both)
    assert "C’est trop cher." in french and french.endswith(f"{FRENCH}\n\nLéa")
    assert fields_of(answer)["words"] == "C’est trop cher."


def test_what_was_written_in_an_answer_stays_and_is_given_back_and_put_in_again(desk, reason, both):
    own = ["J’ai lu.\n\nPourquoi : […]\n\nLéa", "I have read it.\n\nLéa"]
    put_in = desk.post(SEVERAL, body(both, "because", messages=own, choice=reason.pk))
    words = [f"J’ai lu.\n\nPourquoi : {FRENCH}\n\nLéa", f"I have read it.\n\n{ENGLISH}\n\nLéa"]
    assert told(put_in, both) == words
    assert put_in.content.decode().count("The words that were there before") == 4  # a summary and a label each
    back = press(desk, put_in, "back")
    assert told(back, both) == own
    assert "Given in each answer" not in back.content.decode()
    assert told(press(desk, back, "back"), both) == words


def test_given_back_before_anything_was_written_the_page_asks_for_the_words_again(desk, reason, both):
    put_in = desk.post(SEVERAL, body(both, "because", choice=reason.pk, words="Trop cher."))
    back = press(desk, put_in, "back")
    assert told(back, both) == [None, None]
    assert fields_of(back)["words"] == "Trop cher."


def test_written_anew_each_answer_has_the_reason_still(desk, reason, both):
    put_in = desk.post(SEVERAL, body(both, "because", choice=reason.pk))
    anew = press(desk, put_in, "preview", words="Voici pourquoi.")
    assert anew.status_code == 200
    french, english = told(anew, both)
    assert "Voici pourquoi." in french and french.endswith(f"{FRENCH}\n\nLéa")
    assert "Voici pourquoi." in english and english.endswith(f"{ENGLISH}\n\nLéa")
    without = press(desk, put_in, "preview", words=" ")
    assert (without.status_code, told(without, both)) == (200, told(put_in, both))


def test_it_leaves_with_each_answer_and_counts_once_for_each_that_was_really_sent(desk, reason, both, officer):
    own = IdeaFactory(author=UserFactory(locale="en"))
    chosen = [*both, own]
    put_in = desk.post(SEVERAL, body(chosen, "because", choice=reason.pk))
    unfinished = {f"message-{own.reference}": "Because […]"}
    refused = press(desk, put_in, "send", **unfinished)
    assert refused.status_code == 422
    assert dict(HeldDecision.objects.values_list("idea", "reason")) == {idea.pk: reason.pk for idea in both}
    assert uses(reason) == (0, 0)
    with clock.at(clock.now() + timedelta(seconds=31)):
        assert carry_out_held() == 2
    sent = press(desk, refused, "send", **{f"message-{own.reference}": f"Because {ENGLISH}"})
    assert sent.status_code == 303
    assert uses(reason) == (2, 2)
    with clock.at(clock.now() + timedelta(seconds=62)):
        assert carry_out_held() == 1
        assert uses(reason) == (3, 3)
    assert set(TriageDecision.objects.values_list("reason", "reason_code")) == {(reason.pk, "cost")}


def test_taken_back_it_counts_for_none_and_comes_back_with_the_words(desk, reason, both):
    put_in = desk.post(SEVERAL, body(both, "because", choice=reason.pk))
    assert press(desk, put_in, "send").status_code == 303
    back = desk.get(desk.post("/triage/undo/").url)
    assert told(back, both) == told(put_in, both)
    assert fields_of(back)["reason"] == str(reason.pk)
    with clock.at(clock.now() + timedelta(seconds=31)):
        assert carry_out_held() == 0
    assert uses(reason) == (0, 0)


def test_what_was_taken_back_with_two_reasons_gives_none_to_all(desk, reason, both, officer):
    for idea, given in zip(both, (reason, reason_of(officer, name="Autre")), strict=True):
        facts = {"message": "Non.", "reason": given, "reason_code": "cost", "outcome": "decline"}
        HeldDecision.objects.create(idea=idea, by=officer, held_at=clock.now(), **facts)
    page = desk.get(SEVERAL, {"outcome": "decline", "ref": [idea.reference for idea in both]})
    assert told(page, both) == ["Non.", "Non."]
    assert "reason" not in fields_of(page)


def test_another_code_chosen_afterwards_leaves_without_the_reason(desk, reason, both):
    put_in = desk.post(SEVERAL, body(both, "because", choice=reason.pk))
    press(desk, put_in, "send", reason_code="legal")
    kept = list(HeldDecision.objects.values_list("reason", "reason_code"))
    assert kept == [(None, "legal"), (None, "legal")]


def test_a_reason_of_another_outcome_puts_nothing_in_and_loses_nothing(desk, both, officer):
    later = reason_of(officer, outcome="park", code="", name="Plus tard")
    own = ["Mes mots.", "My words."]
    answer = desk.post(SEVERAL, body(both, "because", messages=own, choice=later.pk, reason_code="cost", words="Non."))
    assert told(answer, both) == own
    assert "Plus tard" not in answer.content.decode()
    assert "A reason of the desk" not in answer.content.decode()  # a refusal has none here


def test_an_outcome_without_reasons_asks_for_none(desk, reason, both):
    page = desk.get(SEVERAL, {"outcome": "ask", "ref": [idea.reference for idea in both]}).content.decode()
    assert "A reason of the desk" not in page


def test_putting_a_reason_in_asks_as_much_for_many_as_for_one(desk, reason):
    counts = []
    for number in (1, 4):
        ideas = [IdeaFactory(author=UserFactory(locale="fr")) for _each in range(number)]
        with CaptureQueriesContext(connection) as asked:
            desk.post(SEVERAL, body(ideas, "because", choice=reason.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
