"""Calls for candidates on the screen: from a phone, for the officer, and the draw that anybody checks."""

import hashlib
import re
from datetime import timedelta

import pytest

from committee.models import Candidacy, CandidacyCall
from committee.services import candidacies, drawing, electing
from parkour.core import clock
from parkour.core.models import UnsentWords
from tests.committee.pages import browser, main_of, page, text_of, url
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, MandateFactory, call_for, call_with, voted_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


def over_call(officer, count=3, **facts):
    """A call whose last day was yesterday, with candidates."""
    with clock.at(clock.now() - timedelta(days=11)):
        call, people = call_with(officer, [UserFactory() for _each in range(count)], **facts)
    return call, people


def tasks(person):
    return [task.title for task in browser(person).get("/").context["tasks"]]


def test_the_officer_writes_a_call_and_people_read_it(officer):
    CollegeFactory(code="employees", seats=3)
    body = {"pole": "employees", "seats": 2, "alternates": 0, "opens_on": day(0), "closes_on": day(20)}
    body |= {"from_on": day(30), "until_on": day(394), "method": "draw", "words": "Venez nombreux."}
    answer = browser(officer).post(url("new_call"), body)
    call = CandidacyCall.objects.get()
    assert (answer.status_code, answer.url, call.until_on) == (303, call.get_absolute_url(), day(395))
    text = page(UserFactory(), "call", call.pk)
    assert "Venez nombreux." in text and call.commitment in text and call.secret not in text
    refused = browser(officer).post(url("new_call"), body | {"seats": 9})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["seats"])
    assert "Venez nombreux." in refused.content.decode()


def test_an_employee_applies_says_it_otherwise_and_withdraws(officer):
    call, person = call_for(officer), UserFactory()
    assert "The committee looks for candidates" in tasks(person)
    client = browser(person)
    assert client.post(url("apply", call.pk), {"letter": "Je connais le terrain."}).status_code == 303
    assert "The committee looks for candidates" not in tasks(person)
    assert "Your candidacy" in text_of(client.get(url("call", call.pk)))
    long = client.post(url("apply", call.pk), {"letter": "x" * 301})
    assert long.status_code == 422 and "x" * 301 in long.content.decode()
    client.post(url("withdraw", call.pk))
    assert Candidacy.objects.get().withdrawn_at is not None
    text = client.get(url("call", call.pk)).content.decode()
    assert text.count("Je connais le terrain.") == 2  # what was said, and the form that still holds it


def test_words_sent_after_the_last_day_are_given_back(officer):
    with clock.at(clock.now() - timedelta(days=11)):
        call = call_for(officer)
    answer = browser(UserFactory()).post(url("apply", call.pk), {"letter": "Je connais le terrain."})
    assert answer.status_code == 409
    assert "Je connais le terrain." in answer.content.decode()


def test_the_other_pole_is_told_that_the_call_is_not_for_it(officer):
    call, director = call_for(officer), UserFactory(sponsor=True)
    assert "for the people of the other pole" in page(director, "call", call.pk)
    assert "The committee looks for candidates" not in tasks(director)
    assert browser(director).post(url("apply", call.pk), {"letter": "Je connais le terrain."}).status_code == 403


def test_nobody_but_the_officer_reads_who_applies_before_the_draw(officer):
    call, (person, *_others) = call_with(officer, [UserFactory(last_name="Quetzal"), UserFactory()])
    text = text_of(browser(officer).get(url("candidates", call.pk)))
    assert "Quetzal" in text and "Je connais le terrain." in text
    reader = UserFactory()
    for name in ("call", "calls", "members"):
        args = [call.pk] if name == "call" else []
        assert "Quetzal" not in page(reader, name, *args)
    assert browser(reader).get(url("candidates", call.pk)).status_code == 404
    assert browser(reader).get(url("drawn_text", call.pk)).status_code == 404


