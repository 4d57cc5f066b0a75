"""The phone, the console and the wall when a vote is held by another method."""

from datetime import timedelta

import pytest

from committee.enums import Block
from committee.models import AgendaItem, Ballot, Poll, PullOut
from committee.selectors.results import rule_of
from committee.services import conduct, voting
from ideas.enums import DecisionOutcome, State
from ideas.models import Decision
from parkour.core import clock
from tests.committee.pages import SENTINELS, browser, key_of, page, text_of, token_of, url
from tests.factories.committee import answer, committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
VARIANTS = ["Une tournée par rue", "Une tournée par quartier"]


@pytest.fixture
def room():
    return open_session_with()


@pytest.fixture
def member(room):
    return room.poles["employees"][1]


def sent(person, poll, data, **more):
    """What the phone sends, with the key that its page holds."""
    client = browser(person)
    key = key_of(client.get(url("live")))
    return client.post(url("vote", poll.pk), {"key": key} | data, follow=True, **more)


BALLOTS = {
    "approval": ({"approved": ["2"]}, {"approved": [2]}, "Tick every option that you approve of"),
    "majority_judgment": (
        {"options": "2", "grade_1": "4", "grade_2": "1"},
        {"grades": [4, 1]},
        "Give each variant a grade.",
    ),
    "dot": ({"options": "2", "dots_1": "2", "dots_2": "1"}, {"dots": [2, 1]}, "You have 3 dots"),
    "consent": (
        {"stance": "objection", "words": "Trop tôt."},
        {"stance": "objection", "words": "Trop tôt."},
        "Your objection or your reserve",
    ),
    "temperature": ({"degree": "4"}, {"degree": 4}, "0 is cold, 5 is warm."),
}


@pytest.mark.parametrize("method", BALLOTS)
def test_each_method_has_its_ballot_on_the_phone_with_its_rule_and_it_may_be_changed(room, member, method):
    data, kept, words = BALLOTS[method]
    poll = room.poll(method=method, options=VARIANTS if "options" in data or method == "approval" else ())
    shown = page(member, "live")
    assert words in shown
    for sentence in rule_of(poll):
        assert sentence in shown
    response = sent(member, poll, data | {"method": method})
    assert "Your vote is recorded." in text_of(response)
    assert Ballot.objects.get().answer == kept
    again = browser(member).get(url("live")).content.decode()
    assert "Confirm my new vote" in again
    assert again.count(" checked") == {"approval": 1, "majority_judgment": 2, "dot": 2}.get(method, 1)


def test_an_incomplete_ballot_of_majority_judgment_is_said_to_abstain(room, member):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    response = sent(member, poll, {"method": "majority_judgment", "options": "2", "grade_1": "4"})
    assert "Your ballot is recorded as an abstention" in text_of(response)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choice": "yes"},
        {"method": "majority_judgment"},
        {"method": "majority_judgment", "options": "99999999999", "grade_1": "1"},
        {"method": "majority_judgment", "options": "2", "grade_1": "x", "grade_2": "²"},
        {"method": "approval", "approved": "1"},
        {"method": "nothing", "grade_1": "1"},
    ],
)
def test_a_ballot_of_another_kind_is_answered_in_words_and_not_kept(room, member, data):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    assert sent(member, poll, data).status_code == 200
    assert not Ballot.objects.exists()


def test_the_screen_of_a_voter_does_not_change_when_somebody_else_votes(room, member):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    client = browser(member)
    token = token_of(client.get(url("live")))
    answer(poll, room.chair, grades=[1, 2])
    assert client.get(url("live_state"), {"token": token}).status_code == 204


def test_the_wall_and_the_phone_say_the_winner_first_then_the_grades_in_a_table(room, member):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    before = page(member, "wall", room.session.number)
    assert not any(label in before for label in VARIANTS)
    for person in room.people:
        answer(poll, person, grades=[1, 3])
    counted(room, poll)
    for shown in (page(member, "wall", room.session.number), page(member, "live")):
        assert "“Une tournée par quartier” is retained, with the majority grade “Good”." in shown
        assert "Grades of each variant" in shown
        assert "Direction 3, Employees 3" in shown
        assert not any(str(person) in shown.split("Grades of each variant")[1] for person in room.people[1:])


def test_the_chair_chooses_method_options_and_rule_on_the_console(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    client = browser(room.chair)
    shown = text_of(client.get(url("console", room.session.number)))
    assert "everybody grades every variant" in shown
    assert "Adopted together" not in shown
    data = {"method": "approval", "options": "Une\n\nDeux\nTrois\n", "choose": "2", "visibility": "named"}
    response = client.post(url("open_poll", room.item.pk), data, follow=True)
    assert "At most 2 options are retained" in text_of(response)
    poll = Poll.objects.get()
    assert list(poll.options.values_list("label", flat=True)) == ["Une", "Deux", "Trois"]
    assert (poll.rules, poll.visibility) == ({"options": 3, "choose": 2, "most": None}, "named")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"method": "approval"}, "Write between 2 and 20 options, one per line."),
        ({"method": "approval", "options": "A\nB", "choose": "9"}, "Between 1 and the number of options."),
        ({"method": "approval", "options": "A\nB", "choose": "x"}, "Type a whole number."),
    ],
)
def test_what_cannot_be_opened_is_said_in_words_on_the_console(room, data, sentence):
    conduct.start_item(room.session, room.item, by=room.chair)
    response = browser(room.chair).post(url("open_poll", room.item.pk), data, follow=True)
    assert sentence in text_of(response)
    assert not Poll.objects.exists()


