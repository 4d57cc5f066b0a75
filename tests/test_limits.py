"""B01 for the ways in and the talk: too much is told at its field and kept, as much as is allowed is taken."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from parkour.core import clock
from tests.factories import UserFactory
from tests.hostile import FullSwing, plausible, undone
from tests.markup import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
# (address, field, most characters, whether it may be empty)
LIMITS = [
    ("ideas:capture", "problem_text", 20_000, False),
    ("ideas:capture", "change_text", 20_000, True),
    ("ideas:capture", "said_by", 120, True),
    ("ideas:comment", "body", 5_000, False),
    ("ideas:comment_edit", "body", 5_000, False),
    ("ideas:comment_report", "note", 500, True),
    ("ideas:comment_hide", "reason", 500, False),
    ("ideas:new_campaign", "question", 200, False),
    ("ideas:new_campaign", "explanation", 1_500, True),
    ("committee:void_poll", "reason", 500, False),
    ("ideas:displays", "name", 80, False),
    ("ideas:feed_keys", "name", 80, False),
    ("ideas:keep_portfolio_view", "name", 60, False),
    ("kiosks", "name", 80, False),
    ("tokens", "name", 80, False),
]


@pytest.fixture
def full_swing():
    return FullSwing.now()


def body_for(name, full_swing):
    """What the form takes besides; a comment is reported for a reason of the list."""
    today = clock.today()
    body = plausible(said_on=today.isoformat(), said_by="", name="Entrée", site=full_swing.site_code)
    if name == "ideas:comment_report":
        body["reason"] = "hurtful"
    if name == "ideas:new_campaign":
        days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=20)).isoformat()}
        body |= days | {"question": "Qu’attend-on ?", "sponsor": full_swing.person.pk, "target": "everybody"}
    if name in {"ideas:displays", "kiosks"}:
        body["site"] = full_swing.person.site.pk
    if name == "tokens":
        body |= {"scopes": ["inbox"], "days": "30"}
    return body


def test_too_much_is_told_at_its_field_and_kept_and_the_most_is_taken(full_swing):
    client, addresses, taken = full_swing.client(), dict(full_swing.addresses()), {200, 201, 302, 303}
    for name, field, limit, optional in LIMITS:
        others = body_for(name, full_swing)

        def send(text, name=name, field=field, others=others):
            return undone(partial(client.post, addresses[name], others | {field: text}))

        for text in ("y" * (limit + 1), "mot " * 250_000):
            answer = send(text)
            assert answer.status_code == 422, (name, field)
            page = page_of(answer)
            assert page.form_with(field).fields[field].split() == text.split(), (name, field)
            assert f"{limit}" in page.text.replace("\u202f", "").replace("\xa0", ""), (name, field)
        assert send("z" * limit).status_code in taken, (name, field)
        assert (send("").status_code in taken) is optional, (name, field)


def test_a_stranger_is_told_so_too_and_keeps_the_words(client):
    """The forms of those who are not signed in yet: an address, letters, a number."""
    for name, field in (("account_login", "login"), ("ask_link", "email"), ("account_reset_password", "email")):
        for text in ("", "x", "y" * 5_000 + "@parkour.example", "z" * 900_000):
            answer = client.post(reverse(name), {field: text, "password": "faux"})
            assert answer.status_code in {200, 422, 429}, (name, len(text))
            page = page_of(answer)
            assert answer.status_code == 429 or text[:100] in page.form_with(field).fields[field]
    assert not UserFactory._meta.model.objects.exists()