def test_who_reads_the_words_of_a_candidate_is_said_as_it_is_before_and_after(officer):
    for method, before, after in (
        ("draw", "Until then only the improvement officer", "Only the improvement officer and the administrators"),
        ("officer", "Only the improvement officer and the administrators", "Only the improvement officer and"),
        (
            "vote",
            "The people of your pole read your name and these words",
            "the people of the pole read these words on their ballot",
        ),
    ):
        votes_until = clock.today() + timedelta(days=15) if method == "vote" else None
        call, (person,) = call_with(officer, [UserFactory()], method=method, votes_until=votes_until)
        assert before in page(person, "call", call.pk)
        assert after in page(officer, "candidates", call.pk)


def test_the_page_of_a_draw_says_the_order_and_how_to_check_it(officer):
    call, people = over_call(officer)
    client = browser(officer)
    assert "Draw the lots" in text_of(client.get(url("call", call.pk)))
    client.post(url("draw", call.pk))
    drawn = CandidacyCall.objects.get()
    file = browser(UserFactory()).get(url("drawn_text", call.pk))
    assert hashlib.sha256(file.content).hexdigest() == drawn.seed
    assert hashlib.sha256(file.content.splitlines(keepends=True)[0]).hexdigest() == drawn.commitment
    text = page(UserFactory(), "call", call.pk)
    places = [text.index(str(row.person)) for row in call.candidacies.order_by("rank").select_related("person")]
    assert places == sorted(places)
    assert all(words in text for words in (drawn.seed, drawn.commitment, "sha256sum", "On the waiting list"))
    waiting = call.candidacies.get(rank=3).person
    assert "Your place: 3." in page(waiting, "call", call.pk)


def test_the_next_of_the_list_is_seated_by_a_button(officer):
    call, _people = over_call(officer)
    drawing.draw_lots(call)
    browser(officer).post(url("seat_next", call.pk))
    assert list(call.candidacies.order_by("rank").values_list("standing", flat=True)) == [
        "seated",
        "seated",
        "on_the_list",
    ]


def test_the_officer_chooses_without_lots(officer):
    call, people = over_call(officer, method="officer", alternates=1)
    client = browser(officer)
    assert "Choose" in text_of(client.get(url("call", call.pk)))
    answer = client.post(url("choose", call.pk), {"number_1": "seat", "number_2": "seat"})
    assert answer.status_code == 422
    assert 'value="seat" selected' in answer.content.decode()
    client.post(url("choose", call.pk), {"number_1": "", "number_2": "seat", "number_3": "alternate"})
    assert list(call.candidacies.order_by("number").values_list("standing", flat=True)) == [
        "not_chosen",
        "seated",
        "alternate",
    ]
    text = page(UserFactory(), "call", call.pk)
    assert str(people[1]) in text and str(people[0]) not in text


def test_a_call_given_up_keeps_its_words_when_refused_and_says_why(officer):
    call, client = call_for(officer), browser(officer)
    answer = client.post(url("cancel_call", call.pk), {"reason": "x" * 501})
    assert answer.status_code == 422 and "x" * 501 in answer.content.decode()
    client.post(url("cancel_call", call.pk), {"reason": "Le comité est réformé."})
    assert "Le comité est réformé." in page(UserFactory(), "call", call.pk)
    assert "Given up" not in page(UserFactory(), "calls") and "Cancelled" in page(UserFactory(), "calls")


def test_calls_that_are_over_and_places_page_by_key(officer, monkeypatch):
    for offset in range(21):
        call = call_for(officer, closes_on=day(offset), from_on=day(40))
        candidacies.cancel_call(call, by=officer, reason="Non.")
    first = browser(officer).get(url("calls"))
    rest = browser(officer).get(url("calls") + f"?before={first.context['next_key']}")
    assert [len(answer.context["past"]) for answer in (first, rest)] == [20, 1]
    monkeypatch.setattr("committee.views.candidacies.PLACES", 2)
    call, _people = over_call(officer)
    drawing.draw_lots(call)
    first = browser(officer).get(url("call", call.pk))
    rest = browser(officer).get(url("call", call.pk) + f"?after={first.context['next_place']}")
    assert [[row.rank for row in answer.context["places"]] for answer in (first, rest)] == [[1, 2], [3]]


