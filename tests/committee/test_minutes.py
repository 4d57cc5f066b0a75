"""Minutes from their first words to their approval: versions, objections, corrections, and what they recall."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from committee import wording
from committee.enums import Approval, SessionState
from committee.models import Erratum, Minutes, MinutesObjection, MinutesVersion, Session
from committee.selectors.decided import Wanted, decided_for, decided_owners, decided_rows, decided_years
from committee.selectors.minutes import differences, minutes_data, versions_of_minutes
from committee.selectors.minutes_due import minutes_to_publish, objections_to_answer
from committee.services import approving, attendance, conduct, errata, minutes
from committee.services.decisions import decide_item
from committee.tasks import approve_minutes
from ideas.models import Action, Decision, IdeaEvent
from ideas.services import follow_up
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.committee.pages import SENTINELS, says_the_name
from tests.committee.racing import in_thread, read_together, run
from tests.factories.committee import committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db


def in_days(days):
    return clock.today() + timedelta(days=days)


@usual
def closed_room(*ideas, poles=None, choice="yes", owner=None):
    """A closed session whose first point was decided."""
    room = open_session_with(*ideas, poles=poles)
    poll = room.poll()
    vote_all(poll, {person: choice for person in room.people if not poll.item.idea.authorships.filter(person=person)})
    counted(room, poll)
    room.item.refresh_from_db()
    facts = {"owner": owner or UserFactory(), "due_on": in_days(60)} if choice == "yes" else {}
    decide_item(room.item, by=room.chair, reason="Un irritant de chaque semaine.", **facts)
    room.session = conduct.close_session(room.session, by=room.chair)
    room.item.refresh_from_db()
    return room


@usual
def published_room(*ideas, **facts):
    room = closed_room(*ideas, **facts)
    minutes.publish_minutes(room.session, by=room.officer, note="Une séance calme.")
    room.session.refresh_from_db()
    return room


def standing(room):
    return minutes_data(room.session).standing


# --- Versions -----------------------------------------------------------------------------------------------


def test_each_save_is_a_version_and_the_same_words_twice_are_one():
    room = closed_room()
    key = room.item.pk
    for note, point in (("Calme.", ""), ("Calme.", "Long débat."), ("Calme.", "Long débat."), ("", "Long débat.")):
        minutes.save_note(room.session, by=room.officer, note=note, points={key: point})
    data = minutes_data(room.session)
    assert (data.note, data.items[0].words, data.edition) == ("", "Long débat.", 3)
    assert [(row.number, row.by) for row in versions_of_minutes(room.session)] == [
        (number, room.officer) for number in (3, 2, 1)
    ]
    changed = differences(room.session, 1, 3)
    assert [(change.item, [(one.kind, one.text) for one in change.pieces]) for change in changed] == [
        (room.item, [("added", "Long débat.")]),
        (None, [("removed", "Calme.")]),
    ]
    assert differences(room.session, 1, 9) is None


def test_two_officers_who_write_at_once_keep_both_texts_or_are_shown_the_other():
    room = closed_room()
    other, key = UserFactory(officer=True), room.item.pk
    first = minutes.save_note(room.session, by=room.officer, note="Calme.", points={key: "Long."}).edition
    minutes.save_note(room.session, by=other, note="Calme et courte.", edition=first)
    kept = minutes.save_note(room.session, by=room.officer, points={key: "Trop long."}, edition=first)
    assert (kept.note, kept.points) == ("Calme et courte.", {str(key): "Trop long."})
    with pytest.raises(Conflict) as refusal:
        minutes.save_note(room.session, by=room.officer, note="Calme et vive.", edition=first)
    assert refusal.value.current.words == {"note": "Calme et courte."}
    assert Minutes.objects.get().note == "Calme et courte."
    again = minutes.save_note(room.session, by=room.officer, note="Vive.", edition=refusal.value.current.edition)
    assert (again.note, MinutesVersion.objects.count()) == ("Vive.", 4)


def saved_at_once(room):
    """The errors of two officers who save different texts of one version at the same moment."""
    start, errors = minutes.save_note(room.session, by=room.officer, note="Calme.").edition, []
    other = UserFactory(officer=True)

    def saver(by, **typed):
        def save():
            try:
                minutes.save_note(room.session, by=by, edition=start, **typed)
            except Exception as error:
                errors.append(error)

        return in_thread(save)

    run([saver(room.officer, note="Calme et courte."), saver(other, points={room.item.pk: "Long débat."})])
    return errors


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_moment_make_two_versions_and_lose_no_text():
    room = closed_room()
    assert saved_at_once(room) == []
    kept = Minutes.objects.get()
    assert (kept.note, kept.points, kept.edition) == ("Calme et courte.", {str(room.item.pk): "Long débat."}, 3)


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_session_one_of_them_would_be_lost(monkeypatch):
    room = closed_room()
    start = "committee.services.minutes"
    monkeypatch.setattr(f"{start}.lock_session", lambda session: Session.objects.get(pk=session.pk))
    monkeypatch.setattr(f"{start}.merged", read_together(wording.merged))
    assert [type(error) for error in saved_at_once(room)] == [IntegrityError]


def test_words_about_a_point_of_another_session_are_refused_and_nothing_is_kept():
    room = closed_room()
    with pytest.raises(InvalidInput):
        minutes.save_note(room.session, by=room.officer, points={room.item.pk + 99: "Ailleurs."})
    assert not MinutesVersion.objects.exists()
    with pytest.raises(NotAllowed):
        minutes.save_note(room.session, by=room.chair, note="À moi.")


def test_a_version_is_never_written_twice_with_one_number():
    published_room()
    kept = MinutesVersion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesVersion.objects.create(minutes=kept.minutes, number=kept.number, at=clock.now())


# --- What the session knows ----------------------------------------------------------------------------------


def test_the_record_says_who_came_late_or_left_how_long_a_point_took_and_who_did_not_vote():
    poles = committee_of()
    author = poles["employees"][1]
    room = open_session_with(IdeaFactory(shortlisted=True, author=author), poles=poles)
    Session.objects.filter(pk=room.session.pk).update(starts_at=clock.now() - timedelta(minutes=1))
    with clock.at(clock.now() + timedelta(minutes=20)):
        conduct.start_item(room.session, room.item, by=room.chair)
        attendance.leave(room.session, by=poles["direction"][2])
    with clock.at(clock.now() + timedelta(minutes=31, seconds=5)):
        conduct.finish_item(room.item, by=room.chair)
    room.session.refresh_from_db()
    data = minutes_data(room.session)
    assert [row for row in data.colleges[1].came if row.since or row.until] == []
    (gone,) = [row for row in data.colleges[0].came if row.until]
    assert (gone.person, gone.since) == (poles["direction"][2], None)
    (line,) = data.items
    assert (line.spent, line.recused) == (12, (author,))


def test_who_did_not_vote_is_not_said_where_it_would_tell_a_hidden_name():
    poles = committee_of()
    author = poles["employees"][1]
    hidden = IdeaFactory(shortlisted=True, author=author, visibility="name_hidden")
    room = open_session_with(hidden, poles=poles)
    assert minutes_data(room.session).items[0].recused == ()
    conduct.close_session(room.session, by=room.chair)
    refused = closed_room(IdeaFactory(shortlisted=True, author=author), poles=poles, choice="no")
    assert minutes_data(refused.session).items[0].recused == ()


def test_open_actions_of_earlier_sessions_come_first_and_stay_as_they_were_that_day():
    poles = committee_of()
    before = clock.now() - timedelta(days=60)
    with clock.at(before):
        first = closed_room(poles=poles, owner=UserFactory(first_name="Ines", last_name="Ruiz"))
    Session.objects.filter(pk=first.session.pk).update(starts_at=before)
    room = open_session_with(poles=poles)
    (row,) = minutes_data(room.session).recalled
    assert (row.idea, row.owner) == (first.item.idea, "Ines Ruiz")
    action = Action.objects.get()
    follow_up.give_news(action, by=action.owner, status="done", progress=100, note="C’est fait.")
    room.session.refresh_from_db()
    assert [one.idea for one in minutes_data(room.session).recalled] == [first.item.idea]
    later = conduct.close_session(room.session, by=room.chair)
    Session.objects.filter(pk=later.pk).update(starts_at=clock.now() - timedelta(hours=1))
    with clock.at(clock.now() + timedelta(days=1)):
        assert minutes_data(open_session_with(poles=poles).session).recalled == ()


def test_the_restitution_counts_what_happened_since_the_session_before():
    poles = committee_of()
    before = clock.now() - timedelta(days=60)
    with clock.at(before):
        IdeaFactory()
        first = closed_room(poles=poles)
    Session.objects.filter(pk=first.session.pk).update(starts_at=before)
    IdeaFactory()
    IdeaFactory()
    room = open_session_with(poles=poles)
    found = minutes_data(room.session).restitution
    assert (found.since, found.decided, found.done, found.refused) == (before, "1", "0", "0")
    assert int(found.received) == 3  # two, and the one that is on the agenda


# --- Approval, objections -----------------------------------------------------------------------------------


def test_published_minutes_are_approved_after_five_working_days_by_the_clock_and_written_down_once():
    room = published_room()
    due = Minutes.objects.get().approval_due_at
    assert standing(room).approval == Approval.AWAITED
    approve_minutes()
    assert Minutes.objects.get().approved_at is None
    with clock.at(due + timedelta(hours=3)):
        assert standing(room).approval == Approval.APPROVED
        assert (approving.record_approvals(), approving.record_approvals()) == (1, 0)
    assert Minutes.objects.get().approved_at == due


def test_an_objection_keeps_the_approval_waiting_until_it_is_answered_in_words():
    room = published_room()
    member, due = room.people[1], Minutes.objects.get().approval_due_at
    objection = approving.object_to_minutes(room.session, by=member, words="J’étais là dès le début.")
    assert approving.object_to_minutes(room.session, by=member, words="J’étais là dès le début.") == objection
    with pytest.raises(TransitionRefused):
        approving.object_to_minutes(room.session, by=member, words="Autre chose.")
    assert Notification.objects.filter(kind="committee_objection", recipient=room.officer).count() == 1
    assert objections_to_answer() == [objection]
    with clock.at(due + timedelta(days=9)):
        assert (standing(room).approval, approving.record_approvals()) == (Approval.CONTESTED, 0)
        with pytest.raises(InvalidInput):
            approving.refuse_objection(objection, by=room.officer, words=" ")
        answered = approving.refuse_objection(objection, by=room.officer, words="La feuille dit 14 h 20.")
        with pytest.raises(TransitionRefused):
            approving.refuse_objection(objection, by=room.officer, words="Encore.")
    assert Notification.objects.filter(kind="committee_objection", recipient=member).count() == 1
    with clock.at(due + timedelta(days=10)):
        assert (approving.record_approvals(), Minutes.objects.get().approved_at) == (1, answered.replied_at)


def test_only_members_object_only_the_officer_answers_and_not_once_they_are_approved():
    room = published_room()
    for person in (room.officer, UserFactory()):
        with pytest.raises(NotAllowed):
            approving.object_to_minutes(room.session, by=person, words="Non.")
    objection = approving.object_to_minutes(room.session, by=room.people[1], words="Non.")
    with pytest.raises(NotAllowed):
        approving.refuse_objection(objection, by=room.chair, words="Si.")
    approving.refuse_objection(objection, by=room.officer, words="Si.")
    with clock.at(Minutes.objects.get().approval_due_at + timedelta(minutes=1)), pytest.raises(TransitionRefused):
        approving.object_to_minutes(room.session, by=room.people[2], words="Trop tard.")
    assert MinutesObjection.objects.count() == 1


def test_nobody_objects_to_a_draft():
    room = closed_room()
    with pytest.raises(TransitionRefused):
        approving.object_to_minutes(room.session, by=room.people[1], words="Non.")
    with pytest.raises(TransitionRefused):
        errata.correct_minutes(room.session, by=room.officer, words="Oui.", reason="Une erreur.")


# --- Corrections --------------------------------------------------------------------------------------------


def test_a_correction_stands_beside_the_record_answers_the_objection_and_gives_five_days_again():
    room = published_room()
    member, due = room.people[1], Minutes.objects.get().approval_due_at
    objection = approving.object_to_minutes(room.session, by=member, words="Ce n’était pas calme.")
    with clock.at(due + timedelta(days=1)):
        erratum = errata.correct_minutes(
            room.session, by=room.officer, words="Une séance vive.", reason="Relue.", objection=objection
        )
    data, kept = minutes_data(room.session), Minutes.objects.get()
    assert (data.note, [row.words for row in data.errata]) == ("Une séance calme.", ["Une séance vive."])
    assert (erratum.number, data.corrections, kept.approval_due_at > due + timedelta(days=5)) == (1, 1, True)
    objection.refresh_from_db()
    assert (objection.reply, objection.reply_words) == ("corrected", "Une séance vive.")
    told = Notification.objects.filter(kind="committee_minutes", event_key__contains="erratum")
    assert set(told.values_list("recipient", flat=True)) == {person.pk for person in room.people}


def test_a_correction_after_the_approval_does_not_take_it_back():
    room = published_room()
    due = Minutes.objects.get().approval_due_at
    with clock.at(due + timedelta(days=30)):
        errata.correct_minutes(room.session, by=room.officer, words="Salle Seine.", reason="Mauvaise salle.")
    kept = Minutes.objects.get()
    assert (kept.approved_at, kept.approval_due_at) == (due, due)


def test_correcting_a_decision_makes_a_new_one_that_supersedes_it_and_tells_the_author_and_the_owner():
    author, owner = UserFactory(locale="en"), UserFactory(locale="en")
    room = published_room(IdeaFactory(shortlisted=True, author=author), owner=owner)
    old = room.item.decision
    erratum = errata.correct_minutes(
        room.session,
        by=room.officer,
        item=room.item,
        words="Pour le 1er mars.",
        reason="Faute de frappe.",
        decided_because="Un irritant de chaque jour.",
        due_on=in_days(90),
    )
    new = erratum.decision
    old.refresh_from_db()
    room.item.refresh_from_db()
    assert (old.reason, old.superseded_at is not None, room.item.decision) == (
        "Un irritant de chaque semaine.",
        True,
        old,
    )
    assert (new.outcome, new.counts, new.owner, new.at) == (old.outcome, old.counts, owner, old.at)
    assert (new.reason, new.due_on, Action.objects.get().due_on) == (
        "Un irritant de chaque jour.",
        in_days(90),
        in_days(90),
    )
    told = Notification.objects.filter(event_key=f"idea-event:{IdeaEvent.objects.latest('pk').pk}")
    assert set(told.values_list("recipient", flat=True)) == {author.pk, owner.pk}
    again = errata.correct_minutes(
        room.session, by=room.officer, item=room.item, words="Bis.", reason="Bis.", decided_because="Mieux dit."
    )
    assert [row.decision for row in minutes_data(room.session).items[0].errata] == [new, again.decision]
    assert Decision.objects.get(superseded_at=None) == again.decision


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"words": ""}, "words"),
        ({"reason": ""}, "reason"),
        ({"decided_because": "Sans point."}, "item"),
        ({"item": True, "due_on": -3}, "due_on"),
        ({"item": True, "decided_because": "Un irritant de chaque semaine."}, "decided_because"),
    ],
)
def test_a_correction_that_says_nothing_or_cannot_be_is_refused_at_its_field(facts, field):
    room = published_room()
    sent = {"words": "Oui.", "reason": "Une erreur."} | facts
    sent |= {"item": room.item} if facts.get("item") else {}
    sent |= {"due_on": in_days(facts["due_on"])} if "due_on" in facts else {}
    with pytest.raises(InvalidInput) as refusal:
        errata.correct_minutes(room.session, by=room.officer, **sent)
    assert (refusal.value.field, Erratum.objects.count(), Decision.objects.count()) == (field, 0, 1)


def test_a_decision_that_a_later_one_replaced_is_history():
    room = published_room()
    Decision.objects.update(superseded_at=clock.now())
    with pytest.raises(TransitionRefused):
        errata.correct_minutes(
            room.session, by=room.officer, item=room.item, words="Oui.", reason="Oui.", decided_because="Non."
        )


# --- What the committee decided ------------------------------------------------------------------------------


def test_every_decision_is_found_by_its_words_its_outcome_its_year_and_its_owner():
    poles, owner = committee_of(), UserFactory(first_name="Ines", last_name="Ruiz")
    adopted = published_room(IdeaFactory(shortlisted=True, problem_text="Le portail grince."), poles=poles, owner=owner)
    refused = closed_room(IdeaFactory(shortlisted=True, problem_text="La cantine ferme."), poles=poles, choice="no")
    member, colleague, year = poles["direction"][1], UserFactory(), timezone.localtime(clock.now()).year

    def found(person, **wanted):
        return [row.idea for row in decided_for(person, Wanted(**wanted))]

    both = [refused.item.idea, adopted.item.idea]
    assert found(member) == both
    assert found(colleague) == both[1:]
    assert (found(member, q="portail"), found(member, outcome="rejected")) == (both[1:], both[:1])
    assert (found(member, owner=owner.pk), found(member, year=year), found(member, year=year - 1)) == (
        both[1:],
        both,
        [],
    )
    assert (decided_years(member), decided_owners(member)) == ([year], [(owner.pk, "Ines Ruiz")])
    first = decided_for(member, Wanted(), size=1)
    assert [row.idea for row in decided_for(member, Wanted(), first[0].key, 1)] == both[1:]
    assert [row[0] for row in decided_rows(member, Wanted())][1:] == [idea.reference for idea in both]


def test_a_corrected_decision_is_listed_as_it_holds():
    room = published_room()
    errata.correct_minutes(
        room.session, by=room.officer, item=room.item, words="Oui.", reason="Oui.", decided_because="Mieux dit."
    )
    (row,) = decided_for(room.chair, Wanted())
    assert (row.reason, row.corrected) == ("Mieux dit.", True)


def test_no_hidden_name_is_said_in_words_versions_corrections_or_the_list():
    poles = committee_of()
    hidden = UserFactory(first_name=SENTINELS[1], last_name=SENTINELS[0])
    idea = IdeaFactory(shortlisted=True, author=hidden, visibility="name_hidden")
    room = closed_room(idea, poles=poles, owner=hidden)
    words = f"{hidden} l’a dit."
    minutes.save_note(room.session, by=room.officer, note=words, points={room.item.pk: words})
    minutes.publish_minutes(room.session, by=room.officer)
    errata.correct_minutes(room.session, by=room.officer, item=room.item, words=words, reason=words)
    approving.object_to_minutes(room.session, by=poles["direction"][1], words=words)
    data = minutes_data(room.session)
    said = [data.note, data.items[0].words, *(row.shown_words + row.shown_reason for row in data.items[0].errata)]
    said += [row.shown_words for row in data.objections]
    said += [piece.text for change in differences(room.session, 0, 1) for piece in change.pieces]
    said += [str(row) for row in decided_rows(room.chair, Wanted())]
    said += Notification.objects.filter(kind="committee_minutes").values_list("body", flat=True)
    assert len(said) > 6 and says_the_name(" ".join(said)) == []
    assert decided_for(room.chair, Wanted(owner=hidden.pk)) == []
    assert decided_owners(room.chair) == []


def test_minutes_to_publish_are_listed_with_the_day_on_which_they_are_promised():
    room = closed_room()
    (row,) = minutes_to_publish()
    assert row.session == room.session and row.promised_on > room.session.on
    minutes.publish_minutes(room.session, by=room.officer)
    assert (minutes_to_publish(), Session.objects.get().state) == ([], SessionState.MINUTES_PUBLISHED)
