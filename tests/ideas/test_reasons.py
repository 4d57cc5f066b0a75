"""The library of reasons: written in both languages, put into an answer without losing what was typed, and counted by
what was really sent.
"""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ideas.answer_words import with_reason
from ideas.enums import Channel, Outcome
from ideas.models import HeldDecision, Reason, TriageDecision
from ideas.reasons import reasons_for, reasons_with_uses
from ideas.services.holding import carry_out_held, hold_decision, take_back_decision
from ideas.services.reasons import MOST, write_reason
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from tests.factories import IdeaFactory, UserFactory


def test_the_words_stand_where_the_answer_waits_for_them_and_nothing_goes():
    assert (
        with_reason("Merci. Voici pourquoi : […]\n\nLéa", "Trop cher.") == "Merci. Voici pourquoi : Trop cher.\n\nLéa"
    )
    assert with_reason("Merci.\n\nLéa", "Trop cher.") == "Merci.\n\nTrop cher.\n\nLéa"
    assert with_reason("", "Trop cher.") == "Trop cher."
    assert with_reason("Léa", "Trop cher.") == "Trop cher.\n\nLéa"


pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    signed_in(officer)
    return client


def reason_of(officer, **facts):
    given = {
        "outcome": "decline",
        "code": "cost",
        "name": "Budget voté",
        "text_fr": "{first_name}, le budget de l’année est voté.",
        "text_en": "{first_name}, the budget of the year is voted.",
    }
    return write_reason(by=officer, **given | facts)


def declined(idea, officer, reason, message="Non, voici pourquoi."):
    orientation = Orientation(Outcome.DECLINE, message, reason_code=reason.code, reason=reason)
    return hold_decision(idea, orientation, by=officer)


def uses(reason):
    row = reasons_with_uses(pk=reason.pk)[0]
    return row.uses_of_year, row.uses


