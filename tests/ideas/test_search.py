"""Search: French, without accents, forgiving; never by a hidden name."""

import pytest
from django.db import connection
from django.urls import reverse

from ideas.enums import Outcome
from ideas.models import Authorship, Idea, IdeaSearch
from ideas.search import clean_search, closely, exactly
from ideas.services.follow_up import publish_update
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.accounts.models import User
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db
NAME = {"first_name": "Zéphirine", "last_name": "Quatre-Marches", "email": "zephirine.quatremarches@parkour.example"}
SAYS_ITS_NAME = (
    "Zéphirine Quatre-Marches attend, ZÉPHIRINE attend, Zephirine attend, écrire à "
    "zephirine.quatremarches@parkour.example : le vestiaire ferme trop tôt."
)


@pytest.fixture
def reader(signed_in):
    return signed_in(UserFactory(locale="en"))


def found(client, typed, address="/board/", **params):
    """References on the page of a search, in its order."""
    page = client.get(address, {"q": typed, **params})
    assert page.status_code == 200
    text = page.content.decode()
    return [idea.reference for idea in Idea.objects.order_by("-pk") if f"/{idea.reference}/" in text]


def test_a_word_is_found_whatever_its_ending_its_accents_and_its_case(reader):
    idea = IdeaFactory(problem_text="Les vélos électriques restent au dépôt.", shortlisted=True)
    IdeaFactory(problem_text="Le distributeur de café est en panne.", shortlisted=True)
    for typed in ("vélo", "VELOS", "electrique", "vélos électriques", '"vélos électriques"', "depot"):
        assert found(reader, typed) == [idea.reference], typed


def test_all_the_words_must_be_there_unless_one_is_excluded_or_offered(reader):
    both = IdeaFactory(problem_text="Le planning des tournées arrive trop tard.", shortlisted=True)
    one = IdeaFactory(problem_text="Le planning des congés est illisible.", shortlisted=True)
    assert found(reader, "planning tournées") == [both.reference]
    assert found(reader, "planning -tournées") == [one.reference]
    assert found(reader, "congés or tournées") == [one.reference, both.reference]


def test_titles_changes_and_published_words_are_searched(reader):
    officer = UserFactory(officer=True)
    idea = done(officer=officer, change_text="Installer des crochets numérotés.")
    retitle_idea(idea, by=officer, title="Ranger les gilets")
    publish_update(
        idea, by=officer, you_said="On perd du temps.", we_did="Un râtelier est posé.", effect="Dix minutes."
    )
    for typed in ("crochets", "gilet", "ratelier", "minutes"):
        assert found(reader, typed) == [idea.reference], typed


def test_a_mistyped_word_shows_what_comes_close_and_says_so(reader):
    idea = IdeaFactory(problem_text="Le défibrillateur n'est signalé nulle part.", shortlisted=True)
    page = reader.get("/board/", {"q": "defibrilateur"}).content.decode()
    assert idea.reference in page
    assert "Nothing says exactly “defibrilateur”. This comes close:" in page


def test_what_nobody_wrote_is_said_with_a_way_out(reader):
    page = reader.get("/board/", {"q": "xylophone"}).content.decode()
    assert "Nothing found for “xylophone”" in page
    assert f'href="{reverse("ideas:board")}"' in page or 'href="?"' in page


@pytest.mark.parametrize("address", ["/board/", "/contributions/"])
@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "a\x00b",
        "\ud800",
        "'",
        "''\\",
        "a & | !",
        ":*",
        "<script>",
        "%",
        "(((",
        "é" * 5_000,
        "le la de",
        "-",
        '"',
    ],
)
def test_nothing_that_can_be_typed_breaks_the_search(signed_in, address, typed):
    IdeaFactory(shortlisted=True)
    client = signed_in(UserFactory(officer=True))
    page = client.get(address, {"q": typed.encode("utf-8", "surrogatepass")})
    assert page.status_code == (400 if "\x00" in typed else 200)
    assert "<script>&" not in page.content.decode()


def test_a_search_is_one_line_without_what_cannot_be_kept():
    assert clean_search("  un\x00deux\n trois\ud800 ") == "un deux trois"
    assert (clean_search(None), clean_search("\x00")) == ("", "")


def test_what_is_not_on_the_board_is_not_found_there_even_closely(reader):
    IdeaFactory(problem_text="Un secret sur la chaufferie centrale.")
    for typed in ("chaufferie", "chauferie"):
        page = reader.get("/board/", {"q": typed}).content.decode()
        assert f"Nothing found for “{typed}”" in page


# --- Names ---------------------------------------------------------------------------------------


def forms_of(name):
    return ["Zéphirine", "zephirine", "Quatre-Marches", "quatre marches", "Zéphirine Quatre-Marches", name["email"]]


def test_nobody_is_found_by_the_name_they_hid_nor_by_one_they_wrote(reader):
    IdeaFactory(author=UserFactory(**NAME), visibility="name_hidden", problem_text=SAYS_ITS_NAME, shortlisted=True)
    assert len(found(reader, "vestiaire")) == 1
    assert {typed: found(reader, typed) for typed in forms_of(NAME) if found(reader, typed)} == {}


