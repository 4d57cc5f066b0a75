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

from ideas.enums import SPOKEN, AuthorRole, Visibility
from ideas.models import Authorship, Capture, Idea
from ideas.selectors import is_not_kept, shows_author_to
from parkour.accounts.models import Role, User

MASK = "…"
NO_NAMES = {"Les", "Une", "Des", "Mme", "Mlle", "Monsieur", "Madame", "Mrs", "The"}  # words before a typed name


@dataclass(frozen=True)
class SaidName:
    """Somebody without an account, by the name that was typed for them; "" when nobody knows who."""

    name: str
    pk: int = 0  # that of no person
    site_id: None = None


@dataclass(frozen=True)
class Veil:
    """The people of one idea whose names one reader may not read.

    `unsaid` are not credited with it, and their names stay out of its words: somebody without an account, and whoever
    said that they are not its author. `only_site`: the reader is of a partner, and reads no name of another site than
    that one.
    """

    hidden: tuple[User | SaidName, ...] = ()
    unsaid: tuple[User | SaidName, ...] = ()
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

    def as_kept(self, kept: str, sent: str) -> str:
        """`kept` where `sent` is what the reader was shown of it: a form saved as it was masks no name for good."""
        return kept if sent == self.words(kept) else sent

    def markup(self, html: str) -> str:
        """The same for HTML, where a name is written with its entities."""
        return self._masked(html, escape)

    def _masked(self, text, written):
        people = self.hidden + self.unsaid
        if not people or not text:
            return text
        names = {written(form) for person in people for form in _name_forms(person)}
        forms = {name for name in names if name in text}
        if not forms:
            return text
        longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", MASK, text)


def _name_forms(person):
    """A name as people write it: alone, together, in capitals, without accents. Never in small letters,
    which are often plain words."""
    if isinstance(person, SaidName):
        plain = {person.name, *(word for word in person.name.split() if _is_a_name(word))} - {""}
    else:
        plain = {person.first_name, person.last_name, person.get_full_name(), person.email} - {""}
    plain |= {_without_accents(form) for form in plain}
    return plain | {form.upper() for form in plain}


def _is_a_name(word):
    """Whether a word of a typed name is one by itself: not “Mrs”, nor an article."""
    return len(word) > 2 and word[0].isupper() and word not in NO_NAMES


def _without_accents(text):
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def prefetch_names(ideas: Iterable[Idea]) -> None:
    """Read what `veil` asks of `ideas`, so that it costs no query per idea: three statements, one more where something
    was typed for somebody else.
    """
    ideas = list(ideas)
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    prefetch_related_objects(ideas, people, Prefetch("merged_ideas", _unnamed(), to_attr="merged_unnamed"))
    typed = [idea for idea in ideas if not _knows_capture(idea) and idea.origin in SPOKEN]
    prefetch_related_objects(typed, Prefetch("capture", Capture.objects.select_related("person")))


def _unnamed():
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    hidden = Idea.objects.filter(visibility=Visibility.NAME_HIDDEN)
    return hidden.select_related("capture__person").prefetch_related(people)


def _knows_capture(idea):
    return "capture" in idea._state.fields_cache


def _capture(idea):
    """How it was typed for somebody else; None, without a statement, for all others."""
    return getattr(idea, "capture", None) if _knows_capture(idea) or idea.origin in SPOKEN else None


def veil(user: User, idea: Idea) -> Veil:
    """What `user` may not read on `idea`. Officers read every name, everybody reads their own; the staff of a partner
    reads those of their own site, but on what they wrote themselves.
    """
    if (site := user.partner_site) is not None and all(row.person_id != user.pk for row in idea.authorships.all()):
        return _veil_of(idea, names=shows_author_to(user, idea), only_site=site)
    roles_are_known, alone = "role_names" in vars(user), vars(idea).get("merged_unnamed") == []
    if not roles_are_known and alone and not _unsaid(idea) and shows_author_to(user, idea):
        return Veil()  # nothing is hidden: no need to read the roles of the reader
    if user.has_role(Role.OFFICER):
        return Veil()
    return _veil_of(idea, names=shows_author_to(user, idea), reader=user)


def standing(user: User, *, involved: bool) -> tuple:
    """Two readers of the same standing may read the same names of an idea.

    `involved`: the reader wrote it, wrote one that was merged into it, or carries it out. What one may read depends on
    that, on one's roles and on being of a partner, and on nothing else: a rule that looks at more must say so here.
    """
    return (user.pk if involved else None, user.role_names, user.partner_site)


def shared_veil(idea: Idea) -> Veil:
    """What may not be said of `idea` in a text that everybody reads alike, officers included."""
    return _veil_of(idea, names=idea.visibility == Visibility.PUBLIC)


