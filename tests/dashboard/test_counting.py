"""From contributions as people make them to the kept figures, and from each figure to its list."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ideas.enums import Origin, State
from ideas.models import Idea
from ideas.services.submission import withdraw_idea
from parkour.accounts.models import User
from parkour.core import clock
from parkour.dashboard import lists
from parkour.dashboard.figures import FORMAT, MONTHS
from parkour.dashboard.kept import kept_figures
from parkour.dashboard.models import Snapshot
from parkour.dashboard.services import count_figures
from parkour.indicators.services.indicators import close_indicator
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.lives import decided, done
from tests.indicators.measuring import CSAT, filled, indicator

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY, COUNTED = datetime(2026, 3, 2, 10, tzinfo=PARIS), datetime(2026, 3, 20, 10, tzinfo=PARIS)
MARCH = date(2026, 3, 1)


def counted(moment=COUNTED):
    with clock.at(moment):
        count_figures()
    return kept_figures()


def on_monday(**facts):
    with clock.at(MONDAY):
        return IdeaFactory(**facts)


def listed(name, reader, moment=COUNTED, month=MARCH):
    with clock.at(moment):
        return {idea.pk for idea in lists.rows_of(name, month, reader=reader)}


def test_before_anything_is_counted_there_is_nothing():
    assert kept_figures() is None


def test_an_instance_without_contributions_has_figures_too():
    kept = counted()
    assert len(kept.months) == MONTHS
    assert kept.months[-1] == MARCH
    assert kept.of_month(MARCH)["received"] == 0
    assert kept.content["standing"] == []


def test_counting_twice_keeps_one_row():
    counted()
    on_monday()
    assert counted().of_month(MARCH)["received"] == 1
    assert Snapshot.objects.count() == 1


def test_figures_of_another_format_are_not_read():
    counted()
    Snapshot.objects.update(format=FORMAT + 1)
    assert kept_figures() is None


def test_an_answer_on_the_day_and_a_missing_one_are_both_counted():
    on_monday(declined=True), on_monday()
    row = counted().of_month(MARCH)
    assert (row["received"], row["ended"], row["decided"]) == (2, 1, 1)
    assert row["in_time"] == {"count": 1, "total": 2}
    assert (row["reply"]["median"], row["reply"]["number"], row["reply"]["open"]) == (0.0, 1, 1)
    assert row["kept"] == {"count": 0, "total": 1}


def test_a_promise_that_is_still_to_come_is_not_counted():
    on_monday()
    row = counted(datetime(2026, 3, 3, 10, tzinfo=PARIS)).of_month(MARCH)
    assert row["in_time"] == {"count": 0, "total": 0}


def test_a_question_to_the_author_is_no_orientation():
    on_monday(needs_info=True), on_monday(shortlisted=True)
    assert counted().of_month(MARCH)["triage"]["number"] == 1


def test_what_the_committee_decides_and_what_is_done_is_counted():
    with clock.at(MONDAY):
        done(), decided()
    kept = counted()
    row = kept.of_month(MARCH)
    assert (row["decided"], row["done"], row["kept"]) == (2, 1, {"count": 2, "total": 2})
    assert kept.content["cohorts"][-1]["reached"] == [2, 2, 2, 2, 1, 0]
    assert kept.content["claims"][""] == 1


def test_taken_back_before_anybody_opened_it_is_no_contribution():
    author, officer = UserFactory(), UserFactory(officer=True)
    with clock.at(MONDAY):
        withdraw_idea(IdeaFactory(author=author), by=author)
        withdraw_idea(IdeaFactory(author=author, officer=officer, opened=True), by=author)
    row = counted().of_month(MARCH)
    assert (row["received"], row["ended"]) == (1, 1)


def test_imported_contributions_stand_somewhere_and_are_in_no_month():
    Idea.objects.filter(pk=on_monday().pk).update(origin=Origin.IMPORT)
    kept = counted()
    assert kept.of_month(MARCH)["received"] == 0
    assert [(row["state"], row["age"]["number"]) for row in kept.content["standing"]] == [("submitted", 1)]


def test_each_number_of_a_month_is_the_length_of_its_list():
    officer = UserFactory(officer=True)
    on_monday(declined=True), on_monday(), on_monday(answered=True), on_monday(shortlisted=True)
    with clock.at(MONDAY):
        done()
    row = counted().of_month(MARCH)
    assert {name: len(listed(name, officer)) for name in ("received", "ended", "decided", "done")} == {
        name: row[name] for name in ("received", "ended", "decided", "done")
    }
    in_time, late = listed("in-time", officer), listed("late", officer)
    assert row["in_time"] == {"count": len(in_time), "total": len(in_time | late)}
    assert in_time.isdisjoint(late)


def test_a_list_of_another_month_is_empty():
    on_monday(declined=True)
    officer = UserFactory(officer=True)
    assert listed("received", officer, month=date(2026, 2, 1)) == set()
    assert listed("decided", officer, month=date(2026, 4, 1)) == set()


def test_what_waits_too_long_is_counted_and_listed():
    officer = UserFactory(officer=True)
    new, question = on_monday(), on_monday(needs_info=True)
    with clock.at(MONDAY):
        action = decided()  # due in sixty days, no news since
    waited = on_monday(shortlisted=True)
    Idea.objects.filter(pk=waited.pk).update(waited_cycles=2)
    moment = datetime(2026, 6, 15, 10, tzinfo=PARIS)
    waiting = counted(moment).content["waiting"]
    assert waiting == {"new": 1, "question": 1, "committee": 1, "silent": 1, "overdue": 1}
    found = {name: listed(name, officer, moment) for name in waiting}
    assert found == {
        "new": {new.pk},
        "question": {question.pk},
        "committee": {waited.pk},
        "silent": {action.pk},
        "overdue": {action.pk},
    }


def test_what_was_answered_and_came_back_is_not_new_and_paused_work_is_neither_silent_nor_late():
    came_back = on_monday()
    Idea.objects.filter(pk=came_back.pk).update(first_human_reply_at=MONDAY)
    with clock.at(MONDAY):
        paused = decided()
    Idea.objects.filter(pk=paused.pk).update(state=State.ON_HOLD, resume_on=date(2026, 9, 1))
    waiting = counted(datetime(2026, 6, 15, 10, tzinfo=PARIS)).content["waiting"]
    assert (waiting["new"], waiting["silent"], waiting["overdue"]) == (0, 0, 0)


def test_what_was_taken_back_is_no_answer_after_which_its_author_could_return():
    author = UserFactory()
    opened = on_monday(author=author, opened=True)
    with clock.at(MONDAY):
        withdraw_idea(opened, by=author)
    assert counted().content["participation"]["returned"] == {"count": 0, "total": 0}
    on_monday(declined=True, author=author)
    assert counted().content["participation"]["returned"] == {"count": 0, "total": 1}


def test_authors_are_counted_among_the_people_who_may_sign_in_today():
    author, gone = UserFactory(), UserFactory()
    on_monday(author=author), on_monday(author=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    part = counted().content["participation"]
    assert (part["received"], part["authors"], part["people"]) == (2, 1, User.objects.filter(is_active=True).count())


def test_the_direction_finds_in_a_list_what_it_may_read_anyway():
    fresh, shown = on_monday(), on_monday(shortlisted=True)
    assert listed("received", UserFactory(sponsor=True)) == {shown.pk}
    assert listed("received", UserFactory(officer=True)) == {fresh.pk, shown.pk}


def test_taking_part_counts_people_once_and_names_silent_sites():
    author, other = UserFactory(), UserFactory()
    silent = SiteFactory()
    on_monday(author=author, coauthors=(other,)), on_monday(author=author)
    part = counted().content["participation"]
    assert (part["received"], part["authors"], part["groups"]) == (2, 2, {"count": 1, "total": 2})
    assert silent.name in part["silent_sites"]


def test_the_last_point_of_each_indicator_that_goes_on_is_kept():
    officer = UserFactory(officer=True)
    filled(officer, CSAT, name="Clients satisfaits")
    close_indicator(filled(officer, CSAT, name="Ancien"), by=officer)
    indicator(officer, name="Sans mesure")
    [row] = counted().content["series"]
    assert row["name"] == "Clients satisfaits"
    assert row["value"] == pytest.approx(100 * float(row["numerator"]) / float(row["denominator"]))
    assert row["variation"] in {"improving", "concerning", "common"}


def test_what_an_author_carries_out_is_told_apart():
    author = UserFactory()
    with clock.at(MONDAY):
        done(author=author, owner=author), done()
    assert counted().content["by_author"] == {"count": 1, "total": 2}
    Idea.objects.filter(action__owner=author).update(origin=Origin.IMPORT)
    content = counted().content
    assert content["by_author"] == {"count": 0, "total": 1} and sum(content["claims"].values()) == 1


def test_the_direction_does_not_learn_from_a_list_that_its_own_contribution_was_opened():
    sponsor = UserFactory(sponsor=True)
    opened = on_monday(author=sponsor, opened=True)
    assert listed("in-submitted", sponsor) == listed("in-in_triage", sponsor) == {opened.pk}
    assert listed("in-submitted", UserFactory(officer=True)) == set()
