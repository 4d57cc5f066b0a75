"""Similar contributions: found while typing, written down by the worker, never beyond what one may read."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from ideas import similar
from ideas.likeness import CLOSE, Band
from ideas.models import Idea, Likeness, LikenessFigures, Neighbour, SearchWord
from ideas.neighbours import neighbours_of, pair_key, pairs_to_merge
from ideas.services import comparing
from ideas.services.comparing import compare_all
from ideas.services.support import support
from ideas.services.titles import retitle_idea
from ideas.similar import similar_on_board
from ideas.tasks import compare_ideas
from parkour.core.api import throttling
from tests.factories import IdeaFactory, UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db
CUPS = "Les gobelets en plastique de la fontaine débordent de la poubelle."
STATEMENTS, ROWS = 16, 40


@pytest.fixture
def others():
    """Contributions about something else: without them every word is as common as any other."""
    for text in (
        "Le planning des tournées arrive trop tard le vendredi.",
        "La machine à café est en panne depuis mardi.",
        "Le portail du parking reste bloqué les jours de pluie.",
        "Les badges ne marchent plus à l'entrée de service.",
    ):
        IdeaFactory(problem_text=text, shortlisted=True)


@pytest.fixture
def idea(others):
    idea = IdeaFactory(problem_text=CUPS, shortlisted=True)
    compare_all()
    return idea


def told(typed, reader=None):
    return [found.reference for found in similar_on_board(typed, reader or UserFactory())]


@pytest.mark.parametrize(
    "typed",
    [
        "gobelet plastique qui déborde",
        "LES GOBELETS PLASTIQUES DEBORDENT",
        "goblets en plastiqe a la fontainne",
        "trop de gobelet dans la poubele",
    ],
)
def test_what_says_the_same_is_found_whatever_the_endings_accents_and_slips(idea, typed):
    assert told(typed) == [idea.reference]


def test_at_most_three_are_told_the_closest_first(others):
    near = [IdeaFactory(problem_text=f"{CUPS} Cas {number}.", shortlisted=True) for number in range(4)]
    same = IdeaFactory(problem_text=CUPS, shortlisted=True)
    compare_all()
    found = told(CUPS)
    assert found[0] == same.reference
    assert (len(found), set(found) <= {same.reference, *(one.reference for one in near)}) == (3, True)


def test_what_says_something_else_is_not_told(idea):
    assert told("Il manque une rampe devant la crèche") == []
    assert told("") == told("de la") == told("\x00' | !") == []


def test_ones_own_are_left_out(idea):
    assert told(CUPS, idea.authorships.get().person) == []


# --- Secrecy -------------------------------------------------------------------------------------------


def off_the_board():
    """Contributions that colleagues may not read, all with the same words."""
    moments = ({}, {"opened": True}, {"needs_info": True}, {"redirected": True})
    ideas = [IdeaFactory(problem_text=CUPS, **moment) for moment in moments]
    withdrawn = IdeaFactory(problem_text=CUPS, shortlisted=True)
    Idea.objects.filter(pk=withdrawn.pk).update(state="withdrawn", board_tab="", published_at=None)
    return [*ideas, withdrawn]


def test_what_is_not_on_the_board_is_told_to_nobody(others):
    off_the_board()
    compare_all()
    assert told(CUPS) == []
    assert told(CUPS, UserFactory(officer=True)) == []


def test_the_board_is_asked_for_twice(others, monkeypatch):
    """With the first guard broken the second one holds; with both broken the words of others come out."""
    hidden = off_the_board()
    compare_all()
    monkeypatch.setattr(similar, "ON_THE_BOARD", "i.id <> %s")
    assert told(CUPS) == []
    monkeypatch.setattr(similar, "readable_on_board", lambda reader: Idea.objects.all())
    assert set(told(CUPS)) <= {idea.reference for idea in hidden} and told(CUPS) != []


def test_a_name_finds_nothing_though_its_author_wrote_it(others, monkeypatch):
    author = UserFactory(first_name="Zéphirine", last_name="Quatremarches")
    text = "Zéphirine Quatremarches attend la clé du vestiaire."
    idea = IdeaFactory(author=author, problem_text=text, visibility="name_hidden", shortlisted=True)
    compare_all()
    assert told("Zéphirine Quatremarches") == []
    assert told("clé du vestiaire") == [idea.reference]
    monkeypatch.setattr(comparing, "nameless", lambda _idea, words: words)
    comparing.ask_again()
    named = Likeness.objects.get(pk=idea.pk).shingles
    compare_all()
    assert bytes(Likeness.objects.get(pk=idea.pk).shingles) != bytes(named), "the guard is what keeps the name out"


def test_a_hidden_name_in_the_text_is_masked_for_the_reader(others, signed_in):
    author = UserFactory(first_name="Zéphirine", last_name="Quatremarches")
    text = "Zéphirine Quatremarches attend la clé du vestiaire."
    IdeaFactory(author=author, problem_text=text, visibility="name_hidden", shortlisted=True)
    compare_all()
    page = signed_in(UserFactory()).post(reverse("ideas:similar"), {"problem_text": "clé du vestiaire"})
    assert "vestiaire" in page.content.decode()
    assert "Zéphirine" not in page.content.decode()


# --- The piece of the form ---------------------------------------------------------------------------------


def test_the_piece_offers_support_once(idea, signed_in):
    reader = UserFactory(locale="en")
    client, address = signed_in(reader), reverse("api:support", args=[idea.reference])
    page = client.post(reverse("ideas:similar"), {"problem_text": CUPS})
    assert f'data-support="{address}"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    support(idea, by=reader)
    page = client.post(reverse("ideas:similar"), {"problem_text": CUPS})
    assert address not in page.content.decode()
    assert "You support it already." in page.content.decode()


def test_words_are_taken_in_no_address(idea, signed_in):
    assert signed_in(UserFactory()).get(reverse("ideas:similar"), {"problem_text": CUPS}).status_code == 405


@override_settings(API_RATES={"similar": "2/h"})
def test_who_asks_too_often_is_told_nothing(idea, signed_in, monkeypatch):
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_000_010.0)  # all within one hour
    client = signed_in(UserFactory())
    answers = [client.post(reverse("ideas:similar"), {"problem_text": CUPS}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 204]


def test_a_slow_database_is_not_waited_for(idea, monkeypatch):
    monkeypatch.setattr(similar, "WORDS", "SELECT 'gobelet', 1 FROM pg_sleep(10) WHERE %s <> ''")
    monkeypatch.setattr(similar, "PATIENCE", 20)
    assert told(CUPS) == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] in ("0", "30s", "60s", "1min", "15s")


def test_the_patience_is_taken_back_once_all_went_well(idea):
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()
        told(CUPS)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == before


def test_it_keeps_to_its_statements_and_rows_for_one_as_for_three(idea, signed_in):
    client, costs = signed_in(UserFactory()), []
    for _turn in range(2):
        client.post(reverse("ideas:similar"), {"problem_text": CUPS})
        with metered() as meter:
            assert client.post(reverse("ideas:similar"), {"problem_text": CUPS}).status_code == 200
        costs.append((meter.count, meter.rows))
        for number in range(3):
            IdeaFactory(problem_text=f"{CUPS} Cas {number}.", shortlisted=True)
        compare_all()
    assert max(count for count, _rows in costs) <= STATEMENTS, costs
    assert max(rows for _count, rows in costs) <= ROWS, costs


# --- What the worker writes ----------------------------------------------------------------------------------


def test_what_arrives_is_compared_and_what_changes_is_compared_again(others):
    officer = UserFactory(officer=True)
    one, other = (IdeaFactory(problem_text=CUPS) for _ in range(2))
    compare_ideas()
    assert [near.idea for near in neighbours_of(one, officer)] == [other]
    assert [near.idea for near in neighbours_of(other, officer)] == [one]
    Idea.objects.filter(pk=other.pk).update(problem_text="Rien à voir avec cela, vraiment.")
    assert Likeness.objects.get(pk=other.pk).shaped < Likeness.objects.get(pk=other.pk).asked
    compare_ideas()
    assert neighbours_of(one, officer) == []
    retitle_idea(other, by=officer, title=CUPS)
    compare_ideas()
    assert [near.idea for near in neighbours_of(one, officer)] == [other]


def everything():
    """All that the worker wrote, without the stamp."""
    pairs = Neighbour.objects.order_by("idea_id", "other_id").values_list("idea_id", "other_id", "score", "together")
    figures = LikenessFigures.objects.get()
    shapes = [(row.pk, bytes(row.shingles)) for row in Likeness.objects.order_by("pk")]
    words = list(SearchWord.objects.order_by("word", "pk").values_list("word", "found"))
    return list(pairs), shapes, figures.total, bytes(figures.holders), words


def test_doing_it_twice_changes_nothing(idea):
    IdeaFactory(problem_text=CUPS)
    compare_all()
    first, _all = everything(), compare_ideas()
    assert everything() == first
    call_command("compare_ideas", "--again", verbosity=0)
    again = everything()
    assert [row[:2] for row in again[0]] == [row[:2] for row in first[0]]
    assert again[1:] == first[1:]


def test_a_worker_killed_between_two_steps_goes_on(others):
    one, other = (IdeaFactory(problem_text=CUPS) for _ in range(2))
    while comparing.shape_batch(2):
        pass
    assert not Neighbour.objects.exists()
    compare_ideas()
    assert [near.idea for near in neighbours_of(one, UserFactory(officer=True))] == [other]


def test_a_contribution_that_goes_takes_its_rows_along(others):
    one, other = (IdeaFactory(problem_text=CUPS) for _ in range(2))
    compare_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Neighbour.objects.get(idea=other, other=one)
    one.events.all().delete()
    one.authorships.all().delete()
    Idea.objects.filter(pk=one.pk)._raw_delete("default")
    assert not Neighbour.objects.filter(other_id=one.pk).exists()
    assert not Likeness.objects.filter(pk=one.pk).exists()


# --- For the officer -----------------------------------------------------------------------------------------


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def test_the_panel_shows_neighbours_in_words_and_merges_in_one_tap(idea, officer, signed_in):
    fresh = IdeaFactory(problem_text=CUPS, opened=True)
    compare_all()
    client = signed_in(officer)
    page = client.get(reverse("ideas:triage_item", args=[fresh.reference])).content.decode()
    address = reverse("ideas:decide", args=[fresh.reference, "merge"]) + f"?into={idea.reference}"
    assert ("Almost the same words" in page, address in page) == (True, True)
    sheet = client.get(address).content.decode()
    assert f'value="{idea.reference}"' in sheet


def test_what_may_not_be_joined_is_no_neighbour(others, officer):
    fresh = IdeaFactory(problem_text=CUPS)
    off_the_board()
    compare_all()
    near = neighbours_of(fresh, officer)
    assert sorted(row.idea.state for row in near) == ["in_triage", "needs_info", "submitted"]


def test_pairs_are_listed_once_the_closest_first_page_by_page(others, officer):
    for number in range(4):
        IdeaFactory(problem_text=f"{CUPS} Cas {'très ' * number} particulier.")
    compare_all()
    whole = pairs_to_merge(officer)
    assert len(whole) == 6
    assert len({frozenset((pair.idea.pk, pair.other.pk)) for pair in whole}) == 6
    seen, after = [], None
    while rows := pairs_to_merge(officer, after=after, size=2):
        seen += [pair.key for pair in rows[:2]]
        after = pair_key(rows[:2][-1].key)
    assert seen == [pair.key for pair in whole]


def test_a_pair_is_named_by_what_the_list_is_ordered_by(officer):
    first, second = IdeaFactory(), IdeaFactory()
    Neighbour.objects.create(idea=second, other=first, score=CLOSE / 2, together=CLOSE)
    assert [pair.band for pair in pairs_to_merge(officer)] == [Band.CLOSE]


def test_a_strange_key_of_a_page_is_the_first_page(officer, signed_in):
    for key in ("", "x", "0x1.8p-1", "nan_1", "0x1.8p+99_4", "inf_3", "0x1.8p-1_" + "9" * 40):
        assert pair_key(key) is None or key == "0x1.8p+99_4"
    assert signed_in(officer).get(reverse("ideas:pairs"), {"after": "x"}).status_code == 200


def test_pairs_are_for_the_officer(officer, signed_in):
    assert signed_in(UserFactory()).get(reverse("ideas:pairs")).status_code == 404
    assert "Nothing looks alike" in signed_in(officer).get(reverse("ideas:pairs")).content.decode()


def test_the_pairs_of_the_page_lead_to_the_merge(idea, officer, signed_in):
    fresh = IdeaFactory(problem_text=CUPS, opened=True)
    compare_all()
    client = signed_in(officer)
    address = reverse("ideas:merge", args=[fresh.reference, idea.reference])
    assert address in client.get(reverse("ideas:pairs")).content.decode()
    assert f"Merge {fresh.reference} into {idea.reference}" in client.get(address).content.decode()
