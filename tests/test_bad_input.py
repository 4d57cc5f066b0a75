"""Whatever is sent to whatever address: an answer under 500, in words; and nothing of it takes effect."""

import itertools
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from committee.models import Session
from ideas.models import Idea
from parkour.accounts.models import User
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.hostile import (
    AT_WORK_ON,
    FIELDS,
    LITERAL,
    MARKUP,
    OUTCOMES,
    PARAMETERS,
    STRANGE,
    UNREADABLE,
    FullSwing,
    in_every_text,
    named_addresses,
    plausible,
    undone,
)
from tests.ideas.lives import decided
from tests.markup import page_of

# Pages of Django and allauth are swept too: their templates ask for variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
# The one signs out: nothing to see behind it. The other tells of servers that do not run here, whatever it is asked.
UNDECIDED = {"account_logout", "readyz"}


@pytest.fixture
def full_swing():
    return FullSwing.now()


def faults(full_swing, ask, only=None):
    """[(name, address, status or error)] of every answer that is none; `ask(client, address)` asks."""
    found = []
    for name, address in full_swing.addresses():
        if name in UNDECIDED or only not in {None, name}:
            continue
        try:
            answer = undone(partial(ask, full_swing.client(), address))
        except Exception as error:
            found.append((name, address, f"{type(error).__name__}: {error}"[:200]))
            continue
        if answer.status_code >= 500:
            found.append((name, address, answer.status_code))
    return found


def in_turns(names, values, first):
    """Each name with one of the values, a different one for each `first`."""
    return dict(zip(names, itertools.islice(itertools.cycle(values), first, None), strict=False))


def test_no_query_breaks_a_page(full_swing):
    swept = {name for name, _address in full_swing.addresses()}
    assert {name for name, _parts in named_addresses()} | AT_WORK_ON.keys() <= swept
    query = in_turns(PARAMETERS, [*UNREADABLE[2:], LITERAL[15], MARKUP[0], STRANGE[0]], 0)
    assert faults(full_swing, lambda client, address: client.get(address, query)) == []


def test_no_form_breaks_a_page(full_swing):
    for first in (0, 5):
        body = in_turns(FIELDS, [*UNREADABLE, "x" * 30_000, MARKUP[2], STRANGE[2]], first)
        assert faults(full_swing, lambda client, address, body=body: client.post(address, body)) == []


def test_no_date_nor_number_breaks_what_is_otherwise_right(full_swing):
    for day, number in (("0001-01-01", "0"), ("9999-12-31", "9" * 18)):
        numbers = dict.fromkeys(("version", "minutes", "progress", "person"), number)
        body = plausible(**dict.fromkeys(("day", "due_on", "review_on", "resume_on", "expected"), day), **numbers)
        assert faults(full_swing, lambda client, address, body=body: client.post(address, body)) == []


def test_any_text_goes_all_the_way_through_the_services(full_swing):
    taken = []

    def send(client, address):
        answer = client.post(address, body)
        taken.append(answer.status_code in {200, 204, 302, 303})
        return answer

    for texts in (MARKUP, (*LITERAL, *STRANGE)):
        body = in_every_text(*texts)
        assert faults(full_swing, send) == []
    assert sum(taken) > 100


def test_a_page_that_does_break_is_found(full_swing, monkeypatch):
    """Planted fault: the sweep is able to fail."""

    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("ideas.views.board.board_with_counts", fail)
    found = faults(full_swing, lambda client, address: client.get(address), only="ideas:board")
    assert [name for name, _address, _what in found] == ["ideas:board"]


# --- B01: too little and too much, the text kept ------------------------------------------------------------

LIMITS = [
    ("ideas:submit", "problem_text", 20_000),
    ("ideas:submit", "change_text", 20_000),
    ("ideas:submit", "group_names", 300),
    ("ideas:answer", "body", 5_000),
    ("ideas:appeal", "body", 5_000),
    ("ideas:message", "body", 5_000),
    ("ideas:dispute", "body", 2_000),
    ("ideas:retitle", "title", 300),
    ("ideas:retitle", "restatement", 5_000),
    ("ideas:note", "body", 5_000),
    ("ideas:promote", "proposal", 5_000),
    ("ideas:reopen", "reason", 2_000),
    ("ideas:arbitrate", "reason", 2_000),
    ("ideas:quick_win", "reason", 2_000),
    ("committee:cancel", "reason", 2_000),
    ("committee:add_subject", "title", 300),
    ("committee:plan_on", "place", 200),
    ("committee:minutes_note", "note", 20_000),
    ("committee:object_to_minutes", "words", 5_000),
    ("committee:refuse_objection", "words", 5_000),
    ("committee:correct_minutes", "reason", 5_000),
    ("committee:object", "note", 2_000),
    ("committee:new_variant", "text", 2_000),
    ("committee:close_workshop", "reason", 2_000),
    ("profile", "first_name", 80),
]
OPTIONAL = {"change_text", "restatement", "place", "note"}


