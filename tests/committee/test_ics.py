"""The text of an event: what two readers of iCalendar, which share no code, make of it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from committee.ics import Meeting, Method, Party, Status, feed_of, letter_of

PARIS = ZoneInfo("Europe/Paris")
HOUSE = Party("Association Exemple", "parkour@example.org")
MEMBER = Party('Élodie, dite "Lo"; l\'exemple', "member@example.org")
MEETING = Meeting(
    uid="session-7@parkour.example.org",
    sequence=0,
    starts_at=datetime(2026, 3, 19, 14, tzinfo=PARIS),
    ends_at=datetime(2026, 3, 19, 16, 30, tzinfo=PARIS),
    stamped_at=datetime(2026, 3, 4, 9, 12, 33, 999, tzinfo=UTC),
    summary="Séance du comité; préparée, relue",
    description="L’ordre du jour : https://parkour.example.org/\nVenez, à l’heure",
    place="Salle Loire, 2ᵉ étage; côté cour \\ jardin",
    url="https://parkour.example.org/committee/sessions/7/",
)


def letter(meeting=MEETING, method=Method.REQUEST, **facts) -> str:
    return letter_of(meeting, method, **{"organizer": HOUSE, "attendee": MEMBER} | facts)


def first_reader(text):
    calendar = icalendar.Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "starts": event["DTSTART"].dt,
        "ends": event["DTEND"].dt,
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "place": str(event["LOCATION"]),
        "status": str(event["STATUS"]),
        "to": str(event["ATTENDEE"]) if "ATTENDEE" in event else None,
    }


def second_reader(text):
    calendar = vobject.readOne(text)
    event = calendar.vevent
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "starts": event.dtstart.value,
        "ends": event.dtend.value,
        "summary": event.summary.value,
        "description": event.description.value,
        "place": event.location.value,
        "status": event.status.value,
        "to": event.attendee.value if hasattr(event, "attendee") else None,
    }


READERS = [first_reader, second_reader]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("method", "status"), [(Method.REQUEST, Status.CONFIRMED), (Method.CANCEL, Status.CANCELLED)])
def test_two_readers_find_in_it_what_was_said(read, method, status):
    assert read(letter(replace(MEETING, status=status, sequence=3), method)) == {
        "method": str(method),
        "uid": "session-7@parkour.example.org",
        "sequence": 3,
        "starts": datetime(2026, 3, 19, 13, tzinfo=UTC),
        "ends": datetime(2026, 3, 19, 15, 30, tzinfo=UTC),
        "summary": "Séance du comité; préparée, relue",
        "description": "L’ordre du jour : https://parkour.example.org/\nVenez, à l’heure",
        "place": "Salle Loire, 2ᵉ étage; côté cour \\ jardin",
        "status": str(status),
        "to": "mailto:member@example.org",
    }


@pytest.mark.parametrize("read", READERS)
def test_fourteen_hours_stay_fourteen_hours_on_both_sides_of_the_change_of_clocks(read):
    for month, hour in ((1, 13), (7, 12)):
        start = datetime(2026, month, 15, 14, tzinfo=PARIS)
        assert read(letter(replace(MEETING, starts_at=start)))["starts"] == datetime(2026, month, 15, hour, tzinfo=UTC)


def test_no_time_zone_is_left_to_be_misread():
    """`CET` is no name of a time zone, and lists of changes of clocks are misread: there is neither."""
    for text in (letter(), feed_of([MEETING], name="Comité")):
        assert "TZID" not in text
        assert "VTIMEZONE" not in text
        moments = re.findall(r"^DT\w+:(.*)\r$", text, re.M)
        assert sorted(moments) == ["20260304T091233Z", "20260319T130000Z", "20260319T153000Z"]


def well_formed(text: str) -> bool:
    lines = text.encode().split(b"\r\n")
    whole = all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    return whole and lines[-1] == b"" and not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)


def test_lines_end_by_crlf_and_hold_seventy_five_octets_at_most():
    assert well_formed(letter(replace(MEETING, place="é" * 190)))


def test_planted_fault_a_line_that_is_not_folded_is_seen():
    assert not well_formed(letter().replace("\r\n ", "") + "X-LONG:" + "é" * 60 + "\r\n")


# What a keyboard, a copy or an import may bring; half of a pair of characters is no text.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(summary=words, place=words, name=words)
def test_whatever_is_written_stays_one_event_that_both_readers_read(summary, place, name):
    meeting = replace(MEETING, summary=f"a{summary}", place=f"b{place}")
    text = letter(meeting, attendee=Party(name, "member@example.org"))
    assert well_formed(text)
    first, second = first_reader(text), second_reader(text)
    assert (first["uid"], first["to"], first["sequence"]) == (MEETING.uid, "mailto:member@example.org", 0)
    assert {key: first[key] for key in ("uid", "to", "starts", "method")} == {
        key: second[key] for key in ("uid", "to", "starts", "method")
    }
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 1


def test_a_line_in_the_place_writes_no_property_of_its_own():
    text = letter(replace(MEETING, place="Salle\r\nATTENDEE:mailto:someone@example.org"))
    assert first_reader(text)["to"] == second_reader(text)["to"] == "mailto:member@example.org"
    assert first_reader(text)["place"] == "Salle  ATTENDEE:mailto:someone@example.org"


def test_only_the_reader_is_named_and_no_answer_by_mail_is_asked_for():
    text = letter().replace("\r\n ", "")
    assert text.count("ATTENDEE") == 1
    assert "RSVP=FALSE" in text
    assert "RSVP=TRUE" not in text


def test_a_feed_names_nobody_and_tells_what_is_given_up():
    gone = replace(MEETING, uid="session-8@parkour.example.org", status=Status.CANCELLED, sequence=2)
    text = feed_of([MEETING, gone], name="Comité")
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [event.status.value for event in vobject.readOne(text).vevent_list] == ["CONFIRMED", "CANCELLED"]


def test_an_empty_feed_can_be_read():
    assert icalendar.Calendar.from_ical(feed_of([], name="Comité")).walk("VEVENT") == []
