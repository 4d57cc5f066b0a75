"""The words of minutes: what changed between two versions, and what two people who wrote at once made of them. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from committee.wording import MOST, Piece, changes, merged

TEXTS = st.text(alphabet="ab \n", max_size=60)


def told(before, after):
    return [(piece.kind, piece.text) for piece in changes(before, after)]


def side(pieces, gone):
    return "".join(piece.text for piece in pieces if piece.kind != gone)


@given(TEXTS, TEXTS)
def test_what_stays_and_what_is_new_make_the_later_text_and_what_stays_and_is_gone_the_earlier(before, after):
    pieces = changes(before, after)
    assert (side(pieces, "added"), side(pieces, "removed")) == (before, after)
    assert all(one.kind != other.kind for one, other in zip(pieces, pieces[1:], strict=False))


def test_a_changed_word_is_said_between_those_that_stay():
    assert told("On commence à neuf heures.", "On commence à dix heures.") == [
        ("same", "On commence à "),
        ("removed", "neuf"),
        ("added", "dix"),
        ("same", " heures."),
    ]
    assert told("", "Bonjour.") == [("added", "Bonjour.")]
    assert told("Bonjour.", "") == [("removed", "Bonjour.")]
    assert (told("", ""), told("Oui.", "Oui.")) == ([], [("same", "Oui.")])


def test_two_long_texts_without_a_common_word_are_said_to_have_been_replaced():
    before, after = ("x " * MOST).strip(), ("y " * MOST).strip()
    assert changes(before, after) == [Piece("removed", before), Piece("added", after)]


def test_different_texts_changed_at_once_are_both_kept():
    base = {"note": "Calme.", "1": "Long."}
    found = merged(base, {"note": "Calme.", "1": "Court."}, {"note": "Vive.", "1": "Long."})
    assert (found.words, found.clashes) == ({"note": "Vive.", "1": "Court."}, ())


def test_the_same_text_changed_twice_is_a_clash_unless_both_wrote_the_same():
    base, theirs = {"note": "Calme."}, {"note": "Vive."}
    found = merged(base, {"note": "Longue."}, theirs)
    assert (found.words, found.clashes) == ({"note": "Longue."}, ("note",))
    assert merged(base, {"note": "Vive."}, theirs).clashes == ()


def test_a_text_that_was_emptied_is_gone_and_one_that_was_not_sent_stays():
    base = {"note": "Calme.", "1": "Long."}
    assert merged(base, {"1": ""}, base).words == {"note": "Calme."}
