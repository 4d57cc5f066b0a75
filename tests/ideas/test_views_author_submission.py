import threading
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from ideas.enums import IdeaKind, State, Visibility
from ideas.models import Idea
from ideas.services.telling import tell_untold
from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
PROBLEM = "Deux heures d'attente entre deux clientes de la même rue."
URL = "/ideas/new/"


def form(**changes):
    return {"problem_text": PROBLEM, "change_text": "", "speaker": "me", "client_uuid": str(uuid.uuid4())} | changes


def test_a_text_alone_makes_feedback_and_leads_to_its_receipt(signed_in):
    person = UserFactory()
    answer = signed_in(person).post(URL, form())
    idea = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/ideas/{idea.reference}/receipt/")
    assert (idea.kind, idea.state, idea.problem_text) == (IdeaKind.FEEDBACK, State.SUBMITTED, PROBLEM)
    assert [row.person for row in idea.authorships.all()] == [person]


def test_something_to_change_makes_a_proposal(signed_in):
    signed_in(UserFactory()).post(URL, form(change_text="Regrouper les passages par rue."))
    idea = Idea.objects.get()
    assert (idea.kind, idea.change_text) == (IdeaKind.PROPOSAL, "Regrouper les passages par rue.")


def test_the_page_shows_where_it_is_sent_from_and_a_fresh_key_each_time(signed_in):
    person = UserFactory()
    client = signed_in(person)
    first, second = (client.get(URL) for _ in range(2))
    assert person.site.name in first.content.decode()
    assert first.context["form"]["client_uuid"].value() != second.context["form"]["client_uuid"].value()
    assert reverse("channels") in first.content.decode()