def public_veil(idea: Idea) -> Veil:
    """What a colleague who has no part in `idea` may not read, for a text that many such colleagues receive."""
    return _veil_of(idea, names=idea.visibility == Visibility.PUBLIC and not is_not_kept(idea))


def refusal_veil(idea: Idea) -> Veil:
    """What may not be said of `idea` where it is told as not kept, wherever it stands now: who wrote it is not read."""
    return _veil_of(idea, names=False)


def veil_to_pass_on(reader: User, idea: Idea) -> Veil:
    """What may not be said of `idea` in what `reader` takes away, to print it or to hand it on: what they may not read,
    and what a colleague may not. Costs nothing more after `prefetch_names`.
    """
    own, public = veil(reader, idea), public_veil(idea)
    hidden = tuple(dict.fromkeys((*own.hidden, *public.hidden)))
    return Veil(hidden, tuple(dict.fromkeys((*own.unsaid, *public.unsaid))), own.only_site)


def shared_title(idea: Idea) -> str:
    """The title of `idea` for a text that everybody reads alike."""
    return shared_veil(idea).words(idea.display_title)


def nameless(idea: Idea, text: str) -> str:
    """`text` without the names of anybody credited with `idea`, shown or hidden: for what is searched or compared."""
    return Veil(tuple(_people(idea)), _unsaid(idea)).words(text)


class VeiledWords:
    """The words about `idea` without what `hidden`, a Veil, does not let through."""

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


@dataclass(frozen=True)
class Told(VeiledWords):
    """The words about one idea as `reader` may read them (None: as everybody may)."""

    idea: Idea
    reader: User | None = None

    @cached_property
    def hidden(self) -> Veil:
        return veil(self.reader, self.idea) if self.reader else shared_veil(self.idea)


def tell(reader: User | None, ideas: Iterable[Idea]) -> list[Idea]:
    """The same ideas, each with its `told` for `reader`: four queries at most, none for an officer."""
    ideas = list(ideas)
    if reader is None or not reader.has_role(Role.OFFICER):
        prefetch_names(ideas)
    for idea in ideas:
        idea.told = Told(idea, reader)
    return ideas


def hides_somebody(path: str = "") -> Q:
    """Condition: the idea (the row itself, or the one at `path`) has a name that a shared text may not say."""
    merged = Idea.objects.filter(merged_into=OuterRef(path or "pk"), visibility=Visibility.NAME_HIDDEN)
    unsaid = Capture.objects.filter(~Q(said_by="") | ~Q(disowned=""), idea=OuterRef(path or "pk"))
    hidden = Q(**{f"{path}__visibility" if path else "visibility": Visibility.NAME_HIDDEN})
    return hidden | Q(Exists(merged)) | Q(Exists(unsaid))


def _veil_of(idea, *, names, reader=None, only_site=None):
    """The veil over `idea` for those who may read its own `names`, or may not, of everybody or of one site alone."""
    merged = list(_merged_unnamed(idea)) if names or hasattr(idea, "merged_unnamed") else []
    hidden = (_merged_people(idea, merged) if names else _people(idea)) - {reader}
    if only_site is not None:
        hidden |= {person for person in _people(idea) if person.site_id != only_site}
    unsaid = tuple(person for one in (idea, *merged) for person in _unsaid(one))
    return Veil(tuple(sorted(hidden, key=lambda person: person.pk)), unsaid, only_site)


def _people(idea):
    people = {row.person for row in idea.authorships.all()}
    if idea.visibility == Visibility.NAME_HIDDEN and (capture := _capture(idea)):
        people |= {SaidName(capture.said_by)} if capture.person_id is None or capture.disowned else set()
    return people


def _unsaid(idea):
    """Whom its words may not name but to officers, though nobody is credited: who said it, who said it was not they."""
    capture = _capture(idea)
    if capture is None or not capture.names_somebody:
        return ()
    return (SaidName(capture.said_by) if capture.said_by else capture.person,)


def _merged_people(idea, merged):
    """Those who only came with a contribution whose author wished to be hidden."""
    own = {row.person_id for row in idea.authorships.all() if row.role == AuthorRole.AUTHOR} if merged else ()
    rows = (row for other in merged for row in other.authorships.all())
    return {row.person for row in rows if row.person_id not in own}


def _merged_unnamed(idea):
    return idea.merged_unnamed if hasattr(idea, "merged_unnamed") else _unnamed().filter(merged_into=idea)


def visible_authors(user: User, idea: Idea) -> list[User]:
    """The authors `user` may read by name, author first."""
    hidden = veil(user, idea)
    return [row.person for row in idea.authorships.all() if not hidden.hides(row.person)]
