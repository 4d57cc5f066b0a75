"""Answers that wait, those that are ready and the reasons of the desk, by the API."""

from datetime import timedelta

import pytest

from ideas.enums import Outcome, State
from ideas.models import HeldDecision, Idea, ReadyAnswer, Reason, TriageDecision
from ideas.services.holding import carry_out_held
from ideas.services.ready_answers import keep_ready
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
BODY = {"outcome": "ask", "message": "À quelle heure ?"}
REASON = {
    "outcome": "decline",
    "code": "cost",
    "name": "Budget",
    "text_fr": "Le budget est voté.",
    "text_en": "The budget is voted.",
}


@pytest.fixture
def person():
    return UserFactory(officer=True)


@pytest.fixture
def officer(person):
    return Program(person)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def decide(program, idea, **body):
    return program.posts(f"triage/{idea.reference}/decision/", BODY | body, version=fresh(idea).version)


def keep(program, idea, version=None, **body):
    version = version or fresh(idea).version
    return program.puts(f"triage/{idea.reference}/ready-answer/", BODY | body, version=version)


# --- The undo window --------------------------------------------------------------------------------------------------


def test_a_decision_honours_the_undo_window_and_is_taken_back(officer, settings):
    settings.UNDO_SECONDS = 30
    idea = IdeaFactory()
    told = decide(officer, idea).json()
    held = HeldDecision.objects.get()
    assert (told["state"], told["decided_at"], fresh(idea).state) == ("submitted", None, State.SUBMITTED)
    assert told["held_until"] and [row["reference"] for row in rows(officer.asks("triage/held/"))] == [idea.reference]
    assert held.leaves_at - held.held_at == timedelta(seconds=30)
    assert officer.asks(f"triage/{idea.reference}/decision/", method="DELETE").status_code == 204
    assert rows(officer.asks("triage/held/")) == []
    is_problem(officer.asks(f"triage/{idea.reference}/decision/", method="DELETE"), 409)
    with clock.at(clock.now() + timedelta(seconds=60)):
        assert carry_out_held() == 0
    assert TriageDecision.objects.count() == 0


def test_without_a_window_it_is_decided_at_once(officer):
    idea = IdeaFactory()
    told = decide(officer, idea).json()
    assert (told["state"], told["held_until"], told["decided_at"] is None) == ("needs_info", None, False)


def test_only_mine_are_taken_back(officer, settings):
    settings.UNDO_SECONDS = 30
    idea = IdeaFactory()
    decide(officer, idea)
    colleague = Program(UserFactory(officer=True))
    assert rows(colleague.asks("triage/held/")) == []
    is_problem(colleague.asks(f"triage/{idea.reference}/decision/", method="DELETE"), 403)


# --- Ready answers ----------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_ready_read_and_published_with_its_window(officer, settings):
    settings.UNDO_SECONDS = 30
    idea = IdeaFactory()
    kept = keep(officer, idea).json()
    assert fresh(idea).state == State.SUBMITTED
    assert rows(officer.asks("ready-answers/")) == [kept]
    body = {"answers": [{"id": kept["id"], "version": kept["version"]}]}
    [told] = rows(officer.posts("ready-answers/publish/", body))
    assert told["held_until"] and told["refused"] == ""
    assert rows(officer.posts("ready-answers/publish/", body)) == [told]  # sent twice, the same answer
    assert HeldDecision.objects.count() == 1
    assert officer.asks(f"triage/{idea.reference}/decision/", method="DELETE").status_code == 204
    assert rows(officer.asks("ready-answers/")) == [kept]


def test_keeping_names_the_version_and_what_it_replaces(officer, person):
    idea = IdeaFactory()
    is_problem(officer.puts(f"triage/{idea.reference}/ready-answer/", BODY), 428)
    is_problem(keep(officer, idea, version=99), 412)
    first = keep(officer, idea).json()
    assert keep(officer, idea, message="Où ?").status_code in {409, 412}
    second = keep(officer, idea, message="Où ?", replaces=first["id"]).json()
    assert [row["message"] for row in rows(officer.asks("ready-answers/"))] == ["Où ?"]
    assert second["prepared_by"] == person.get_full_name()
    is_problem(keep(officer, idea, outcome="decline"), 422)


def test_publishing_says_of_each_what_became_of_it(officer, person):
    good, changed, gone = (
        keep_ready(IdeaFactory(), Orientation(Outcome.ASK, f"Merci {n} ?"), by=person) for n in "abc"
    )
    retitle_idea(changed.idea, by=person, title="Un autre titre")
    ReadyAnswer.objects.filter(pk=gone.pk).delete()
    asked = [{"id": row.pk, "version": 1} for row in (good, changed)] + [{"id": gone.pk, "version": 1}]
    told = {row["id"]: row["refused"] for row in rows(officer.posts("ready-answers/publish/", {"answers": asked}))}
    assert told[good.pk] == ""
    assert told[changed.pk].startswith("This contribution was changed meanwhile")
    assert told[gone.pk] == "This answer was published or changed meanwhile."
    assert TriageDecision.objects.get().idea == good.idea
    is_problem(officer.posts("ready-answers/publish/", {"answers": []}), 422)


