"""What a reader may learn about who wrote an idea. Every page that shows an idea asks here.

Names are hidden when the author wished it, on the tab “Not kept”, and for somebody whose contribution with
a hidden name was merged into this one. Texts that a whole room reads (agenda, minutes, mails to the members)
are written with `shared_veil`: in them, a hidden name is hidden from everybody.

A page shows the words about an idea from its `told`, never from its columns. The words of the author are kept
as they were written; only the reader who may not know a name reads “…” in its place, in them as elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.html import escape
from django.utils.translation import gettext as _

from ideas.enums import AuthorRole, BoardTab, Visibility
from ideas.models import Authorship, Idea
from ideas.selectors import shows_author_to
from parkour.accounts.models import Role, User

MASK = "…"


@dataclass(frozen=True)
class Veil:
    """The people of one idea whose names one reader may not read.

    `only_site`: the reader is of a partner, and reads no name of another site than that one.
    """

    hidden: tuple[User, ...] = ()
    only_site: int | None = None

    def hides(self, person: User | None) -> bool:
        return person in self.hidden or self.is_elsewhere(person)

    def is_elsewhere(self, person: User | None) -> bool:
        """Whether the reader may read no name of where `person` works."""
        return self.only_site is not None and person is not None and person.site_id != self.only_site

    def name(self, person: User) -> str:
        """The name of `person`, or "The author" when it is hidden."""
        if person in self.hidden:
            return _("The author")
        return _("A colleague") if self.is_elsewhere(person) else person.get_full_name()

    def somebody(self, person: User) -> str:
        """The same where saying "the author" would tell who does something else, such as the work."""
        return _("somebody whose name is hidden") if self.hides(person) else person.get_full_name()

    def words(self, text: str) -> str:
        """`text` without the hidden names somebody may have written in it."""
        return self._masked(text, str)

    def markup(self, html: str) -> str:
        """The same for HTML, where a name is written with its entities."""
        return self._masked(html, escape)

    def _masked(self, text, written):
        if not self.hidden or not text:
            return text
        names = {written(form) for person in self.hidden for form in _name_forms(person)}
        forms = {name for name in names if name in text}
        if not forms:
            return text
        longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", MASK, text)


def _name_forms(person):
    """A name as people write it: alone, together, in capitals, without accents. Never in small letters,
    which are often plain words."""
    plain = {person.first_name, person.last_name, person.get_full_name(), person.email} - {""}
    plain |= {_without_accents(form) for form in plain}
    return plain | {form.upper() for form in plain}


def _without_accents(text):
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def veil_prefetches():
    """What to prefetch so that `veil` costs no query per idea."""
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    unnamed = Idea.objects.filter(visibility=Visibility.NAME_HIDDEN).prefetch_related(people)
    return [people, Prefetch("merged_ideas", unnamed, to_attr="merged_unnamed")]


def veil(user: User, idea: Idea) -> Veil:
    """What `user` may not read on `idea`. Officers read every name, everybody reads their own; the staff of a partner
    reads those of their own site, but on what they wrote themselves.
    """
    if (site := user.partner_site) is not None and all(row.person_id != user.pk for row in idea.authorships.all()):
        hidden = _merged_people(idea) if shows_author_to(user, idea) else _people(idea)
        elsewhere = {person for person in _people(idea) if person.site_id != site}
        return Veil(_veil_over(hidden | elsewhere).hidden, only_site=site)
    roles_are_known = "role_names" in vars(user)
    if not roles_are_known and vars(idea).get("merged_unnamed") == [] and shows_author_to(user, idea):
        return Veil()  # nothing is hidden: no need to read the roles of the reader
    if user.has_role(Role.OFFICER):
        return Veil()
    hidden = _merged_people(idea) if shows_author_to(user, idea) else _people(idea)
    return _veil_over(hidden - {user}) if hidden else Veil()


def standing(user: User, *, involved: bool) -> tuple:
    """Two readers of the same standing may read the same names of an idea.

    `involved`: the reader wrote it, wrote one that was merged into it, or carries it out. What one may read depends on
    that, on one's roles and on being of a partner, and on nothing else: a rule that looks at more must say so here.
    """
    return (user.pk if involved else None, user.role_names, user.partner_site)


def shared_veil(idea: Idea) -> Veil:
    """What may not be said of `idea` in a text that everybody reads alike, officers included."""
    return _veil_over(_merged_people(idea) if idea.visibility == Visibility.PUBLIC else _people(idea))


def public_veil(idea: Idea) -> Veil:
    """What a colleague who has no part in `idea` may not read, for a text that many such colleagues receive."""
    shown = idea.visibility == Visibility.PUBLIC and idea.board_tab != BoardTab.NOT_KEPT
    return _veil_over(_merged_people(idea) if shown else _people(idea))


def shared_title(idea: Idea) -> str:
    """The title of `idea` for a text that everybody reads alike."""
    return shared_veil(idea).words(idea.display_title)


def nameless(idea: Idea, text: str) -> str:
    """`text` without the names of anybody credited with `idea`, shown or hidden: for what is searched or compared."""
    return _veil_over(_people(idea)).words(text)


@dataclass(frozen=True)
class Told:
    """The words about one idea as `reader` may read them (None: as everybody may)."""

    idea: Idea
    reader: User | None = None

    @cached_property
    def hidden(self) -> Veil:
        return veil(self.reader, self.idea) if self.reader else shared_veil(self.idea)

    @property
    def title(self) -> str:
        return self.hidden.words(self.idea.display_title)

    @property
    def problem(self) -> str:
        return self.hidden.words(self.idea.problem_text)

    @property
    def change(self) -> str:
        return self.hidden.words(self.idea.change_text)

    @property
    def restatement(self) -> str:
        return self.hidden.words(self.idea.restatement)

    @property
    def question(self) -> str:
        return self.hidden.words(self.idea.question)

    @property
    def evidence(self) -> str:
        """What was done, as its owner or the officer wrote it; "" without an action."""
        action = getattr(self.idea, "action", None)
        return self.hidden.words(action.evidence) if action else ""

    @property
    def effect(self) -> str:
        action = getattr(self.idea, "action", None)
        return self.hidden.words(action.effect) if action else ""


def tell(reader: User | None, ideas: Iterable[Idea]) -> list[Idea]:
    """The same ideas, each with its `told` for `reader`: three queries at most, none for an officer."""
    ideas = list(ideas)
    if reader is None or not reader.has_role(Role.OFFICER):
        prefetch_related_objects(ideas, *veil_prefetches())
    for idea in ideas:
        idea.told = Told(idea, reader)
    return ideas


def hides_somebody(path: str = "") -> Q:
    """Condition: the idea (the row itself, or the one at `path`) has a name that a shared text may not say."""
    merged = Idea.objects.filter(merged_into=OuterRef(path or "pk"), visibility=Visibility.NAME_HIDDEN)
    return Q(**{f"{path}__visibility" if path else "visibility": Visibility.NAME_HIDDEN}) | Q(Exists(merged))


def _veil_over(people):
    return Veil(tuple(sorted(people, key=lambda person: person.pk)))


def _people(idea):
    return {row.person for row in idea.authorships.all()}


def _merged_people(idea):
    """Those who only came with a contribution whose author wished to be hidden."""
    merged = _merged_unnamed(idea)
    if not merged:
        return set()
    own = {row.person_id for row in idea.authorships.all() if row.role == AuthorRole.AUTHOR}
    rows = (row for other in merged for row in other.authorships.all())
    return {row.person for row in rows if row.person_id not in own}


def _merged_unnamed(idea):
    if hasattr(idea, "merged_unnamed"):
        return idea.merged_unnamed
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    return idea.merged_ideas.filter(visibility=Visibility.NAME_HIDDEN).prefetch_related(people)


def visible_authors(user: User, idea: Idea) -> list[User]:
    """The authors `user` may read by name, author first."""
    hidden = veil(user, idea)
    return [row.person for row in idea.authorships.all() if not hidden.hides(row.person)]