def test_advice_is_shown_and_the_vote_may_be_opened_below_it(room):
    poll = room.poll(method="temperature")
    for person in room.people:
        answer(poll, person, degree=2)
    counted(room, poll)
    client = browser(room.chair)
    shown = text_of(client.get(url("console", room.session.number)))
    assert "For advice only. Temperature: Direction 2 of 5, Employees 2 of 5." in shown
    assert "Open the vote" in shown
    client.post(url("open_poll", room.item.pk))
    assert Poll.objects.latest("pk").method == "yes_no"


def test_the_amended_proposal_is_typed_on_the_console_and_read_on_the_phone(room, member):
    poll = room.poll(method="consent")
    for person in room.people:
        answer(poll, person, stance="objection", words="Trop tôt.")
    counted(room, poll)
    client = browser(room.chair)
    assert "The proposal as it is amended" in text_of(client.get(url("console", room.session.number)))
    assert "Trop tôt." in page(member, "wall", room.session.number)
    response = client.post(url("second_reading", poll.pk), {"proposal": ""}, follow=True)
    assert "Write the proposal as it is amended" in text_of(response)
    client.post(url("second_reading", poll.pk), {"proposal": "Dès la rentrée."})
    assert "Dès la rentrée." in page(member, "live")


def a_lot(*ideas, **options):
    room = open_session_with(*ideas or [IdeaFactory(shortlisted=True) for _two in "ab"], block=Block.CONSENT, **options)
    conduct.start_item(room.session, room.item, by=room.chair)
    return room


def test_a_member_takes_a_point_out_of_the_lot_on_the_phone_and_puts_it_back():
    room = a_lot()
    member, point = room.poles["employees"][1], room.items[1]
    client = browser(member)
    assert "Points to be adopted together" in text_of(client.get(url("live")))
    control = token_of(client.get(url("live")))
    response = client.post(url("take_out", point.pk), follow=True)
    assert "It is taken out of the lot" in text_of(response)
    assert token_of(response) != control
    assert "You took out" not in page(room.chair, "live")
    client.post(url("put_back", point.pk))
    assert not PullOut.objects.exists()


def test_a_lot_is_opened_adopted_and_recorded_on_the_console():
    room = a_lot()
    client, owner = browser(room.chair), UserFactory()
    number = room.session.number
    assert "Adopted together" in text_of(client.get(url("console", number)))
    client.post(url("open_poll", room.item.pk), {"method": "consent_block", "minutes": "1"})
    poll = Poll.objects.get()
    phone = page(room.poles["employees"][1], "live")
    assert "I have no objection" in phone
    assert all(item.subject in phone for item in room.items)
    client.post(url("close_poll", poll.pk))
    client.post(url("reveal", poll.pk))
    assert "Record the decisions of the lot" in text_of(client.get(url("console", number)))
    data, in_a_month = {"reason": "Sans débat."}, (clock.today() + timedelta(days=30)).isoformat()
    response = client.post(url("decide_lot", poll.pk), data)
    assert response.status_code == 422
    for item in room.items:
        data |= {f"owner_{item.pk}": owner.email, f"due_on_{item.pk}": in_a_month}
    assert client.post(url("decide_lot", poll.pk), data).status_code == 303
    assert Decision.objects.filter(outcome=DecisionOutcome.APPROVED).count() == 2
    text = text_of(client.get(url("console", number)))
    assert "Every point has been dealt with" in text


def test_a_hidden_name_in_an_option_or_an_objection_is_read_by_nobody():
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = IdeaFactory(shortlisted=True, author=author, visibility="name_hidden")
    room = open_session_with(idea, poles=committee_of())
    member = room.poles["employees"][1]
    poll = room.poll(method="majority_judgment", options=["Selon Zéphyrine Quetzal", "Autrement"])
    assert not any(word in page(member, "live") for word in SENTINELS)
    for person in room.people:
        answer(poll, person, grades=[4, 0])
    counted(room, poll)
    for name, args in (("live", ()), ("wall", (room.session.number,)), ("minutes", (room.session.number,))):
        assert not any(word in page(member, name, *args) for word in SENTINELS), name


def test_poles_that_disagree_twice_are_offered_a_workshop_with_a_reason(room):
    poll = room.poll()
    for again in (False, True):
        poll = voting.second_reading(poll, by=room.chair) if again else poll
        apart = dict.fromkeys(room.poles["direction"], "yes") | dict.fromkeys(room.poles["employees"], "no")
        vote_all(poll, apart)
        counted(room, poll)
    client = browser(room.chair)
    assert "Send it to a workshop" in text_of(client.get(url("console", room.session.number)))
    assert client.post(url("to_workshop", room.item.pk), {"reason": ""}).status_code == 422
    assert client.post(url("to_workshop", room.item.pk), {"reason": "Une variante."}).status_code == 303
    assert AgendaItem.objects.get(pk=room.item.pk).idea.state == State.WORKSHOP