def test_a_reason_belongs_to_its_outcome_and_its_code(officer):
    row = reason_of(officer)
    assert (row.outcome, row.code, row.is_active, row.version) == ("decline", "cost", True, 1)
    refused = [
        {"outcome": "shortlist"},
        {"code": ""},
        {"code": "hr"},
        {"outcome": "park"},
        {"outcome": "redirect", "code": Channel.HARASSMENT},  # what is passed on in confidence is counted nowhere
        {"name": " "},
        {"text_en": ""},
        {"text_fr": "Merci {nom}."},
    ]
    for facts in refused:
        with pytest.raises(InvalidInput):
            reason_of(officer, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reason.objects.filter(pk=row.pk).update(outcome="park")


def test_only_officers_and_administrators_write_reasons(officer):
    reason_of(UserFactory(admin=True))
    with pytest.raises(NotAllowed):
        reason_of(UserFactory(reviewer=True))


def test_two_who_change_a_reason_are_told_and_its_outcome_stays(officer):
    row = reason_of(officer)
    facts = {"name": "Budget", "text_fr": "Voté.", "text_en": "Voted."}
    changed = write_reason(by=officer, reason=row, version=1, outcome="park", code="", **facts)
    assert (changed.outcome, changed.code, changed.name, changed.version) == ("decline", "cost", "Budget", 2)
    with pytest.raises(Conflict) as told:
        write_reason(by=officer, reason=row, version=1, **facts)
    assert told.value.current.name == "Budget"


def test_one_of_each_kind_has_room_for_twenty(officer):
    rows = [reason_of(officer, name=f"Raison {number}") for number in range(MOST)]
    with pytest.raises(InvalidInput):
        reason_of(officer)
    facts = {"name": "Ancienne", "text_fr": "Non.", "text_en": "No."}
    write_reason(by=officer, reason=rows[0], is_active=False, **facts)
    reason_of(officer)
    with pytest.raises(InvalidInput):
        write_reason(by=officer, reason=rows[0], is_active=True, **facts)


def test_what_was_sent_counts_and_what_was_taken_back_does_not(officer, settings):
    settings.UNDO_SECONDS = 30
    reason, taken, sent = reason_of(officer), IdeaFactory(), IdeaFactory()
    for idea in (taken, sent):
        declined(idea, officer, reason)
    assert uses(reason) == (0, 0)
    take_back_decision(taken, by=officer)
    assert HeldDecision.objects.get(idea=taken).reason == reason  # the draft remembers it
    with clock.at(clock.now() + timedelta(seconds=31)):
        assert carry_out_held() == 1
        assert uses(reason) == (1, 1)
    assert TriageDecision.objects.get().reason == reason


def test_the_last_twelve_months_are_counted_apart_and_the_most_used_comes_first(officer):
    rare, often = reason_of(officer, name="Ancien"), reason_of(officer, name="Fréquent")
    for months in (14, 2, 1):
        with clock.at(clock.now() - timedelta(days=30 * months)):
            declined(IdeaFactory(), officer, often)
    with clock.at(clock.now() - timedelta(days=500)):
        declined(IdeaFactory(), officer, rare)
    found = reasons_with_uses(outcome="decline")
    assert [(row.name, row.uses_of_year, row.uses) for row in found] == [("Fréquent", 2, 3), ("Ancien", 0, 1)]
    assert found[0].last_used_at == TriageDecision.objects.filter(reason=often).first().at


def test_a_reason_of_something_else_is_refused(officer):
    idea, reason = IdeaFactory(), reason_of(officer)
    for orientation in (
        Orientation(Outcome.DECLINE, "Non.", reason_code="legal", reason=reason),
        Orientation(Outcome.ASK, "Quand ?", reason=reason),
    ):
        with pytest.raises(InvalidInput) as told:
            decide_triage(idea, orientation, by=officer)
        assert told.value.field == "reason"


def test_its_words_are_in_the_language_of_the_author(officer):
    reason_of(officer)
    reason_of(officer, name="Autre", code="other")
    reason_of(officer, name="Plus tard", outcome="park", code="")
    french = IdeaFactory(author=UserFactory(first_name="Inès", locale="fr"))
    english = IdeaFactory(author=UserFactory(first_name="Tom", locale="en"))
    given = {idea: reasons_for(idea, Outcome.DECLINE, officer=officer) for idea in (french, english)}
    assert given[french][1].text == "Inès, le budget de l’année est voté."
    assert given[english][1].text == "Tom, the budget of the year is voted."
    assert reasons_for(french, Outcome.SHORTLIST, officer=officer) == []


def sheet(idea, outcome="decline"):
    return reverse("ideas:decide", kwargs={"reference": idea.reference, "outcome": outcome})


def words_of(html):
    return re.search(r'<textarea[^>]*name="message"[^>]*>\n?(.*?)</textarea>', html, re.S)[1]


def test_in_the_sheet_a_reason_fills_its_place_and_chooses_its_code(desk, officer):
    idea, reason = IdeaFactory(author=UserFactory(first_name="Inès", locale="fr"), opened=True), reason_of(officer)
    html = desk.get(sheet(idea)).content.decode()
    assert "Budget voté (0 times in 12 months)" in html and "[…]" in words_of(html)
    body = {"choice": reason.pk, "because": "yes", "message": "J’ai lu.\n\nPourquoi : […]\n\nLéa"}
    html = desk.post(sheet(idea), body).content.decode()
    assert words_of(html) == "J’ai lu.\n\nPourquoi : Inès, le budget de l’année est voté.\n\nLéa"
    assert re.search(r'value="cost"[^>]*checked', html) and f'name="reason" value="{reason.pk}"' in html
    assert "J’ai lu.\n\nPourquoi : […]" in html  # what was there before, to be given back
    assert TriageDecision.objects.count() == 0


def test_one_s_own_words_given_back_carry_no_reason(desk, officer):
    idea, reason = IdeaFactory(opened=True), reason_of(officer)
    body = {"reason": reason.pk, "reason_code": "cost", "message": "Le budget est voté.", "before": "Mes mots."}
    html = desk.post(sheet(idea), body | {"back": "yes"}).content.decode()
    assert words_of(html) == "Mes mots."
    assert 'name="reason" value=""' in html


def test_what_is_sent_carries_its_reason_unless_another_code_was_chosen_afterwards(desk, officer):
    reason = reason_of(officer)
    for code, given in (("cost", reason), ("legal", None)):
        idea = IdeaFactory(opened=True)
        body = {"version": idea.version, "reason": reason.pk, "reason_code": code, "message": "Non, voici pourquoi."}
        assert desk.post(sheet(idea), body).status_code == 303
        assert TriageDecision.objects.get(idea=idea).reason == given


def test_the_library_counts_and_leads_to_the_contributions(desk, officer):
    reason, idea, other = reason_of(officer), IdeaFactory(), IdeaFactory()
    declined(idea, officer, reason)
    decide_triage(other, Orientation(Outcome.DECLINE, "Non.", reason_code="cost"), by=officer)
    html = desk.get("/triage/reasons/").content.decode()
    assert "1 time in 12 months" in html and "1 in all" in html and f"?reason={reason.pk}" in html
    html = desk.get(f"/contributions/?reason={reason.pk}").content.decode()
    assert "Answered with the reason “Budget voté”." in html
    assert idea.reference in html and other.reference not in html


def test_an_administrator_reads_the_counts_and_not_the_contributions(client, signed_in, officer):
    reason = reason_of(officer)
    declined(IdeaFactory(), officer, reason)
    signed_in(UserFactory(admin=True, locale="en"))
    assert f"?reason={reason.pk}" not in client.get("/triage/reasons/").content.decode()
    assert client.get(f"/contributions/?reason={reason.pk}").status_code == 404


def test_a_reason_is_written_changed_and_put_out_of_use_by_its_pages(desk, officer):
    assert "No reason yet" in desk.get("/triage/reasons/").content.decode()
    body = {"belongs": "redirect.hr", "name": "Paie", "text_fr": "La paie répond.", "text_en": "Payroll answers."}
    assert desk.post("/triage/reasons/new/", body | {"is_active": "on"}).status_code == 303
    row = Reason.objects.get()
    assert (row.outcome, row.code, row.name, row.is_active) == ("redirect", "hr", "Paie", True)
    change = f"/triage/reasons/{row.pk}/"
    assert desk.post(change, body | {"version": 1}).status_code == 303
    row.refresh_from_db()
    assert (row.is_active, row.version) == (False, 2)
    html = desk.post(change, body | {"version": 1, "name": "La mienne"})
    assert html.status_code == 409 and "La mienne" in html.content.decode()
    assert desk.post("/triage/reasons/new/", body | {"belongs": "decline.unheard"}).status_code == 422


def test_the_library_asks_as_much_for_many_as_for_one(desk, officer):
    counts = []
    for number in range(2):
        for each in range(1 + 5 * number):
            declined(IdeaFactory(), officer, reason_of(officer, name=f"{number} {each}"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            desk.get("/triage/reasons/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
