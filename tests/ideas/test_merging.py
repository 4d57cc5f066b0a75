"""Two contributions side by side: what goes along, who is told, what is refused, and that undoing loses nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import Outcome
from ideas.joined import joined_to, links_of, what_is_carried
from ideas.models import Attachment, Authorship, Comment, Follow, Idea, IdeaEvent, Message, RelatedIdeas, Support
from ideas.services.conversation import write_message
from ideas.services.following import follow
from ideas.services.links import link_ideas, unlink_ideas
from ideas.services.officer_moves import make_move
from ideas.services.support import support
from ideas.services.telling import tell_untold
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.talking import on_the_board, say

pytestmark = pytest.mark.django_db
WORDS = "Bonjour, je regroupe votre contribution avec une autre qui dit la même chose. Bien à vous."
EARLIER = "Merci, voici la suite."  # what the factory answers


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def back_under_review(idea):
    """Back from the board with its talk, as from a workshop: it may still join another."""
    Idea.objects.filter(pk=idea.pk).update(state="in_triage", board_tab="", published_at=None)
    return fresh(idea)


def merge(idea, into, officer):
    return decide_triage(fresh(idea), Orientation(Outcome.MERGE, WORDS, into=fresh(into)), by=officer)


def page(idea, other):
    return reverse("ideas:merge", args=[idea.reference, other.reference])


def everything_of(*ideas):
    """All rows about these contributions but the history and the words that the moves themselves add."""
    keys = [idea.pk for idea in ideas]
    moving = {"version", "state_since"}
    columns = [field.attname for field in Idea._meta.concrete_fields if field.attname not in moving]
    rows = {"ideas": list(Idea.objects.filter(pk__in=keys).order_by("pk").values(*columns))}
    for model in (Authorship, Support, Follow, Comment, Attachment):
        rows[model.__name__] = list(model.objects.filter(idea__in=keys).order_by("pk").values())
    return rows


@pytest.fixture
def two(officer):
    """Two that say the same, with their talk: one person supports and follows both, each author likes the other."""
    source, target = on_the_board(), on_the_board()
    both, of_source, of_target = UserFactory(), UserFactory(), UserFactory()
    for idea, people in ((source, (both, of_source)), (target, (both, of_target))):
        for person in people:
            support(idea, by=person)
            follow(idea, by=person)
        say(idea, by=people[1])
    support(target, by=source.authorships.get().person)
    support(source, by=target.authorships.get().person)
    write_message(source, by=officer, body="Depuis quand ?")
    return back_under_review(source), target


# --- What goes along --------------------------------------------------------------------------------------------


def test_the_page_counts_what_the_merge_then_does(two, officer):
    source, target = two
    told = what_is_carried(source, target)
    before = Support.objects.filter(idea=target).count(), Follow.objects.filter(idea=target).count()
    assert (told.supports, told.both, told.follows, told.comments, told.messages) == (1, 1, 1, 1, 2)
    assert told.authors == [source.authorships.get().person]
    merge(source, target, officer)
    after = Support.objects.filter(idea=target).count(), Follow.objects.filter(idea=target).count()
    assert (after[0] - before[0], after[1] - before[1]) == (told.supports, told.follows)
    assert fresh(target).support_count == after[0]
    assert set(told.authors) <= {row.person for row in target.authorships.all()}


def test_the_authors_of_both_are_told(two, officer):
    source, target = two
    authors = [idea.authorships.get().person for idea in (source, target)]
    Notification.objects.all().delete()
    merge(source, target, officer)
    tell_untold()
    kinds = [list(Notification.objects.filter(recipient=one).values_list("kind", flat=True)) for one in authors]
    assert kinds == [["author_merge"], ["author_receive_merge"]]
    assert set(authors) == set(what_is_carried(source, target).told)


def test_its_messages_are_read_from_the_one_that_carries_it(two, officer, signed_in):
    source, target = two
    merge(source, target, officer)
    (row,) = joined_to(fresh(target), officer)
    assert (row.idea, [words for _message, words in row.messages]) == (source, [EARLIER, "Depuis quand ?", WORDS])
    for name in ("detail", "triage_item"):
        html = signed_in(officer).get(reverse(f"ideas:{name}", args=[target.reference])).content.decode()
        assert "Depuis quand ?" in html and reverse("ideas:unmerge", args=[source.reference]) in html
    assert "Depuis quand ?" not in signed_in(UserFactory()).get(target.get_absolute_url()).content.decode()


# --- Undoing ----------------------------------------------------------------------------------------------------


def test_undone_at_once_every_row_is_as_before(two, officer):
    before = everything_of(*two)
    merge(*two, officer)
    assert everything_of(*two) != before
    make_move(fresh(two[0]), "unmerge", by=officer, reason="Ce n’est pas la même chose.")
    assert everything_of(*two) == before


def test_what_was_added_meanwhile_stays_where_it_was_given(two, officer):
    source, target = two
    before = everything_of(*two)
    merge(source, target, officer)
    late = UserFactory()
    support(fresh(target), by=late)
    follow(fresh(target), by=late)
    say(fresh(target), by=late)
    make_move(fresh(source), "unmerge", by=officer, reason="Ce n’est pas la même chose.")
    after = everything_of(*two)
    for model in ("Support", "Follow", "Comment"):
        (added,) = [row for row in after[model] if row not in before[model]]
        assert (added["idea_id"], late.pk) == (target.pk, added.get("person_id", added.get("writer_id")))
        assert [row for row in before[model] if row not in after[model]] == []
    assert fresh(target).support_count == Support.objects.filter(idea=target).count()
    assert fresh(target).comment_count == Comment.objects.filter(idea=target).count()
    assert fresh(source).support_count == Support.objects.filter(idea=source).count()


def test_of_two_that_joined_the_one_that_stays_keeps_what_both_brought(two, officer):
    source, target = two
    other = on_the_board()
    person = UserFactory()
    for idea in (source, other):
        Support.objects.create(idea=idea, person=person, at=clock.now())
    other = back_under_review(other)
    merge(source, target, officer)
    merge(other, target, officer)
    make_move(fresh(source), "unmerge", by=officer, reason="Non.")
    assert Support.objects.filter(idea=target, person=person).exists()
    make_move(fresh(other), "unmerge", by=officer, reason="Non.")
    assert not Support.objects.filter(idea=target, person=person).exists()


def test_it_can_be_undone_for_thirty_days(two, officer):
    source, target = two
    merge(source, target, officer)
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        assert not joined_to(fresh(target), officer)[0].can_undo
        with pytest.raises(TransitionRefused):
            make_move(fresh(source), "unmerge", by=officer, reason="Trop tard.")
    with clock.at(clock.now() + timedelta(days=29)):
        assert joined_to(fresh(target), officer)[0].can_undo
        make_move(fresh(source), "unmerge", by=officer, reason="À temps.")


def test_planted_fault_rows_that_are_moved_instead_of_written_again_would_be_lost(two, officer, monkeypatch):
    def moved(idea, target):
        for row in Support.objects.filter(idea=idea):
            Support.objects.filter(idea=target, person=row.person_id).delete()
            Support.objects.filter(pk=row.pk).update(idea=target)

    monkeypatch.setattr("ideas.services.effects.bring_along", moved)
    before = everything_of(*two)
    merge(*two, officer)
    make_move(fresh(two[0]), "unmerge", by=officer, reason="Non.")
    assert everything_of(*two) != before


# --- What is refused --------------------------------------------------------------------------------------------


def test_what_is_already_decided_is_linked_instead(officer, signed_in):
    idea, decided = IdeaFactory(), IdeaFactory(declined=True)
    with pytest.raises(InvalidInput, match="déjà|already decided"):
        merge(idea, decided, officer)
    client = signed_in(officer)
    html = client.get(page(idea, decided)).content.decode()
    assert "already decided" in html and "Merge " not in html.partition('id="merge"')[2]
    client.post(reverse("ideas:link", args=[idea.reference, decided.reference]))
    for one, another in ((idea, decided), (decided, idea)):
        assert [linked.pk for linked in links_of(fresh(one), officer)] == [another.pk]
        address = reverse("ideas:detail", args=[one.reference])
        assert "About the same" in client.get(address).content.decode()


def test_a_circle_is_refused_in_words(officer, signed_in):
    one, other = IdeaFactory(), IdeaFactory()
    merge(one, other, officer)
    html = signed_in(officer).get(page(other, one)).content.decode()
    assert "can no longer receive another" in html and "is already carried with the other" in html
    assert reverse("ideas:unmerge", args=[one.reference]) in html
    with pytest.raises(InvalidInput):
        merge(other, one, officer)
    assert signed_in(officer).get(page(one, one)).status_code == 404


def test_an_officer_does_not_decide_on_their_own(officer, signed_in):
    own, other = IdeaFactory(author=officer), IdeaFactory(shortlisted=True)
    html = signed_in(officer).get(page(own, other)).content.decode()
    assert "is your own" in html and 'name="message"' not in html


# --- The page ---------------------------------------------------------------------------------------------------


def test_the_page_merges_the_way_that_was_chosen(officer, signed_in):
    one, other = IdeaFactory(), IdeaFactory()
    client = signed_in(officer)
    html = client.get(page(one, other)).content.decode()
    assert f"Merge {one.reference} into {other.reference}" in html
    switched = client.post(page(one, other), {"switch": one.reference, "kept": other.reference, "message": ""})
    assert f"Merge {other.reference} into {one.reference}" in switched.content.decode()
    assert fresh(one).state == fresh(other).state == "submitted"
    answer = client.post(page(one, other), {"kept": one.reference, "message": WORDS})
    assert (answer.status_code, answer.url) == (303, reverse("ideas:triage_item", args=[one.reference]))
    assert fresh(other).merged_into == one


def test_words_that_were_changed_stay_when_one_chooses_the_other_way(officer, signed_in):
    one, other = IdeaFactory(), IdeaFactory()
    client = signed_in(officer)
    mine = {"switch": one.reference, "kept": other.reference, "message": "Mes propres mots."}
    assert "Mes propres mots." in client.post(page(one, other), mine).content.decode()
    proposed = client.get(page(one, other)).context["form"].initial["message"]
    again = client.post(page(one, other), mine | {"message": proposed}).context["form"].initial["message"]
    assert one.reference in proposed and other.reference in again and one.reference not in again


def test_a_page_that_is_out_of_date_merges_nothing_and_keeps_the_words(officer, signed_in):
    one, other = IdeaFactory(), IdeaFactory()
    answer = signed_in(officer).post(page(one, other), {"kept": other.reference, "message": WORDS, "versions": "0.0"})
    assert (answer.status_code, fresh(one).state) == (409, "submitted")
    assert WORDS in answer.content.decode()


def test_without_words_nothing_is_merged(officer, signed_in):
    one, other = IdeaFactory(), IdeaFactory()
    answer = signed_in(officer).post(page(one, other), {"kept": other.reference, "message": ""})
    assert (answer.status_code, fresh(one).state) == (422, "submitted")


@pytest.mark.parametrize("role", [None, "reviewer", "facilitator", "sponsor", "admin"])
def test_the_page_is_for_officers(signed_in, role):
    one, other = IdeaFactory(), IdeaFactory()
    client = signed_in(UserFactory(**{role: True} if role else {}))
    assert client.get(page(one, other)).status_code == 404
    assert client.post(reverse("ideas:link", args=[one.reference, other.reference])).status_code == 404


# --- Links ------------------------------------------------------------------------------------------------------


def test_a_link_is_made_once_whichever_way_and_taken_away(officer):
    one, other = IdeaFactory(), IdeaFactory()
    assert [link_ideas(one, other, by=officer), link_ideas(other, one, by=officer)] == [True, False]
    assert RelatedIdeas.objects.count() == 1
    assert [unlink_ideas(other, one, by=officer), unlink_ideas(one, other, by=officer)] == [True, False]
    assert list(IdeaEvent.objects.filter(idea=one, name__in=["link", "unlink"]).values_list("is_internal")) == [
        (True,),
        (True,),
    ]


def test_what_may_not_be_read_is_not_told_by_a_link(officer):
    shown, hidden = on_the_board(), IdeaFactory()
    link_ideas(shown, hidden, by=officer)
    assert links_of(shown, UserFactory()) == []
    assert links_of(shown, officer) == [hidden]


def test_what_was_passed_on_in_confidence_is_linked_with_nothing(officer):
    shown, confided = on_the_board(), IdeaFactory(redirected=True)
    link_ideas(shown, confided, by=officer)
    Idea.objects.filter(pk=confided.pk).update(redirected_to="harassment")
    assert links_of(shown, officer) == []
    with pytest.raises(NotAllowed):
        unlink_ideas(shown, fresh(confided), by=officer)


def test_others_link_nothing():
    with pytest.raises(NotAllowed):
        link_ideas(IdeaFactory(), IdeaFactory(), by=UserFactory(reviewer=True))
    one = IdeaFactory()
    with pytest.raises(InvalidInput):
        link_ideas(one, one, by=UserFactory(officer=True))


def test_a_message_of_the_merge_stays_with_the_one_that_joined(two, officer):
    source, target = two
    merge(source, target, officer)
    assert list(Message.objects.filter(body=WORDS).values_list("idea", flat=True)) == [source.pk]
