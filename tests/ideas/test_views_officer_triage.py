"""The triage queue and one item of it, through the browser's requests."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.desk import PAGE, next_in_queue, queue_page
from ideas.enums import State, Visibility
from ideas.models import Idea, Message, Rubric
from ideas.queue_place import Place, place_in_queue
from ideas.selectors import triage_queue
from ideas.services.conversation import write_message
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from parkour.core.counting import MOST
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
FULL = {"policy": "4", "novelty": "2", "impact": "4", "effort": "2"}


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    """A client of the officer who reads English."""
    signed_in(officer)
    return client


def url(name, idea, **kwargs):
    return reverse(f"ideas:{name}", kwargs={"reference": idea.reference, **kwargs})


def sent(days_ago, **kwargs):
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return IdeaFactory(**kwargs)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def references(html):
    return re.findall(r'/triage/(PKR-\d+-\d+)/"', html)


def test_the_queue_is_ordered_by_promise_and_imports_without_promise_come_last(desk):
    young, old, middle = sent(0), sent(20), sent(10)
    imported = sent(90)
    Idea.objects.filter(pk=imported.pk).update(promised_reply_at=None)
    html = desk.get("/triage/").content.decode()
    queue = [idea.reference for idea in (old, middle, young, imported)]
    assert references(html.partition('<ol role="list"')[2]) == queue
    assert "4 contributions wait for an answer" in html


def test_the_promises_that_run_come_first_late_ones_ahead_then_what_was_answered_once_then_imports(desk, officer):
    """The same order on the page, at an item, after it, and by the API."""
    answered, running, late, imported, answered_later = sent(40), sent(0), sent(20), sent(90), sent(30)
    Idea.objects.filter(pk__in=[answered.pk, answered_later.pk]).update(first_human_reply_at=clock.now())
    Idea.objects.filter(pk=imported.pk).update(promised_reply_at=None)
    queue = [fresh(idea) for idea in (late, running, answered, answered_later, imported)]
    names = [idea.reference for idea in queue]
    assert references(desk.get("/triage/").content.decode().partition('<ol role="list"')[2]) == names
    assert [idea.reference for idea in triage_queue()] == names
    assert [row["reference"] for row in desk.get("/api/v1/triage/").json()["results"]] == names
    for number, idea in enumerate(queue):
        place = place_in_queue(idea)
        around = [row.reference for row in (*place.before, idea, *place.after)]
        assert (around, place.rank, place.total) == (names, number + 1, len(names))
        assert next_in_queue(idea) == (queue[number + 1] if number + 1 < len(queue) else None)
        assert [row.reference for row in queue_page(idea)] == names[number + 1 :]


def test_what_is_read_ahead_knows_what_it_says_once_the_one_before_it_has_left():
    first, second = sent(2), sent(1)
    ahead = place_in_queue(second).after_one
    assert (ahead.rank, ahead.total) == (1, 1)
    Idea.objects.filter(pk=first.pk).update(state="declined")
    now = place_in_queue(second)
    assert (now.rank, now.total) == (1, 1)
    many = Place([], [], rank=MOST + 1, total=MOST + 1).after_one
    assert (many.rank, many.total) == (MOST + 1, MOST + 1)


def test_pages_of_the_queue_have_neither_gap_nor_repetition_whatever_was_promised():
    author = UserFactory()
    for number in range(9):
        idea = sent(number % 3, author=author)
        answered, unpromised = {"first_human_reply_at": clock.now()}, {"promised_reply_at": None}
        Idea.objects.filter(pk=idea.pk).update(**(answered, {}, unpromised, answered | unpromised)[number % 4])
    seen, page = [], queue_page(size=2)
    while page:
        seen += page[:2]
        page = queue_page(seen[-1], size=2) if len(page) > 2 else []
    assert [idea.pk for idea in seen] == list(triage_queue().values_list("pk", flat=True))


def test_an_empty_queue_says_that_everything_is_answered(desk):
    assert "Everything is answered" in desk.get("/triage/").content.decode()


@pytest.mark.parametrize("after", ["nothing", "%", "'"])
def test_an_address_that_names_no_page_shows_the_first(desk, after):
    idea = IdeaFactory()
    assert idea.reference in desk.get("/triage/", {"after": after}).content.decode()


def test_the_queue_is_read_by_pages_found_by_key(desk):
    author, officer = UserFactory(), UserFactory(officer=True)
    ideas = [IdeaFactory(author=author, officer=officer) for _ in range(PAGE + 2)]
    first = desk.get("/triage/").content.decode().partition('<ol role="list"')[2]
    assert references(first) == [idea.reference for idea in ideas[:PAGE]]
    rest = desk.get("/triage/", {"after": ideas[PAGE - 1].reference}).content.decode().partition('<ol role="list"')[2]
    assert references(rest) == [idea.reference for idea in ideas[PAGE:]]


def test_the_queue_costs_the_same_for_one_and_three(desk, count_queries):
    IdeaFactory()
    one = count_queries(lambda: desk.get("/triage/"))
    IdeaFactory()
    IdeaFactory()
    assert count_queries(lambda: desk.get("/triage/")) == one


def test_an_item_costs_the_same_whatever_its_thread_and_its_queue(desk, officer, count_queries):
    idea = IdeaFactory()
    write_message(idea, by=officer, body="Une note.", internal=True)
    one = count_queries(lambda: desk.get(url("triage_item", idea)))
    for _ in range(3):
        IdeaFactory(coauthors=(UserFactory(),))
        write_message(idea, by=UserFactory(officer=True), body="Une autre.", internal=True)
    assert count_queries(lambda: desk.get(url("triage_item", idea))) == one


def test_reading_an_item_changes_nothing(desk):
    idea = IdeaFactory()
    Rubric.objects.all().delete()
    assert desk.get(url("triage_item", idea)).status_code == 200
    assert desk.get(url("verdict", idea), FULL).status_code == 200
    assert fresh(idea).state == State.SUBMITTED
    assert Rubric.objects.count() == 0


def test_the_page_tells_when_the_item_is_in_front_of_the_officer(desk):
    idea = IdeaFactory()
    assert "data-open" in desk.get(url("triage_item", idea)).content.decode()
    assert desk.post(url("open", idea)).status_code == 204
    assert fresh(idea).state == State.IN_TRIAGE
    assert "data-open" not in desk.get(url("triage_item", idea)).content.decode()


def test_opening_leaves_the_version_of_the_page_good(desk):
    idea = IdeaFactory()
    desk.post(url("open", idea))
    assert desk.post(url("assess", idea), FULL | {"version": idea.version}).status_code == 303


def test_an_item_shows_the_words_the_author_and_where_it_stands(desk):
    first, second = sent(3), sent(2, problem_text="Le badge ne <marche> plus après 20 h.")
    html = desk.get(url("triage_item", second)).content.decode()
    assert "Le badge ne &lt;marche&gt; plus après 20 h." in html
    assert str(second.authorships.get().person) in html
    assert "2 of 2" in html
    assert 'rel="prev">' in html and url("triage_item", first) in html


def test_a_promise_that_was_kept_is_no_longer_late(desk):
    idea = sent(20)
    assert "Promised answer: late by" in desk.get(url("triage_item", idea)).content.decode()
    Idea.objects.filter(pk=idea.pk).update(first_human_reply_at=clock.now())
    page = desk.get(url("triage_item", idea)).content.decode()
    assert "Answered once" in page
    assert "Promised answer" not in page


def test_the_officer_reads_a_hidden_name_and_the_reviewer_does_not(desk, signed_in):
    author = UserFactory(first_name="Salomé", last_name="Discrète")
    idea = IdeaFactory(author=author, visibility=Visibility.NAME_HIDDEN)
    assert "Salomé Discrète" in desk.get(url("triage_item", idea)).content.decode()
    signed_in(UserFactory(reviewer=True))
    assert "Salomé" not in desk.get(url("triage_item", idea)).content.decode()


def test_a_proposal_shows_four_criteria_with_five_anchors_each(desk):
    html = desk.get(url("triage_item", IdeaFactory())).content.decode()
    grids = re.findall(r'<ol role="list" class="anchors">(.*?)</ol>', html, re.S)
    assert [grid.count("<li>") for grid in grids] == [5, 5, 5, 5]
    assert re.findall(r"<b>(\w+)</b>", grids[3]) == ["XS", "S", "M", "L", "XL"]
    assert "No pillar served, or it goes against one" in grids[0]


def test_feedback_shows_policy_and_impact_only(desk):
    html = desk.get(url("triage_item", IdeaFactory(feedback=True))).content.decode()
    assert re.findall(r'data-criterion="(\w+)"', html) == ["policy", "impact"]


def test_the_outcomes_depend_on_the_kind(desk, officer):
    def outcomes(idea):
        return re.findall(r'name="then" value="(\w+)"', desk.get(url("triage_item", idea)).content.decode())

    rest = ["send_to_workshop", "ask", "merge", "park", "redirect", "decline"]
    assert outcomes(IdeaFactory()) == ["next", "propose_quick_win", "shortlist", *rest]
    assert outcomes(IdeaFactory(feedback=True)) == ["next", "give_answer", *rest]
    tiny = IdeaFactory(officer=officer, assessed=True, levels={"policy": 3, "novelty": 2, "impact": 3, "effort": 1})
    assert "self_implement" in outcomes(tiny)


def test_a_title_never_touches_the_words(desk):
    idea = IdeaFactory()
    said = idea.problem_text
    answer = desk.post(url("retitle", idea), {"title": "Trous de deux heures", "restatement": "Par rue."})
    assert (answer.status_code, answer.url) == (303, url("triage_item", idea))
    assert (fresh(idea).title, fresh(idea).restatement, fresh(idea).problem_text) == (
        "Trous de deux heures",
        "Par rue.",
        said,
    )


def test_a_title_too_long_is_told_and_kept(desk):
    answer = desk.post(url("retitle", IdeaFactory()), {"title": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()


def test_an_internal_note_is_for_those_who_triage(desk):
    idea = IdeaFactory()
    assert desk.post(url("note", idea), {"body": "À voir avec Rennes.", "readers": "internal"}).status_code == 303
    assert Message.objects.get().visibility == "internal"
    assert fresh(idea).first_human_reply_at is None


def test_a_message_to_the_author_is_an_answer(desk):
    idea = IdeaFactory()
    desk.post(url("note", idea), {"body": "Je regarde et je reviens vers vous.", "readers": "author"})
    assert Message.objects.get().visibility == "author"
    assert fresh(idea).first_human_reply_at is not None


def test_a_reviewer_writes_internal_notes_only(desk, signed_in):
    signed_in(UserFactory(reviewer=True))
    desk.post(url("note", IdeaFactory()), {"body": "Bonjour.", "readers": "author"})
    assert Message.objects.get().visibility == "internal"


def test_an_empty_note_is_refused(desk):
    assert desk.post(url("note", IdeaFactory()), {"body": " ", "readers": "internal"}).status_code == 422


ITEM_PAGES = ["triage_item", "verdict"]
ITEM_POSTS = ["open", "assess", "retitle", "note"]


@pytest.mark.parametrize("name", ["triage", *ITEM_PAGES])
def test_a_stranger_signs_in_first(client, name):
    address = reverse("ideas:triage") if name == "triage" else url(name, IdeaFactory())
    answer = client.get(address)
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["contributor", "facilitator", "sponsor"])
def test_triage_does_not_exist_for_the_others(client, signed_in, role):
    person = UserFactory() if role == "contributor" else UserFactory(**{role: True})
    idea = IdeaFactory(author=person)
    signed_in(person)
    statuses = [client.get(url(name, idea)).status_code for name in ITEM_PAGES]
    statuses += [client.post(url(name, idea), FULL).status_code for name in ITEM_POSTS]
    assert statuses + [client.get("/triage/").status_code] == [404] * 7


def test_what_went_to_a_confidential_channel_no_longer_exists_for_the_officer(desk):
    idea = IdeaFactory(redirected=True)
    Idea.objects.filter(pk=idea.pk).update(redirected_to="harassment")
    assert desk.get(url("triage_item", idea)).status_code == 404


@pytest.mark.parametrize("name", ITEM_POSTS)
def test_coming_back_to_the_address_of_a_form_shows_the_item(desk, name):
    idea = IdeaFactory()
    answer = desk.get(url(name, idea))
    assert (answer.status_code, answer.url) == (302, url("triage_item", idea))


def test_my_day_leads_to_the_contributions_whose_author_has_answered(desk):
    IdeaFactory()
    idea = IdeaFactory(needs_info=True)
    assert "?answered=yes" not in desk.get("/").content.decode()
    assert references(desk.get("/triage/?answered=yes").content.decode()) == []
    apply_transition(idea, "answer", by=idea.authorships.get().person, message="À Lyon.")
    assert '<a class="small" href="/triage/?answered=yes">' in desk.get("/").content.decode()
    assert references(desk.get("/triage/?answered=yes").content.decode()) == [idea.reference]


def test_the_answers_of_authors_are_for_officers_only(client, signed_in):
    signed_in(UserFactory(reviewer=True, locale="en"))
    assert "Answers from authors" not in client.get("/triage/?answered=yes").content.decode()
