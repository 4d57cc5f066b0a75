"""S08: what stands for a hidden name tells nobody apart and follows nobody from one contribution to the next."""

import re
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ideas.models import Idea
from ideas.privacy import Veil
from ideas.services.comments import write_comment
from parkour.core import clock
from tests.api.asking import Program
from tests.committee.pages import browser
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
A_TUESDAY_MORNING = datetime(2026, 3, 17, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
# What differs between any two contributions, whoever wrote them.
OF_ITS_OWN = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # key of a form
    r'|\b\w{64}\b|name="_by" value="[^"]+|data-session-ends="\d+'  # marks of a page
)


def written_by(person) -> Idea:
    """On the board without a name, with a comment of its author, who signs both."""
    text = f"Le planning change trop tard. {person.get_full_name()}"
    idea = IdeaFactory(shortlisted=True, author=person, visibility="name_hidden", problem_text=text)
    comment, _new = write_comment(idea, by=person, body=f"Signé {person.get_full_name()}.", key=uuid.uuid4())
    idea.of_its_own = [
        (idea.reference, "PKR"),
        (f"comment-{comment.pk}", "comment"),
        (f"/{comment.pk}/", "/comment/"),
        (f'"id":{comment.pk},', '"id":0,'),
    ]
    return idea


def met(idea, reader) -> list[str]:
    """Whatever a colleague is shown of it, without what is its own."""
    client, program = browser(reader), Program(reader)
    answers = [
        client.get(idea.get_absolute_url()),
        client.get(reverse("ideas:board"), {"q": "planning", "site": ""}),
        program.asks(f"ideas/{idea.reference}/"),
        program.asks(f"ideas/{idea.reference}/comments/"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    texts = [answer.content.decode() for answer in answers]
    for own, common in idea.of_its_own:
        texts = [text.replace(own, common) for text in texts]
    return [OF_ITS_OWN.sub("", text) for text in texts]


@pytest.fixture
def met_one_by_one():
    """`met_one_by_one()`: two contributions of one person and one of another, as a colleague meets each of them."""

    def meet():
        found = []
        with clock.at(A_TUESDAY_MORNING):
            reader = UserFactory()
            first, second = (UserFactory(first_name=name, last_name="Kergoat") for name in ("Aliénor", "Zoé"))
            for person in (first, first, second):
                idea = written_by(person)
                found.append(met(idea, reader))
                Idea.objects.filter(pk=idea.pk).delete()
        return found

    return meet


def test_contributions_of_one_person_look_like_those_of_any_two(met_one_by_one):
    first, again, of_another = met_one_by_one()
    assert first == again == of_another
    assert "Kergoat" not in "".join(first)


def test_planted_fault_a_pseudonym_made_of_the_person_is_seen(met_one_by_one, monkeypatch):
    monkeypatch.setattr(Veil, "name", lambda self, person: f"Personne {person.pk * 7919 % 1000}")
    first, again, of_another = met_one_by_one()
    assert first == again != of_another
