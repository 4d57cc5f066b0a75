"""Ready words: written by officers, chosen in the sheet without losing what was typed, read before they leave."""

import pytest
from django.urls import reverse

from ideas.answer_words import GAP, LONGEST_QUOTE, fill, in_quotes, said_parts, unknown_variables, whole_quote
from ideas.enums import Outcome
from ideas.models import AnswerTemplate, Idea
from ideas.replies import ready_words, reply_template
from ideas.services.answer_templates import restore_default, write_template
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from parkour.notifications.models import OutgoingMail
from tests.factories import IdeaFactory, UserFactory

LONG = "Chaque matin, deux tournées partent du même dépôt à la même minute vers la même rue " * 4
MINE = "Bonjour {first_name}, {reference} attend l’été. Parce que le chantier est fermé."


def test_variables_are_a_closed_list_replaced_once():
    assert unknown_variables("{first_name} {user.password} {0} {nom} {nom}") == ["0", "nom"]
    facts = {"first_name": "{reference}", "reference": "PKR-1"}
    assert fill("{first_name} {reference} {officer}", facts) == "{reference} PKR-1 {officer}"


def test_nobody_to_name_leaves_neither_comma_nor_space_behind():
    nobody = {"first_name": "", "reference": "PKR-1"}
    assert fill("Le plan le prévoit, {first_name}.", nobody) == "Le plan le prévoit."
    assert fill("Bonjour {first_name}, on vous lit.", nobody) == "Bonjour, on vous lit."
    assert fill("{first_name}, voici {reference}, lue en entier.", nobody) == "voici PKR-1, lue en entier."
    assert fill("Le plan le prévoit, {first_name}.", {"first_name": "Ana"}) == "Le plan le prévoit, Ana."


def test_a_quotation_leaves_its_full_stop_to_the_sentence_around_it():
    assert in_quotes("Le portail reste ouvert.") == "Le portail reste ouvert"
    assert [in_quotes(text) for text in ("Et la nuit ?", "Et puis…", "Et puis...")] == [
        "Et la nuit ?",
        "Et puis…",
        "Et puis...",
    ]


def test_a_quotation_is_whole_or_none():
    assert whole_quote("Le portail reste ouvert. La nuit aussi.\nSuite.") == "Le portail reste ouvert. La nuit aussi."
    assert whole_quote("Le portail reste ouvert. " + LONG) == "Le portail reste ouvert."
    assert whole_quote(LONG) == ""
    assert whole_quote("On découvre des trous. Le dernier :\n- quatre clés") == "On découvre des trous."
    assert whole_quote("Le dernier trou :\n- quatre clés") == ""
    assert len(whole_quote("a" * LONGEST_QUOTE)) == LONGEST_QUOTE


def test_what_an_answer_says_is_seen_in_its_words():
    text = "Merci. J’ai compris le retard. La suite : un atelier la semaine prochaine, parce que plusieurs le vivent."
    assert all(said for _part, said in said_parts(text))
    assert not any(said for _part, said in said_parts("Bonjour."))


def test_a_line_that_waits_for_its_words_says_nothing_yet():
    said = {part.name: there for part, there in said_parts(f"Merci.\n\nPourquoi pas maintenant : {GAP}")}
    assert (said["thanks"], said["why"]) == (True, False)
    assert {part.name: there for part, there in said_parts("Pourquoi : le plan le prévoit.")}["why"]


pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa")


@pytest.fixture
def idea(officer):
    return IdeaFactory(officer=officer, opened=True, author=UserFactory(first_name="Samira", locale="fr"))


def written(officer, **facts):
    given = {"outcome": "park", "language": "fr", "name": "Après l’été", "body": MINE} | facts
    return write_template(by=officer, **given)


def names(idea, officer, outcome=Outcome.PARK):
    return [row.name for row in ready_words(idea, outcome, officer=officer)]


@pytest.mark.parametrize("outcome", Outcome)
def test_no_letter_quotes_a_title_that_was_cut(officer, outcome):
    idea = IdeaFactory(officer=officer, problem_text=LONG)
    assert idea.display_title.endswith("…")
    text = reply_template(idea, outcome, officer=officer)
    assert idea.display_title not in text
    assert "…" not in text.replace(GAP, "")
    assert idea.reference in text


def test_the_words_of_officers_stand_beside_those_of_the_product_and_first_when_they_say_so(idea, officer):
    assert len(names(idea, officer)) == 1
    row = written(officer)
    assert names(idea, officer)[1:] == ["Après l’été"]
    write_template(by=officer, template=row, name=row.name, body=row.body, is_first=True)
    assert names(idea, officer)[0] == "Après l’été"
    written(officer, name="Autre", is_first=True)
    assert names(idea, officer)[0] == "Autre"
    assert AnswerTemplate.objects.filter(is_first=True).count() == 1
    restore_default(by=officer, outcome="park", language="fr")
    assert names(idea, officer)[1:] == ["Après l’été", "Autre"]


def test_they_are_in_the_language_of_the_author_and_of_their_outcome(idea, officer):
    written(officer, language="en")
    written(officer, outcome="decline")
    written(officer, is_active=False)
    assert len(names(idea, officer)) == 1


