"""Minutes in the browser: words beside their points, two who write at once, versions, objections, corrections."""

import pytest
from django.urls import reverse

from committee.models import Erratum, Minutes, MinutesObjection
from committee.services import approving, errata, minutes
from tests.committee.pages import browser, main_of, text_of, url
from tests.committee.test_minutes import closed_room, published_room
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def write(room, person=None, **typed):
    return browser(person or room.officer).post(url("minutes_note", room.session.number), typed)


def test_words_are_written_beside_their_point_and_read_by_everybody_once_published():
    room = closed_room()
    field = f"point_{room.item.pk}"
    shown = browser(room.officer).get(url("minutes", room.session.number)).content.decode()
    assert f'name="{field}"' in shown and 'form="words"' in shown
    assert write(room, note="Calme.", **{field: "Long débat."}, edition="0").status_code == 303
    assert "Long débat." in main_of(browser(room.chair).get(url("minutes", room.session.number)))
    assert write(room, note="Calme.", **{field: "Long débat."}, edition="1", publish="yes").status_code == 303
    page = main_of(browser(UserFactory()).get(url("minutes", room.session.number)))
    assert "Long débat." in page and "unless a member objects" in page


def test_a_text_that_a_colleague_changed_meanwhile_is_shown_beside_ones_own():
    room = closed_room()
    write(room, note="Calme.", edition="0")
    write(room, UserFactory(officer=True), note="Calme et courte.", edition="1")
    answer = write(room, note="Calme et vive.", edition="1")
    shown = answer.content.decode()
    assert (answer.status_code, 'name="edition" value="2"' in shown) == (409, True)
    assert "Calme et courte." in text_of(answer) and "Calme et vive.</textarea>" in shown
    assert Minutes.objects.get().note == "Calme et courte."
    assert write(room, note="Calme, courte et vive.", edition="2").status_code == 303
    assert Minutes.objects.get().note == "Calme, courte et vive."


def test_versions_are_compared_with_marks_that_are_read_aloud():
    room = closed_room()
    for note in ("Calme et longue.", "Calme et courte."):
        minutes.save_note(room.session, by=room.officer, note=note)
    address = url("minutes_versions", room.session.number)
    shown = browser(room.chair).get(address)
    said = text_of(shown)
    assert "From version 1 to version 2" in said and "[removed: longue.] [added: courte.]" in said.replace(" ]", "]")
    assert "<del>" in shown.content.decode() and "<ins>" in shown.content.decode()
    assert "There is no such version" in text_of(browser(room.chair).get(f"{address}?from=1&to=7"))
    assert browser(room.chair).get(f"{address}?from=x&to=").status_code == 200
    assert browser(UserFactory()).get(address).status_code == 404


def test_a_member_objects_and_the_officer_corrects_beside_the_text():
    room = published_room()
    member, number = browser(room.people[1]), room.session.number
    assert "Something is wrong in them" in text_of(member.get(url("minutes", number)))
    assert member.post(url("object_to_minutes", number), {"words": ""}).status_code == 422
    assert member.post(url("object_to_minutes", number), {"words": "Ce n’était pas calme."}).status_code == 303
    desk, objection = browser(room.officer), MinutesObjection.objects.get()
    assert "Ce n’était pas calme." in text_of(desk.get(reverse("home")))
    page = text_of(desk.get(url("minutes", number)))
    assert "An objection waits for its answer" in page and "Say why they stay" in page
    address = f"{url('correct_minutes', number)}?objection={objection.pk}"
    assert "Ce n’était pas calme." in text_of(desk.get(address))
    sent = {"item": str(room.item.pk), "words": "Une séance vive.", "reason": "Relue."}
    assert desk.post(address, sent).status_code == 303
    page = main_of(browser(UserFactory()).get(url("minutes", number)))
    assert "Une séance calme." in page and "Une séance vive." in page and "Relue." in page
    assert "Ce n’était pas calme." not in page
    assert Erratum.objects.get().objection == objection


def test_a_refusal_is_in_words_and_the_member_reads_it():
    room = published_room()
    objection = approving.object_to_minutes(room.session, by=room.people[1], words="Non.")
    desk, address = browser(room.officer), url("refuse_objection", objection.pk)
    assert desk.post(address, {"words": ""}).status_code == 422
    assert desk.post(address, {"words": "La feuille de présence le dit."}).status_code == 303
    page = text_of(browser(room.people[1]).get(url("minutes", room.session.number)))
    assert "La feuille de présence le dit." in page and "Not followed" in page
    assert browser(room.chair).get(address).status_code == 404


def test_an_objection_to_other_minutes_is_not_answered_here():
    room = published_room()
    other = published_room(poles=room.poles)
    objection = approving.object_to_minutes(other.session, by=room.people[1], words="Non.")
    address = f"{url('correct_minutes', room.session.number)}?objection={objection.pk}"
    assert browser(room.officer).get(address).status_code == 404
    assert browser(room.officer).get(f"{url('correct_minutes', room.session.number)}?objection=x").status_code == 404


def test_the_minutes_are_a_tagged_paper_with_a_title_for_whoever_reads_them():
    room = published_room()
    errata.correct_minutes(room.session, by=room.officer, words="Salle Seine.", reason="Mauvaise salle 😀.")
    for person in (room.officer, UserFactory()):
        answer = browser(person).get(url("minutes_pdf", room.session.number))
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert [mark for mark in (b"StructTreeRoot", b"/Lang", b"/Outlines") if mark not in answer.content] == []
        assert "attachment" in answer["Content-Disposition"]
    draft = url("minutes_pdf", closed_room(poles=room.poles).session.number)
    assert browser(UserFactory()).get(draft).status_code == 404


def test_the_list_of_decisions_is_searched_and_saved_as_a_table():
    room = published_room()
    reader = browser(UserFactory())
    assert "Un irritant de chaque semaine." in text_of(reader.get(url("decisions")))
    assert "No decision is like that" in text_of(reader.get(f"{url('decisions')}?outcome=rejected"))
    assert "Un irritant" in text_of(reader.get(f"{url('decisions')}?outcome=nonsense&year=x&owner=999999&after=zz"))
    table = b"".join(reader.get(url("decisions_file")).streaming_content).decode()
    assert room.item.idea.reference in table and table.count("\r\n") == 2


def test_before_any_decision_the_list_says_what_will_stand_there():
    assert "Nothing is decided yet" in text_of(browser(UserFactory()).get(url("decisions")))


def test_the_page_of_a_session_says_what_happened_since_the_one_before():
    room = published_room()
    assert "Decided 0" in text_of(browser(UserFactory()).get(url("session", room.session.number)))
