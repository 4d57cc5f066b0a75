"""Z12: a token does what its scope says, for its owner, while it lives; every operation of the API is tried."""

from datetime import timedelta

import pytest
from django.db import transaction

from parkour.accounts.models import ApiToken, User
from parkour.accounts.scopes import Scope
from parkour.accounts.tokens import create_token, revoke_token
from parkour.core import clock
from tests.authorisation.answers import REFUSED, SIGN_IN, TOO_LATE, YES
from tests.authorisation.asking import kind_of
from tests.authorisation.matrix import API, the_matrix

pytestmark = pytest.mark.django_db
MATRIX = the_matrix()
NO_TOKEN = "none"
ALL = {scope.value for scope in Scope}


def rows_by_thing():
    """{thing: [(ask, column, answer)]}: every operation once, with a person for whom it is done.

    Or who may ask for it, where this server does it for nobody: no device is told anything.
    """
    several, seen = {}, set()
    for wanted in (YES, TOO_LATE):
        for row in MATRIX.rows:
            answers = row.expected[API].items()
            people = [column for column, answer in answers if answer == wanted and column != "stranger"]
            for ask in row.asks:
                if ask.door == API and people and not row.finds and ask not in seen and str(ask) in SCOPED:
                    seen.add(ask)
                    several.setdefault(row.thing, []).append((ask, people[0], wanted))
    return several


SCOPED = {one for several in MATRIX.scopes.values() for one in several}
ROWS = rows_by_thing()


def test_every_operation_is_tried():
    assert {str(ask) for several in ROWS.values() for ask, _column, _answer in several} == SCOPED


def asked(asker, ask, place, column, key) -> str:
    with transaction.atomic():
        said = kind_of(asker.ask(ask.route, ask.method, place, column, bearer=key))
        transaction.set_rollback(True)
    return said


def token_of(person, scopes):
    """A token with exactly these scopes, also those that its owner could not tick."""
    token, key = create_token(by=person, name="Essai", scopes=["inbox"], days=30)
    ApiToken.objects.filter(pk=token.pk).update(scopes=sorted(scopes))
    return ApiToken.objects.get(pk=token.pk), key


def ends(token):
    """The three ends of a token, one after the other."""
    yield "revoked", lambda: revoke_token(token, by=token.owner)
    yield (
        "past its date",
        lambda: ApiToken.objects.filter(pk=token.pk).update(
            created_at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(seconds=1)
        ),
    )
    yield "of somebody who left", lambda: User.objects.filter(pk=token.owner_id).update(is_active=False)


def answers_by_token(asker, ask, place, column, right_answer):
    """(which token, what it should get, what it got) for one operation."""
    person, scope = asker.world.people[column], MATRIX.scope_of(ask)
    if scope == NO_TOKEN:
        _every, key = token_of(person, ALL)
        yield "every scope", REFUSED, asked(asker, ask, place, column, key)
        return
    right, key = token_of(person, {scope} if scope else {"inbox"})
    yield "the right scope", right_answer, asked(asker, ask, place, column, key)
    if scope:
        _wrong, other_key = token_of(person, ALL - {scope})
        yield "every other scope", REFUSED, asked(asker, ask, place, column, other_key)
    for name, end in ends(right):
        with transaction.atomic():
            end()
            yield name, SIGN_IN, asked(asker, ask, place, column, key)
            transaction.set_rollback(True)


@pytest.mark.parametrize("thing", ROWS)
def test_a_token_does_what_its_scope_says_while_it_lives(asker, thing):
    faults = []
    with transaction.atomic():
        place = asker.world.bring(thing)
        for ask, column, answer in ROWS[thing]:
            with transaction.atomic():
                answers = list(answers_by_token(asker, ask, place, column, answer))
                transaction.set_rollback(True)
            faults += [f"{ask}, {name}: {said}, and not {wanted}" for name, wanted, said in answers if said != wanted]
        transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def test_a_token_never_does_more_than_its_owner(asker):
    """Scopes that mean nothing for a person open nothing."""
    with transaction.atomic():
        _token, key = token_of(asker.world.people["staff"], ALL)
        place = asker.world.bring("under_review")
        answers = {
            route: asker.ask(route, "GET", place, "staff", bearer=key).status_code
            for route in ("api:triage", "api:triage_item", "api:people", "api:sites", "api:recommendations")
        }
        transaction.set_rollback(True)
    assert set(answers.values()) == {404}