def test_the_pages_of_a_call_cost_the_same_for_more_candidates(officer, count_queries):
    call, _people = over_call(officer, count=2)
    client, reader = browser(officer), browser(UserFactory())

    def costs():
        return [
            count_queries(lambda: reader.get(url("call", call.pk))),
            count_queries(lambda: client.get(url("call", call.pk))),
            count_queries(lambda: client.get(url("candidates", call.pk))),
            count_queries(lambda: reader.get(url("calls"))),
        ]

    costs()
    few = costs()
    for number in range(5):
        Candidacy.objects.create(
            call=call, person=UserFactory(), number=10 + number, letter="Oui.", applied_at=clock.now()
        )
    assert costs() == few


def test_home_tells_the_member_and_the_officer_of_a_mandate_that_ends(officer):
    college = CollegeFactory(code="employees")
    mandate = MandateFactory(college=college, until_on=day(20))
    assert any("Your mandate in the committee ends on" in title for title in tasks(mandate.person))
    assert "1 mandate ends soon" in tasks(officer)
    MandateFactory(college=college, person=mandate.person, from_on=day(20))
    assert not any("mandate" in title for title in (*tasks(mandate.person), *tasks(officer)))


def test_no_call_says_so_in_words():
    assert "No call is running" in main_of(browser(UserFactory()).get(url("calls")))


# --- The vote of the pole -----------------------------------------------------------------------------------


def voting_call(officer, count=3, **facts):
    """A call whose vote is under way now, and the people who stand."""
    with clock.at(clock.now() - timedelta(days=12)):
        return voted_call(officer, [UserFactory() for _each in range(count)], **facts)


def test_somebody_votes_by_boxes_reads_the_ballot_once_more_and_puts_it_into_the_urn(officer):
    call, people = voting_call(officer, seats=2)
    voter = UserFactory()
    client = browser(voter)
    assert any("Your pole votes" in title for title in tasks(voter))
    assert url("ballot", call.pk) in client.get(url("call", call.pk)).content.decode()
    shown = client.get(url("ballot", call.pk))
    assert all(str(person) in text_of(shown) for person in people)
    assert "Je connais le terrain." in text_of(shown) and "2019-053" in text_of(shown)
    once_more = client.post(url("ballot", call.pk), {"ballot": ["1", "3"]})
    assert once_more.status_code == 200 and not call.marks.exists()
    text = main_of(once_more)
    assert str(people[0]) in text and str(people[2]) in text and str(people[1]) not in text
    changed = client.post(url("ballot", call.pk), {"ballot": ["1", "3"], "change": "1"})
    assert changed.content.decode().count(" checked") == 2 and not call.marks.exists()
    done = client.post(url("ballot", call.pk), {"ballot": ["1", "3"], "sure": "1"}, follow=True)
    assert "Your ballot is in the urn" in text_of(done)
    assert not any("Your pole votes" in title for title in tasks(voter))


def test_too_many_boxes_are_refused_at_their_field_and_stay_ticked(officer):
    call, _people = voting_call(officer)
    answer = browser(UserFactory()).post(url("ballot", call.pk), {"ballot": ["1", "2"], "sure": "1"})
    body = answer.content.decode()
    assert (answer.status_code, body.count(" checked")) == (422, 2)
    assert "Choose at most: 1." in text_of(answer) and all(
        f'{name}id_ballot_0"' in body for name in ('href="#', 'id="')
    )
    assert not call.marks.exists()


def test_a_second_ballot_is_told_that_the_first_stands(officer):
    call, _people = voting_call(officer)
    client = browser(UserFactory())
    for number in "12":
        answer = client.post(url("ballot", call.pk), {"ballot": [number], "sure": "1"}, follow=True)
    assert "recorded already" in text_of(answer) and call.marks.count() == 1
    again = client.get(url("ballot", call.pk), follow=True)
    assert "Nobody can read it or change it." in text_of(again)


