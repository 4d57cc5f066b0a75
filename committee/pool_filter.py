"""What somebody looks for among the contributions to place: read from an address, turned into a condition."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from ideas.enums import IdeaKind
from ideas.models import Idea
from ideas.search import FEW, clean_search, exactly, matching
from parkour.core.keys import whole_number
from parkour.organisation.models import Site


@dataclass(frozen=True)
class PoolFilter:
    """`waited`: at least so many sessions. Nothing chosen is everything."""

    typed: str = ""
    kind: str = ""
    site: Site | None = None
    waited: int = 0

    @classmethod
    def read(cls, given: QueryDict) -> "PoolFilter":
        """What an address asks for; what it says wrong is left out."""
        kind, site = given.get("kind", ""), whole_number(given.get("site"))
        return cls(
            clean_search(given.get("q")),
            kind if kind in IdeaKind.values else "",
            Site.objects.filter(pk=site).first() if site else None,
            min(whole_number(given.get("waited")) or 0, 9),
        )

    @property
    def is_set(self) -> bool:
        return self != PoolFilter()

    @property
    def query(self) -> str:
        """The same as the end of an address, "" when nothing is chosen."""
        said = {"q": self.typed, "kind": self.kind, "site": self.site and self.site.pk, "waited": self.waited}
        return urlencode({name: value for name, value in said.items() if value})

    def narrow(self, ideas: QuerySet[Idea]) -> QuerySet[Idea]:
        """Those of `ideas` that are looked for. A reference finds its contribution."""
        if self.kind:
            ideas = ideas.filter(kind=self.kind)
        if self.site:
            ideas = ideas.filter(site=self.site)
        if self.waited:
            ideas = ideas.filter(waited_cycles__gte=self.waited)
        if not self.typed:
            return ideas
        if ideas.filter(reference__iexact=self.typed).exists():
            return ideas.filter(reference__iexact=self.typed)
        # Their keys: the condition of a search names the table, which a statement inside another calls otherwise.
        held = list(matching(ideas, exactly(self.typed)).values_list("pk", flat=True)[:FEW])
        return ideas.filter(Q(title__icontains=self.typed) | Q(pk__in=held))