def test_a_text_too_long_or_missing_is_told_at_its_field_and_kept(full_swing):
    client, addresses = full_swing.client(), dict(full_swing.addresses())
    for name, field, limit in LIMITS:

        def send(text, name=name, field=field):
            body = plausible(**{field: text, "answer": "refuse" if name == "ideas:arbitrate" else "no"})
            body |= {"version": ""} if name == "ideas:retitle" else {}  # of an older one it is a conflict
            body |= {"due_on": ""} if name == "committee:correct_minutes" else {}  # of no point
            return undone(partial(client.post, addresses[name], body))

        for text in ("y" * (limit + 1), "mot " * 250_000):
            answer = send(text)
            assert answer.status_code == 422, (name, field)
            page = page_of(answer)
            assert page.form_with(field).fields[field].split() == text.split()
            assert f"{limit}" in page.text.replace("\u202f", "").replace("\xa0", "")
        assert send("z" * limit).status_code != 422, (name, field)
        assert send("").status_code == (303 if field in OPTIONAL else 422), (name, field)


# --- B02: strange but honest texts ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", STRANGE)
def test_a_strange_text_is_kept_and_shown_as_it_was(signed_in, text):
    author = UserFactory()
    client = signed_in(author)
    client.post(reverse("ideas:submit"), {"problem_text": f"Un mot étrange : {text}.", "speaker": "me"})
    idea = Idea.objects.get()
    expected = text if text != "e\u0301te\u0301" else "été"
    assert idea.problem_text == f"Un mot étrange : {expected}."
    assert expected in page_of(client.get(idea.get_absolute_url())).text


def test_a_name_is_found_however_its_accents_are_written(signed_in):
    UserFactory(first_name="Zoé", last_name="Lefèvre")
    body = {"problem_text": "Deux heures d’attente.", "speaker": "group", "colleagues": "Zoe\u0301 Lefe\u0300vre"}
    assert signed_in(UserFactory()).post(reverse("ideas:submit"), body).status_code == 303
    assert Idea.objects.get().invitations.count() == 1


# --- B03: lists ------------------------------------------------------------------------------------------------


def test_an_unknown_filter_filters_nothing(full_swing):
    client, query = full_swing.client(), "page=-1&page=abc&ordering=password&author__email__startswith=a&state=x"
    for name in ("ideas:board", "ideas:mine", "ideas:triage", "committee:sessions", "notifications:inbox"):
        plain, filtered = (page_of(client.get(f"{reverse(name)}?{end}")).text for end in ("", query))
        assert plain == filtered


def test_a_filter_across_relations_is_refused_in_the_back_office(signed_in):
    address = reverse("admin:committee_mandate_changelist")
    answer = signed_in(UserFactory(admin=True)).get(address, {"person__password__startswith": "a"})
    assert answer.status_code == 400
    assert "n’a pas pu être comprise" in page_of(answer).text


# --- B08: fields that nobody asked for -------------------------------------------------------------------------


def test_only_the_fields_of_the_form_reach_a_contribution(signed_in):
    author, other = UserFactory(), UserFactory()
    forged = {
        "status": "approved",
        "state": "approved",
        "author": other.pk,
        "votes": 99,
        "is_anonymous": "1",
        "visibility": "name_hidden",
        "score": 100,
        "value": 100,
        "priority": 100,
        "created_at": "2020-01-01",
        "submitted_at": "2020-01-01",
        "reference": "PKR-1999-0001",
        "site": other.site.pk,
        "officer": author.pk,
    }
    signed_in(author).post(
        reverse("ideas:submit"), {"problem_text": "Deux heures d’attente.", "speaker": "me"} | forged
    )
    idea = Idea.objects.get()
    assert (idea.state, idea.visibility, idea.value, idea.priority) == ("submitted", "public", None, None)
    assert (idea.site, idea.created_at.year) == (author.site, clock.today().year)
    assert [row.person for row in idea.authorships.all()] == [author]
    assert idea.reference != "PKR-1999-0001"


def test_a_profile_gives_neither_role_nor_site(signed_in):
    person, other = UserFactory(), UserFactory()
    body = {"first_name": "Léa", "is_staff": "1", "is_superuser": "1", "email": "x@evil.example", "site": other.site.pk}
    signed_in(person).post(reverse("profile"), body | {"role": "admin", "is_active": ""})
    saved = User.objects.get(pk=person.pk)
    assert (saved.first_name, saved.email, saved.site) == ("Léa", person.email, person.site)
    assert saved.is_active and not saved.is_staff and not saved.is_superuser and not saved.role_names


# --- B09: steps out of their turn --------------------------------------------------------------------------------