def test_the_other_pole_reads_who_votes_and_no_letter(officer):
    call, _people = voting_call(officer)
    director = UserFactory(sponsor=True)
    assert "The people of the other pole vote here." in page(director, "call", call.pk)
    for answer in (
        browser(director).get(url("ballot", call.pk), follow=True),
        browser(director).post(url("ballot", call.pk), {"ballot": ["1"], "sure": "1"}, follow=True),
    ):
        assert "The people of the other pole vote here." in text_of(answer)
        assert "Je connais le terrain." not in text_of(answer)
    assert not call.marks.exists()


def test_a_ballot_sent_without_a_session_is_kept_nowhere(officer):
    call, _people = voting_call(officer)
    client = browser(UserFactory())
    mark = re.search(r'name="_by" value="([^"]+)"', client.get(url("ballot", call.pk)).content.decode())
    client.logout()
    answer = client.post(url("ballot", call.pk), {"ballot": ["1"], "sure": "1", "_by": mark[1] if mark else ""})
    assert answer.status_code == 302 and not UnsentWords.objects.exists() and not call.marks.exists()


def test_no_number_moves_before_the_count_and_then_the_page_says_them(officer):
    call, people = voting_call(officer)
    reader = UserFactory(sponsor=True)
    before = page(reader, "call", call.pk)
    for person in (*people, *(UserFactory() for _each in range(2))):
        electing.put_ballot(call, by=person, ballot=[2])
    assert page(reader, "call", call.pk) == before
    assert "Count the votes" not in page(officer, "call", call.pk)
    with clock.at(clock.now() + timedelta(days=4)):
        client = browser(officer)
        assert "Count the votes" in text_of(client.get(url("call", call.pk)))
        client.post(url("draw", call.pk))
        text = page(reader, "call", call.pk)
        assert all(words in text for words in ("5 ballots", "5 votes", "0 votes", "sha256sum", call.commitment))
        assert str(people[1]) in text


def test_with_few_ballots_the_page_says_why_it_has_no_numbers(officer):
    call, people = voting_call(officer)
    electing.put_ballot(call, by=people[0], ballot=[1])
    with clock.at(clock.now() + timedelta(days=4)):
        drawing.draw_lots(call)
        text = page(UserFactory(), "call", call.pk)
    assert "With so few ballots" in text and "1 ballot of" in text and "1 vote " not in text


def test_whoever_applies_where_people_vote_is_told_who_reads_the_words(officer):
    call, _people = voted_call(officer, [], seats=1)
    text = page(UserFactory(), "call", call.pk)
    assert "The people of your pole read them to vote." in text
    assert "Only the improvement officer" not in text


def test_the_officer_writes_a_call_with_a_vote(officer):
    CollegeFactory(code="employees", seats=3)
    days = {"opens_on": day(0), "closes_on": day(9), "from_on": day(30), "until_on": day(385)}
    typed = {"pole": "employees", "seats": 1, "alternates": 0, "method": "vote"} | days
    client = browser(officer)
    refused = client.post(url("new_call"), typed)
    assert refused.status_code == 422 and "Say until when people vote." in text_of(refused)
    client.post(url("new_call"), typed | {"votes_until": day(20)})
    assert CandidacyCall.objects.get().votes_until == day(20)


def test_whoever_holds_a_mandate_is_told_so_and_not_that_the_call_is_for_others(officer):
    call = call_for(officer)
    employee = MandateFactory(college=call.college).person
    director = MandateFactory(college=CollegeFactory(code="direction")).person
    for person in (employee, director):
        text = page(person, "call", call.pk)
        assert "You have a mandate in the committee on these days." in text
        assert "This call is for the people of the other pole." not in text
        assert url("apply", call.pk) not in browser(person).get(url("call", call.pk)).content.decode()
    assert "This call is for the people of the other pole." in page(UserFactory(sponsor=True), "call", call.pk)