def test_their_variables_are_filled_for_the_author(idea, officer):
    written(officer)
    text = ready_words(idea, Outcome.PARK, officer=officer)[1].text
    assert text.startswith(f"Bonjour Samira, {idea.reference} attend")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"body": ""}, "body"),
        ({"body": "Bonjour {prenom}."}, "body"),
        ({"outcome": "celebrate"}, "outcome"),
        ({"language": "de"}, "language"),
        ({"is_first": True, "is_active": False}, "is_first"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(officer, facts, field):
    with pytest.raises(InvalidInput) as refused:
        written(officer, **facts)
    assert refused.value.field == field


def test_only_officers_and_administrators_write_and_nobody_writes_over_anybody(officer):
    with pytest.raises(NotAllowed):
        written(UserFactory(reviewer=True))
    row = written(UserFactory(admin=True))
    write_template(by=officer, template=row, name="A", body="B", version=1)
    with pytest.raises(Conflict):
        write_template(by=officer, template=row, name="C", body="D", version=1)


# --- The sheet ------------------------------------------------------------------------------------------------


def sheet(idea, outcome="park"):
    return reverse("ideas:decide", args=[idea.reference, outcome])


def test_other_words_are_taken_without_losing_what_was_typed_and_given_back(idea, officer, signed_in):
    row, client = written(officer), signed_in(officer)
    typed = {"message": "Mes propres mots.", "review_on": "2099-01-02", "words": str(row.pk)}
    page = client.post(sheet(idea), typed | {"use": "yes"})
    form = page.context["form"]
    assert page.status_code == 200
    assert form["message"].value().startswith("Bonjour Samira")
    assert (form["review_on"].value(), page.context["before"]) == ("2099-01-02", "Mes propres mots.")
    page = client.post(sheet(idea), {"message": form["message"].value(), "before": "Mes propres mots.", "back": "yes"})
    assert page.context["form"]["message"].value() == "Mes propres mots."
    assert Idea.objects.get(pk=idea.pk).state == "in_triage"


def test_a_preview_shows_the_mail_of_the_author_and_sends_nothing(idea, officer, signed_in):
    mails = OutgoingMail.objects.count()
    typed = {"message": "Merci, plus tard.", "review_on": "2026-12-24", "preview": "yes"}
    page = signed_in(officer).post(sheet(idea), typed)
    shown = page.context["preview"]
    assert shown.to.startswith("Samira")
    assert (shown.words, page.context["form"]["message"].value()) == ("Merci, plus tard.", "Merci, plus tard.")
    assert "24 décembre" in shown.lead
    assert (OutgoingMail.objects.count(), Idea.objects.get(pk=idea.pk).state) == (mails, "in_triage")


def test_a_preview_of_what_may_not_leave_says_what_is_missing(idea, officer, signed_in):
    answer = signed_in(officer).post(sheet(idea), {"message": f"Parce que {GAP}", "review_on": "", "preview": "yes"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"message", "review_on"}


def test_an_answer_that_leaves_counts_the_words_that_were_chosen(idea, officer, signed_in):
    row = written(officer, outcome="decline")
    typed = {"message": "Bonjour Samira.", "reason_code": "cost", "words": str(row.pk)}
    assert signed_in(officer).post(sheet(idea, "decline"), typed).status_code == 303
    assert AnswerTemplate.objects.get().uses == 1


@pytest.mark.parametrize("key", ["", "x", "99999999999999999999", "-1", "²"])
def test_a_key_that_is_none_counts_nothing(idea, officer, signed_in, key):
    typed = {"message": "Bonjour Samira.", "reason_code": "cost", "words": key}
    assert signed_in(officer).post(sheet(idea, "decline"), typed).status_code == 303


# --- The pages ------------------------------------------------------------------------------------------------


def test_a_text_is_written_looked_at_changed_and_put_back(officer, signed_in):
    client = signed_in(officer)
    begun = client.get(reverse("ideas:new_words") + "?outcome=park").context["form"]["body"].value()
    assert "{first_name}" in begun and GAP in begun
    facts = {"outcome": "park", "language": "fr", "name": "Après l’été", "body": MINE, "is_active": "on"}
    seen = client.post(reverse("ideas:new_words"), facts | {"preview": "yes"})
    assert "Bonjour Camille, PKR-2026-0142" in seen.content.decode()
    assert not AnswerTemplate.objects.exists()
    client.post(reverse("ideas:new_words"), facts | {"is_first": "on"})
    row = AnswerTemplate.objects.get()
    old = {"name": "Été", "body": "Autre.", "is_active": "on", "version": "1"}
    assert client.post(reverse("ideas:change_words", args=[row.pk]), old).status_code == 303
    answer = client.post(reverse("ideas:change_words", args=[row.pk]), old | {"body": "Trop tard."})
    page = answer.content.decode()
    assert (answer.status_code, "Autre." in page, "Trop tard." in page) == (409, True, True)
    client.post(reverse("ideas:restore_words"), {"outcome": "park", "language": "fr"})
    assert not AnswerTemplate.objects.filter(is_first=True).exists()


def test_the_list_costs_the_same_with_many(officer, signed_in, count_queries):
    client = signed_in(officer)
    written(officer)
    few = count_queries(lambda: client.get(reverse("ideas:words")))
    for number in range(3):
        written(officer, name=f"Texte {number}")
    assert count_queries(lambda: client.get(reverse("ideas:words"))) == few