def test_without_the_mask_the_name_would_be_found(reader):
    """The test above can fail: the mask, and nothing else, keeps the name away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ideas_unnamed(said text, names text[]) RETURNS text LANGUAGE sql STABLE "
            "AS $$ SELECT said $$"
        )
    IdeaFactory(author=UserFactory(**NAME), visibility="name_hidden", problem_text=SAYS_ITS_NAME, shortlisted=True)
    assert len(found(reader, "Zéphirine")) == 1


def test_a_reviewer_and_a_facilitator_find_no_hidden_name_on_the_board(signed_in):
    IdeaFactory(author=UserFactory(**NAME), visibility="name_hidden", problem_text=SAYS_ITS_NAME, shortlisted=True)
    for role in ("reviewer", "facilitator", "sponsor", "admin"):
        client = signed_in(UserFactory(**{role: True}))
        assert [typed for typed in forms_of(NAME) if found(client, typed)] == []


def test_a_name_taken_later_is_hidden_from_then_on(reader):
    author = UserFactory(first_name="Camille", last_name="Essai")
    IdeaFactory(author=author, visibility="name_hidden", problem_text=SAYS_ITS_NAME, shortlisted=True)
    assert len(found(reader, "Zéphirine")) == 1
    User.objects.filter(pk=author.pk).update(**NAME)
    assert [typed for typed in forms_of(NAME) if found(reader, typed)] == []


def test_those_who_come_with_a_merge_are_hidden_too_until_they_leave(reader):
    officer, hidden = UserFactory(officer=True), UserFactory(**NAME)
    into = IdeaFactory(officer=officer, problem_text=SAYS_ITS_NAME, shortlisted=True)
    other = IdeaFactory(officer=officer, author=hidden, visibility="name_hidden", opened=True)
    assert found(reader, "Zéphirine") == [into.reference]
    decide_triage(other, Orientation(Outcome.MERGE, "Ensemble.", into=into), by=officer)
    assert found(reader, "Zéphirine") == []
    Authorship.objects.filter(idea=into, person=hidden).delete()
    assert found(reader, "Zéphirine") == [into.reference]


def test_a_name_with_signs_of_a_pattern_is_masked_and_breaks_nothing(reader):
    author = UserFactory(first_name="Jean.*", last_name="O'Hara (fils) [x]")
    idea = IdeaFactory(
        author=author, problem_text="Jean.* et Jeannette attendent : O'Hara (fils) [x].", shortlisted=True
    )
    assert found(reader, "Jeannette") == [idea.reference]
    assert found(reader, "fils") == []


def test_the_officer_finds_by_the_name_of_an_author_hidden_or_not(signed_in):
    idea = IdeaFactory(author=UserFactory(**NAME), visibility="name_hidden")
    officer = signed_in(UserFactory(officer=True))
    assert found(officer, "zephirine", "/contributions/") == [idea.reference]
    assert found(officer, "zephirine", "/board/") == []


# --- Kept by the database ------------------------------------------------------------------------


def entries():
    return list(IdeaSearch.objects.order_by("pk").values_list("pk", "words", "people"))


def test_entries_written_bit_by_bit_equal_those_written_anew():
    officer = UserFactory(officer=True)
    idea = done(officer=officer, author=UserFactory(**NAME), problem_text=SAYS_ITS_NAME, coauthors=(UserFactory(),))
    retitle_idea(idea, by=officer, title="Ouvrir le vestiaire à Zéphirine")
    publish_update(idea, by=officer, you_said="Zéphirine attend.", we_did="Il ouvre plus tôt.")
    kept = entries()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ideas_ideasearch")
        cursor.execute("SELECT ideas_index(array_agg(id)) FROM ideas_idea")
    assert entries() == kept
    assert len(kept) == Idea.objects.count()


def test_a_transition_does_not_write_the_entry_again(count_queries):
    idea = IdeaFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin, ctid FROM ideas_ideasearch WHERE idea_id = %s", [idea.pk])
        before = cursor.fetchone()
        Idea.objects.get(pk=idea.pk).save()
        cursor.execute("SELECT xmin, ctid FROM ideas_ideasearch WHERE idea_id = %s", [idea.pk])
        assert cursor.fetchone() == before


def test_an_idea_that_is_deleted_takes_its_entry_along():
    idea = IdeaFactory()
    Idea.objects.filter(pk=idea.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not IdeaSearch.objects.filter(pk=idea.pk).exists()


def test_common_words_are_found_as_rare_ones_are(monkeypatch, reader):
    ideas = [IdeaFactory(problem_text=f"Le planning numéro {n} arrive tard.", shortlisted=True) for n in range(4)]
    rare = found(reader, "planning")
    monkeypatch.setattr("ideas.search.FEW", 2)
    assert exactly("planning").is_common
    assert found(reader, "planning") == rare == [idea.reference for idea in ideas[::-1]]


def test_the_very_words_are_not_among_those_that_come_close():
    IdeaFactory(problem_text="La chaufferie est froide.")
    assert exactly("chaufferie").found == 1
    assert closely("chaufferie").query == ""