def test_the_second_of_two_posts_with_one_key_leads_to_the_first_idea(signed_in):
    client, sent = signed_in(UserFactory()), form()
    answers = [client.post(URL, sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    tell_untold()
    assert (Idea.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_idea():
    person, sent, answers = UserFactory(), form(), []
    together = threading.Barrier(2)

    def click():
        client = Client()
        client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
        together.wait()
        try:
            answers.append(client.post(URL, sent)["Location"])
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert (len(answers), len(set(answers)), Idea.objects.count()) == (2, 1, 1)


def test_another_text_with_a_used_key_is_kept_on_the_page_with_a_new_key(signed_in):
    client, sent = signed_in(UserFactory()), form()
    client.post(URL, sent)
    answer = client.post(URL, sent | {"problem_text": "Une tout autre histoire."})
    again = answer.context["form"]["client_uuid"].value()
    assert (answer.status_code, Idea.objects.count()) == (409, 1)
    assert "Une tout autre histoire." in answer.content.decode()
    assert Idea.objects.get().reference in answer.content.decode()
    client.post(URL, sent | {"problem_text": "Une tout autre histoire.", "client_uuid": again})
    assert Idea.objects.count() == 2


def test_a_short_text_is_refused_with_everything_typed_kept(signed_in):
    answer = signed_in(UserFactory()).post(URL, form(problem_text="Trop", change_text="Autre chose & plus"))
    page = answer.content.decode()
    assert (answer.status_code, Idea.objects.count()) == (422, 0)
    assert "Trop" in page and "Autre chose &amp; plus" in page
    assert answer.context["form"].errors.keys() == {"problem_text"}


@pytest.mark.parametrize("field", ["problem_text", "change_text", "group_names", "colleagues"])
def test_a_nul_is_refused_with_the_text_kept(signed_in, field):
    answer = signed_in(UserFactory()).post(URL, form(**{"speaker": "group", field: "Du texte\x00 à garder"}))
    assert (answer.status_code, Idea.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors
    assert "à garder" in answer.content.decode()


def test_20000_characters_are_kept_and_one_more_is_refused(signed_in):
    client = signed_in(UserFactory())
    assert client.post(URL, form(problem_text="é\r\n" * 9_999 + "éé")).status_code == 303
    assert len(Idea.objects.get().problem_text) == 20_000
    assert client.post(URL, form(problem_text="é" * 20_001)).status_code == 422


def test_a_key_that_is_no_key_does_not_stop_anybody(signed_in):
    client = signed_in(UserFactory())
    assert [client.post(URL, form(client_uuid=key)).status_code for key in ("", "abc", "0" * 500)] == [303] * 3


def test_a_hidden_name_is_the_third_answer_and_carries_no_group(signed_in):
    colleague = UserFactory()
    signed_in(UserFactory()).post(URL, form(speaker="hidden", group_names="Les matinales", colleagues=colleague.email))
    idea = Idea.objects.get()
    assert (idea.visibility, idea.group_names, idea.authorships.count()) == (Visibility.NAME_HIDDEN, "", 1)


def test_colleagues_are_found_by_name_or_address(signed_in):
    one, two = UserFactory(first_name="Inès", last_name="Éloi"), UserFactory()
    signed_in(UserFactory()).post(URL, form(speaker="group", colleagues=f"ines eloi\n{two.email.upper()}"))
    assert {row.person for row in Idea.objects.get().invitations.all()} == {one, two}


def test_an_unknown_colleague_is_said_and_the_typed_names_are_kept(signed_in):
    known = UserFactory()
    answer = signed_in(UserFactory()).post(URL, form(speaker="group", colleagues=f"{known.email}, Zoé Inconnue"))
    page = answer.content.decode()
    assert (answer.status_code, Idea.objects.count()) == (422, 0)
    assert answer.context["form"].not_found == ["Zoé Inconnue"]
    assert f"{known.email}, Zoé Inconnue" in page and 'name="keep_unknown"' in page


def test_an_unknown_colleague_may_be_kept_as_text(signed_in):
    known = UserFactory()
    signed_in(UserFactory()).post(
        URL,
        form(
            speaker="group", group_names="Les matinales", colleagues=f"{known.email}, Zoé Inconnue", keep_unknown="on"
        ),
    )
    idea = Idea.objects.get()
    assert (idea.group_names, idea.invitations.get().person) == ("Les matinales, Zoé Inconnue", known)


def test_a_group_is_named(signed_in):
    answer = signed_in(UserFactory()).post(URL, form(speaker="group"))
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"group_names"})


def test_nothing_but_the_questions_reaches_the_idea(signed_in):
    person, other = UserFactory(), UserFactory()
    signed_in(person).post(
        URL,
        form(
            state="approved",
            kind="proposal",
            priority="99",
            site=other.site.pk,
            reference="PKR-1999-0001",
            title="Titre imposé",
            visibility="name_hidden",
            promised_reply_at="2000-01-01",
            origin="import",
            coauthors=other.pk,
            people=other.pk,
            by=other.pk,
            board_tab="done",
        ),
    )
    idea = Idea.objects.get()
    assert (idea.state, idea.kind, idea.priority, idea.site, idea.title) == (
        "submitted",
        "feedback",
        None,
        person.site,
        "",
    )
    assert (idea.visibility, idea.origin, idea.board_tab, idea.authorships.get().person) == (
        "public",
        "web",
        "",
        person,
    )


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))
    assert client.post(URL, form())["Location"].startswith(reverse("account_login"))
    assert Idea.objects.count() == 0


def test_the_receipt_tells_the_reference_the_words_the_reader_and_the_hour(signed_in):
    officer = UserFactory(officer=True, first_name="Léa", last_name="Testard")
    author = UserFactory()
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Paris"))):
        idea = IdeaFactory(author=author, problem_text="Mes mots <b>à moi</b>", officer=officer)
        answer = signed_in(author).get(f"/ideas/{idea.reference}/receipt/")
    page = answer.content.decode()
    for words in (idea.reference, "Mes mots &lt;b&gt;à moi&lt;/b&gt;", "Léa Testard"):
        assert words in page
    assert all(words in answer.context["promise"] for words in ("jeudi 5 mars", "18\N{NO-BREAK SPACE}h"))
    assert answer.context["promise"] in page


def test_the_receipt_is_for_its_authors(signed_in):
    idea = IdeaFactory()
    for stranger in (UserFactory(), UserFactory(officer=True)):
        assert signed_in(stranger).get(f"/ideas/{idea.reference}/receipt/").status_code == 404
