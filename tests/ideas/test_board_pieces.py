"""The pieces of the board are kept for all who read the same, and for nobody else."""

import pytest

from ideas import cards
from ideas.board import board_rows
from ideas.cards import board_card, board_html
from ideas.enums import Outcome
from ideas.models import Idea
from ideas.privacy import standing
from ideas.services.follow_up import publish_update
from ideas.services.quick_wins import accept_quick_win
from ideas.services.triage import Orientation, decide_triage
from parkour.core.fragments import Memory
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db
NAME = "Zéphirine"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(cards, "_pieces", Memory())


@pytest.fixture
def hidden():
    return UserFactory(first_name=NAME, last_name="Quatremarche")


def board_of(hidden):
    """Contributions on every tab whose texts hold a name that is hidden from most; returns the readers to try."""
    officer, owner, joining = UserFactory(officer=True), UserFactory(), UserFactory()
    facts = {"officer": officer, "author": hidden}
    for visibility in ("public", "name_hidden"):
        idea = done(owner=owner, visibility=visibility, **facts)
        publish_update(
            idea, by=officer, you_said=f"{NAME} attend.", we_did=f"{NAME} n'attend plus.", effect=f"Pour {NAME}."
        )
        decided(owner=owner, reason=f"{NAME} a raison.", visibility=visibility, **facts)
        IdeaFactory(visibility=visibility, declined=True, **facts)
        win = IdeaFactory(visibility=visibility, fast_track=True, **facts)
        accept_quick_win(win, by=win.quick_win_owner)
    into = IdeaFactory(officer=officer, author=joining, shortlisted=True)
    other = IdeaFactory(visibility="name_hidden", opened=True, **facts)
    decide_triage(other, Orientation(Outcome.MERGE, "Ensemble.", into=into), by=officer)
    roles = [UserFactory(**{role: True}) for role in ("reviewer", "facilitator", "sponsor", "admin")]
    return [officer, hidden, owner, joining, UserFactory(), UserFactory(), *roles]


def fresh(reader):
    """The board as `reader` reads it, from the objects of the models and without anything kept."""
    rows = Idea.objects.exclude(board_tab="").order_by("-published_at", "-pk")
    return [cards.card_html(board_card(reader, idea)) for idea in rows]


def test_everybody_reads_what_was_made_for_them_whoever_came_first(hidden):
    readers = board_of(hidden)
    expected = {reader.pk: fresh(reader) for reader in readers}
    for order in (readers, readers[::-1], readers):
        for reader in order:
            assert board_html(reader, board_rows(reader)) == expected[reader.pk]
    assert len({"".join(pieces) for pieces in expected.values()}) > 1


def test_were_all_of_one_standing_a_hidden_name_would_come_out(hidden, monkeypatch):
    """The test above can fail: it is the standing of the reader that keeps the pieces apart."""
    officer, *_others = board_of(hidden)
    monkeypatch.setattr(cards, "standing", lambda user, involved: ())
    stranger = UserFactory()
    board_html(officer, board_rows(officer))
    assert NAME in "".join(board_html(stranger, board_rows(stranger)))


def test_those_who_have_no_part_in_it_and_the_same_roles_share_a_piece():
    one, other, officer = UserFactory(), UserFactory(), UserFactory(officer=True)
    assert standing(one, involved=False) == standing(other, involved=False)
    assert len({standing(one, involved=False), standing(one, involved=True), standing(officer, involved=False)}) == 3


def test_a_piece_follows_every_change_of_what_it_says(hidden):
    officer, reader = UserFactory(officer=True), UserFactory()
    idea = done(officer=officer, author=hidden)
    publish_update(idea, by=officer, you_said="Avant.", we_did="Avant.")
    assert NAME in "".join(board_html(reader, board_rows(reader)))
    publish_update(idea, by=officer, you_said="Après.", we_did="Après.")
    assert "Après." in "".join(board_html(reader, board_rows(reader)))
    Idea.objects.filter(pk=idea.pk).update(visibility="name_hidden")
    assert NAME not in "".join(board_html(reader, board_rows(reader)))


def test_a_card_reads_nothing_more_than_its_row(hidden, django_assert_num_queries):
    *_others, reader = board_of(hidden)
    reader.role_names  # noqa: B018 — known once a request
    rows = board_rows(reader)
    with django_assert_num_queries(0):
        board_html(reader, rows)