def test_at_a_chosen_moment(officer, person):
    row, at = keep_ready(IdeaFactory(), Orientation(Outcome.ASK, "Merci ?"), by=person), clock.now() + timedelta(days=1)
    asked = {"answers": [{"id": row.pk, "version": 1}], "at": at.isoformat()}
    rows(officer.posts("ready-answers/publish/", asked))
    assert HeldDecision.objects.get().leaves_at == at
    assert [held["reference"] for held in rows(officer.asks("triage/held/"))] == [row.idea.reference]
    asked["at"] = (clock.now() - timedelta(days=1)).isoformat()
    is_problem(officer.posts("ready-answers/publish/", asked), 422)


def test_put_aside_and_put_back_twice_is_once(officer, person):
    row = keep_ready(IdeaFactory(), Orientation(Outcome.ASK, "Merci ?"), by=person)
    for _twice in range(2):
        assert officer.asks(f"ready-answers/{row.pk}/", method="DELETE").status_code == 204
    assert rows(officer.asks("ready-answers/")) == []
    for _twice in range(2):
        assert officer.posts(f"ready-answers/{row.pk}/restore/").json()["id"] == row.pk
    assert len(rows(officer.asks("ready-answers/"))) == 1


def test_the_list_pages_by_key_and_says_what_no_longer_waits(officer, person):
    kept = [keep_ready(IdeaFactory(), Orientation(Outcome.ASK, f"Merci {n} ?"), by=person) for n in range(3)]
    decide_triage(kept[2].idea, Orientation(Outcome.ASK, "Où ?"), by=person)
    first = officer.asks("ready-answers/?limit=2").json()
    second = officer.asks(first["next"].removeprefix("http://testserver")).json()
    found = first["results"] + second["results"]
    assert [row["id"] for row in found] == [row.pk for row in kept]
    assert ([row["is_open"] for row in found], second["next"]) == ([True, True, False], None)
    is_problem(officer.asks("ready-answers/?cursor=x"), 400)


@pytest.mark.parametrize("role", ["reviewer", "sponsor", "admin", "facilitator", "staff"])
def test_nobody_but_officers_reads_what_is_ready(person, role):
    row = keep_ready(IdeaFactory(), Orientation(Outcome.ASK, "Zirconium ?"), by=person)
    program = Program(UserFactory(**({} if role == "staff" else {role: True})))
    for path in ("ready-answers/", "triage/held/"):
        is_problem(program.asks(path), 404)
    for answer in (program.posts(f"ready-answers/{row.pk}/restore/"), program.asks(f"triage/{row.idea.reference}/")):
        assert "Zirconium" not in answer.content.decode()


# --- Reasons ----------------------------------------------------------------------------------------------------------


def test_reasons_are_written_counted_and_put_out_of_use(officer):
    made = officer.posts("reasons/", REASON)
    row = made.json()
    assert (made.status_code, row["uses"], row["last_used_at"]) == (201, 0, None)
    decided = decide(officer, IdeaFactory(), outcome="decline", reason_code="cost", reason=row["id"])
    assert decided.status_code == 200, decided.content
    [counted] = rows(officer.asks("reasons/"))
    assert (counted["uses_of_year"], counted["uses"]) == (1, 1) and counted["last_used_at"]
    change = {name: REASON[name] for name in ("name", "text_fr", "text_en")} | {"is_active": False}
    is_problem(officer.puts(f"reasons/{row['id']}/", change), 428)
    changed = officer.puts(f"reasons/{row['id']}/", change, version=1).json()
    assert (changed["is_active"], changed["version"]) == (False, 2)
    is_problem(officer.puts(f"reasons/{row['id']}/", change, version=1), 412)
    again = {"outcome": "decline", "reason_code": "cost", "reason": row["id"]}
    is_problem(decide(officer, IdeaFactory(), **again), 422)  # out of use
    assert Reason.objects.count() == 1


def test_a_reason_that_belongs_to_something_else_is_refused(officer):
    reason = officer.posts("reasons/", REASON).json()["id"]
    is_problem(decide(officer, IdeaFactory(), outcome="decline", reason_code="legal", reason=reason), 422)
    is_problem(decide(officer, IdeaFactory(), reason=reason), 422)
    is_problem(officer.posts("reasons/", REASON | {"code": "harassment", "outcome": "redirect"}), 422)
