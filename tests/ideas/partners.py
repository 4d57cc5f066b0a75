"""A franchisee's site with one contribution of every sort on the board, for the tests."""

import re

from django.test import Client
from django.urls import reverse

from ideas.models import Idea
from ideas.services.attachments import show_photo
from ideas.services.comparing import compare_all
from ideas.services.follow_up import publish_update
from parkour.organisation.models import Organisation
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.ideas.files.lives import added
from tests.ideas.lives import done

BACKEND = "parkour.accounts.backends.SignInBackend"
WORDS = "Le tourniquet du dépôt grince et bloque la sortie."
REFERENCE = re.compile(r"PKR-\d{4}-\d+")
TITLE = re.compile(r"Grincement (\w+)")
FAR = {"first_name": "Zéphirin", "last_name": "Lointain"}
# Without others, every word is as common as any other, and nothing is like anything.
OTHERS = (
    "Le planning des tournées arrive trop tard le vendredi.",
    "La machine à café est en panne depuis mardi.",
    "Le portail du parking reste fermé les jours de pluie.",
    "Les badges ne marchent plus à l'entrée de service.",
)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


class Franchise:
    """A franchisee's site with `reader`, and one contribution of every sort on the board."""

    def __init__(self):
        Organisation.current()
        self.site = SiteFactory(kind="franchise", code="franchise")
        self.reader = UserFactory(site=self.site)
        self.house = UserFactory()
        self.officer = UserFactory(officer=True)
        near, far = UserFactory(site=self.site), UserFactory(**FAR)
        self.campaign = announced()
        board = {"problem_text": WORDS, "shortlisted": True}
        self.ideas = {
            "near": IdeaFactory(author=near, **board),
            "near_hidden": IdeaFactory(author=near, visibility="name_hidden", **board),
            "near_not_kept": IdeaFactory(author=near, problem_text=WORDS, declined=True),
            "studied": IdeaFactory(author=far, **board),
            "untold": done(IdeaFactory(author=far, **board | {"problem_text": f"Grincement untold : {WORDS}"})),
            "told": done(IdeaFactory(author=far, **board)),
            "mine": IdeaFactory(author=self.reader, **board),
        }
        words = {
            "you_said": f"Grincement told : {WORDS}",
            "we_did": "Il est graissé.",
            "credits": "Merci à Zéphirin Lointain.",
        }
        publish_update(self.ideas["told"], by=self.officer, **words)
        for name, idea in self.ideas.items():
            Idea.objects.filter(pk=idea.pk).update(campaign=self.campaign, title=f"Grincement {name}")
        for text in OTHERS:
            IdeaFactory(problem_text=text)
        compare_all()

    def named(self, found) -> set[str]:
        """The sorts that these references, or this text, name: by their reference or their title."""
        titles = set(TITLE.findall(found)) if isinstance(found, str) else set()
        found = set(REFERENCE.findall(found)) if isinstance(found, str) else set(found)
        return {name for name, idea in self.ideas.items() if idea.reference in found or name in titles}

    def page(self, name, *args, query="", person=None) -> str:
        return signed_in(person or self.reader).get(reverse(name, args=args) + query).content.decode()

    def show_photos(self):
        """Every contribution has a photo that the officer shows on the board; return {sort: photo}."""
        photos = {}
        for name, idea in self.ideas.items():
            fresh = Idea.objects.get(pk=idea.pk)
            photos[name] = added(fresh, fresh.authorships.get(role="author").person)
            show_photo(photos[name], by=self.officer, shown=True)
        return photos