def test_no_step_is_taken_out_of_its_turn(full_swing):
    client = full_swing.client()
    rejected, verified, in_window = (full_swing.ideas[name] for name in ("rejected", "verified", "in_window"))
    wrong = (rejected, verified, in_window)
    in_turn = {("ideas:reopen", rejected), ("ideas:withdraw_quick_win", in_window)}
    before = {idea.pk: Idea.objects.get(pk=idea.pk).state for idea in wrong}
    names = {name for name, parts in named_addresses() if parts == ("reference",) and name.startswith("ideas:")}
    for name in names - {"ideas:message", "ideas:note", "ideas:retitle"}:
        for idea in wrong:
            if (name, idea) in in_turn:
                continue
            answer = client.post(reverse(name, args=[idea.reference]), plausible())
            assert answer.status_code in {204, 302, 303, 403, 404, 405, 409, 422}, name
    for outcome, idea in itertools.product(OUTCOMES, wrong):
        answer = client.post(reverse("ideas:decide", args=[idea.reference, outcome]), plausible())
        assert answer.status_code in {403, 409, 422}
    assert {pk: Idea.objects.get(pk=pk).state for pk in before} == before


# --- B14: days and hours -------------------------------------------------------------------------------------------

FAR = "9999-12-31"


IMPOSSIBLE = [
    ("ideas:arbitrate", "due_on", FAR, "dans les cinq ans"),
    ("ideas:arbitrate", "due_on", "0001-01-01", "échéance à venir"),
    ("committee:plan_on", "day", FAR, "dans les trois ans"),
    ("committee:plan_on", "day", "0001-01-01", "date à venir"),
    ("committee:plan_on", "day", "2027-02-29", "date"),
    ("committee:postpone", "day", FAR, "dans les trois ans"),
    ("ideas:park", "review_on", FAR, "six prochains mois"),
    ("committee:add_subject", "minutes", "0", "minutes"),
    ("committee:plan_on", "at", "25:99", "heure"),
]


def test_a_day_or_an_hour_that_cannot_be_is_refused_with_its_reason(full_swing):
    client, addresses = full_swing.client(), dict(full_swing.addresses())
    sessions = list(Session.objects.values_list("starts_at", flat=True))
    for name, field, typed, sentence in IMPOSSIBLE:
        extra = {"answer": "adopt", "owner": full_swing.person.email} if name == "ideas:arbitrate" else {}
        answer = client.post(addresses[name], plausible(**{field: typed}, **extra))
        assert answer.status_code == 422, (name, typed)
        page = page_of(answer)
        assert sentence in page.text, (name, typed, page.text)
        assert typed in [form.fields.get(field) for form in page.forms], (name, typed)
    assert list(Session.objects.values_list("starts_at", flat=True)) == sessions


def test_work_is_not_put_on_hold_for_ever(signed_in):
    owner = UserFactory()
    idea = decided(owner=owner)
    client = signed_in(owner)
    client.post(reverse("ideas:action_step", args=[idea.reference, "start"]))
    address = reverse("ideas:action_step", args=[idea.reference, "hold"])
    answer = client.post(address, {"reason": "Une pièce manque.", "resume_on": FAR})
    assert answer.status_code == 422
    assert "dans les cinq ans" in page_of(answer).text


@pytest.mark.parametrize(("first", "last"), [(10, 9), (1, 800)])
def test_a_closure_ends_after_it_starts_and_within_a_year(signed_in, first, last):
    today = clock.today()
    body = {
        "label": "Inventaire",
        "starts_on": (today + timedelta(days=first)).isoformat(),
        "ends_on": (today + timedelta(days=last)).isoformat(),
    }
    answer = signed_in(UserFactory(admin=True)).post(reverse("admin:organisation_closure_add"), body)
    assert answer.status_code == 200
    text = page_of(answer).text
    assert "Le dernier jour vient avant le premier." in text if last < first else "un an au plus" in text


def test_a_field_said_twice_is_refused(signed_in):
    body = {"problem_text": ["Deux heures d’attente.", "Trois heures d’attente."], "speaker": "me"}
    answer = signed_in(UserFactory()).post(reverse("ideas:submit"), body)
    assert answer.status_code == 422
    assert "envoyé deux fois" in page_of(answer).text
    assert Idea.objects.count() == 0


def test_the_same_value_twice_is_said_once(signed_in):
    body = {"problem_text": ["Deux heures d’attente."] * 2, "speaker": ["me", "me"]}
    assert signed_in(UserFactory()).post(reverse("ideas:submit"), body).status_code == 303


def test_a_person_who_is_no_number_is_refused_in_the_back_office(signed_in):
    address = reverse("admin:committee_mandate_add")
    for person in ("\x00", "abc", "9" * 30, "-1"):
        answer = signed_in(UserFactory(admin=True)).post(address, {"person": person, "from_on": "2026-01-01"})
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()


def test_a_level_is_a_whole_number(signed_in):
    idea = IdeaFactory(opened=True)
    address = reverse("ideas:assess", args=[idea.reference])
    levels = {"policy": "3", "novelty": "3", "impact": "3", "effort": "3"}
    client = signed_in(UserFactory(officer=True))
    for wrong in ("3,5", "3.5", "0", "6", "-1", "٣", "3 étoiles"):
        answer = client.post(address, levels | {"impact": wrong})
        assert answer.status_code == 422
        assert "nombre entier de 1 à 5" in page_of(answer).text
    assert not idea.assessments.exists()
