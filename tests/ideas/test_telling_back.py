"""« You said, we did » for several at once: what is drafted, what is published, and what is refused."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from ideas.models import Idea, IdeaEvent, PublicUpdate
from ideas.services import follow_up
from ideas.services.following import follow
from ideas.services.telling_back import MOST, Telling, publish_several
from ideas.telling_back import drafts_for, drafts_of, preview
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.keys import encode_key
from parkour.notifications.models import Notification
from tests.api.asking import Program, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db
WORDS = {"you_said": "On attend au garage.", "we_did": "Un second poste est ouvert."}
ADDRESS = "/tell-back/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    signed_in(officer)
    return client


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def draft_of(officer, idea):
    (draft,) = drafts_of(officer, [idea.reference])
    return draft


def telling(officer, idea, **words):
    draft = draft_of(officer, idea)
    return Telling(draft.idea, draft.version, told=draft.told, **WORDS | words)


def sent(*drafts, publish=True, **words):
    """The form as the page sends it for these, all chosen."""
    body = {"publish" if publish else "look": "yes", "ref": [draft.reference for draft in drafts]}
    for draft in drafts:
        name = draft.reference
        body |= {f"version-{name}": draft.version, f"told-{name}": draft.told}
        body |= {f"{name}-{word}": text for word, text in (draft.words | WORDS | words).items()}
    return body


# --- Drafts -------------------------------------------------------------------------------------------------


def test_what_is_done_or_not_kept_waits_for_words_and_nothing_else_does(officer):
    ended = [done(), IdeaFactory(declined=True, officer=officer)]
    decided()
    IdeaFactory(shortlisted=True)
    IdeaFactory(opened=True, officer=officer)
    found, following = drafts_for(officer)
    assert ({draft.reference for draft in found}, following) == ({idea.reference for idea in ended}, None)


def test_a_draft_says_what_the_board_says_already(officer):
    idea = done(evidence="Regroupés par rue.", problem_text="Deux passages par rue.")
    refused = IdeaFactory(declined=True, officer=officer)
    drafts = {draft.reference: draft for draft in drafts_for(officer)[0]}
    told = drafts[idea.reference]
    assert (told.words["you_said"], told.words["we_did"]) == ("Deux passages par rue.", "Regroupés par rue.")
    assert (told.heading, drafts[refused.reference].heading) == ("We did", "Not kept, because")
    assert drafts[refused.reference].words["we_did"] != ""


def test_nobody_is_thanked_by_a_hidden_name_or_for_what_is_not_kept(officer):
    author = UserFactory(first_name="Maryvonne")
    shown, hidden = done(author=author), done(author=author, visibility="name_hidden")
    refused = IdeaFactory(declined=True, officer=officer, author=author)
    thanks = {draft.reference: draft.words["credits"] for draft in drafts_for(officer)[0]}
    assert thanks == {shown.reference: "Thanks to Maryvonne", hidden.reference: "", refused.reference: ""}


def test_words_published_on_another_tab_are_told_again_and_those_of_this_one_can_be_corrected(officer):
    idea = done()
    follow_up.publish_update(idea, by=officer, **WORDS)
    assert drafts_for(officer)[0] == []
    (told,) = drafts_for(officer, told=True)[0]
    assert (told.words["we_did"], told.told != "") == (WORDS["we_did"], True)
    follow_up.dispute_done(fresh(idea), by=officer, reason="Pas tout à fait.")
    follow_up.confirm_done(fresh(idea), by=officer, evidence="Cette fois, oui.")
    (again,) = drafts_for(officer)[0]
    assert (again.words["we_did"], again.told) == ("Cette fois, oui.", "")


def test_pages_go_on_where_the_last_one_ended(officer):
    ideas = [IdeaFactory(declined=True, officer=officer) for _one in range(3)]
    first, following = drafts_for(officer, size=2)
    second, last = drafts_for(officer, size=2, after=following)
    assert [draft.reference for draft in first + second] == [idea.reference for idea in ideas[::-1]]
    assert last is None


def test_a_preview_is_the_card_of_somebody_without_a_part_in_it_and_writes_nothing(officer):
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = done(author=author, visibility="name_hidden")
    words = {"you_said": "Zéphyrine Quetzal attend.", "we_did": "Un second poste.", "effect": "", "credits": ""}
    card = preview(draft_of(officer, idea), words)
    assert "Un second poste." in card and "Quetzal" not in card and "Zéphyrine" not in card
    assert not PublicUpdate.objects.exists() and fresh(idea).published_at == idea.published_at


# --- Publishing ---------------------------------------------------------------------------------------------


def test_several_are_published_each_with_its_line_in_the_history(officer):
    ideas = [done(), IdeaFactory(declined=True, officer=officer)]
    assert publish_several([telling(officer, idea) for idea in ideas], by=officer) == []
    assert PublicUpdate.objects.filter(**WORDS).count() == 2
    assert IdeaEvent.objects.filter(name="publish", is_public=True).count() == 2
    assert drafts_for(officer)[0] == []


def test_one_that_is_refused_stops_no_other_and_says_why(officer):
    good, empty, changed = (IdeaFactory(declined=True, officer=officer) for _one in range(3))
    told = [telling(officer, good), telling(officer, empty, we_did=" "), telling(officer, changed)]
    told[2] = replace(told[2], version=told[2].version + 1)  # of another reading than the one that holds
    refused = publish_several(told, by=officer)
    assert [one.idea.reference for one, _why in refused] == [empty.reference, changed.reference]
    assert [update.idea for update in PublicUpdate.objects.all()] == [good]


def test_the_same_words_twice_are_published_once(officer):
    idea = done()
    once = telling(officer, idea)
    assert publish_several([once], by=officer) == publish_several([once], by=officer) == []
    assert IdeaEvent.objects.filter(idea=idea, name="publish").count() == 1


def test_words_that_somebody_published_meanwhile_are_replaced_by_whoever_has_read_them_only(officer):
    idea = done()
    late = telling(officer, idea, we_did="Mes mots.")
    follow_up.publish_update(fresh(idea), by=UserFactory(officer=True), **WORDS)
    ((_one, why),) = publish_several([late], by=officer)
    assert "published meanwhile" in str(why.message)
    assert publish_several([telling(officer, idea, we_did="Mes mots.")], by=officer) == []
    assert PublicUpdate.objects.get().we_did == "Mes mots."


def test_only_an_officer_publishes_and_never_too_many_at_once(officer):
    idea = done()
    with pytest.raises(NotAllowed):
        publish_several([telling(officer, idea)], by=UserFactory(sponsor=True))
    for told in ([], [telling(officer, idea)] * (MOST + 1)):
        with pytest.raises(InvalidInput):
            publish_several(told, by=officer)
    assert not PublicUpdate.objects.exists()


def test_who_follows_one_is_told_once_a_day_however_often_its_words_are_corrected(officer):
    idea, reader = done(), UserFactory()
    follow(idea, by=reader)
    publish_several([telling(officer, idea)], by=officer)
    publish_several([telling(officer, idea, we_did="Mieux dit.")], by=officer)
    assert Notification.objects.filter(recipient=reader, kind="follower_publish").count() == 1


# --- Page and API -------------------------------------------------------------------------------------------


def test_the_page_shows_the_cards_before_it_publishes(desk, officer):
    idea = done()
    assert idea.reference in desk.get(ADDRESS).content.decode()
    draft = draft_of(officer, idea)
    looked = desk.post(ADDRESS, sent(draft, publish=False))
    assert looked.status_code == 200 and 'name="publish"' in looked.content.decode()
    assert not PublicUpdate.objects.exists()
    assert desk.post(ADDRESS, sent(draft)).status_code == 303
    assert PublicUpdate.objects.get().we_did == WORDS["we_did"]
    assert "Everything is told" in desk.get(ADDRESS).content.decode()
    assert WORDS["we_did"] in desk.get(f"{ADDRESS}?show=told").content.decode()


def test_without_a_choice_or_without_words_the_page_says_so_and_keeps_what_was_typed(desk, officer):
    draft = draft_of(officer, done())
    none = desk.post(ADDRESS, sent(draft) | {"ref": []})
    assert none.status_code == 422 and "Choose at least one contribution." in none.content.decode()
    empty = desk.post(ADDRESS, sent(draft, we_did="", you_said="Mes mots à moi."))
    assert empty.status_code == 422 and "Mes mots à moi." in empty.content.decode()
    assert not PublicUpdate.objects.exists()


def test_what_was_refused_stays_on_the_page_with_its_reason_and_the_others_leave_it(desk, officer):
    good, late = done(), done()
    drafts = [draft_of(officer, good), draft_of(officer, late)]
    follow_up.publish_update(fresh(late), by=officer, you_said="Avant.", we_did="Dit par un autre.")
    answer = desk.post(ADDRESS, sent(*drafts))
    page = answer.content.decode()
    assert answer.status_code == 422 and "published meanwhile" in page and "Dit par un autre." in page
    assert f"row-{late.reference}" in page and f"row-{good.reference}" not in page


def test_nobody_else_finds_the_page(client, signed_in):
    signed_in(UserFactory(sponsor=True))
    assert client.get(reverse("ideas:tell_back")).status_code == 404


def test_what_has_left_the_list_meanwhile_is_not_chosen(desk):
    assert (
        desk.post(ADDRESS, {"look": "yes", "ref": ["PKR-2000-0001"], "version-PKR-2000-0001": "1"}).status_code == 422
    )


def test_the_api_drafts_publishes_and_says_what_it_refused(officer):
    idea, program = done(), Program(officer)
    (row,) = rows(program.asks("board/untold/"))
    assert (row["reference"], row["told"]) == (idea.reference, "")
    body = {name: row[name] for name in ("reference", "version", "told")} | WORDS
    unknown = body | {"reference": "PKR-2000-0001"}
    answer = rows(program.posts("board/publish/", {"updates": [body, unknown]}))
    assert [one["refused"] for one in answer] == ["", "No contribution of this reference is done or not kept."]
    (told,) = rows(program.asks("board/untold/?told=true"))
    update = PublicUpdate.objects.get()
    assert (told["we_did"], told["told"]) == (WORDS["we_did"], encode_key(update.published_at, idea.pk))
