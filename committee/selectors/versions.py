"""Versions of an agenda: those that were sent, the one that would be next, and whom that one concerns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from committee.changelog import Change, Changes, Version, What, changes_between, followed, version_of
from committee.models import AgendaRelease, Session
from committee.selectors.agenda import Agenda, snapshot_of
from committee.selectors.people import asked_on
from committee.selectors.shared import sent_items_of
from ideas.enums import State
from ideas.models import Authorship
from parkour.accounts.models import User

MOST = 30  # versions shown, the latest; hours heard before them are those of the first


@dataclass(frozen=True)
class Sent:
    """A version that was sent, and what it changed in the one before (None: there was none)."""

    release: AgendaRelease
    version: Version
    changes: Changes | None


@dataclass(frozen=True)
class Next:
    """What a release now would send: `changes` in what was last sent, of which everything is new the first time.

    `members`, with the alternates, are told of all of it. `presenters` are (person, what happened to their points),
    `authors` the people whose contribution comes, leaves or goes to another block, but who releases; `moved`
    {reference: their keys}.
    """

    number: int
    changes: Changes
    snapshot: dict = field(repr=False)
    members: tuple[User, ...] = ()
    presenters: tuple[tuple[User, tuple[Change, ...]], ...] = ()
    authors: frozenset[int] = frozenset()
    moved: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def points(self) -> int:
        return len(self.snapshot["items"])

    @property
    def fingerprint(self) -> str:
        """What somebody saw who is asked whether to send it."""
        return fingerprint_of(self.snapshot)

    @property
    def told_members(self) -> tuple[User, ...]:
        """Members and alternates, unless nothing changed but the day or the place: they heard of those when decided."""
        return self.members if self.changes.rows or self.changes.reordered else ()

    @property
    def only_presenters(self) -> list[tuple[User, tuple[Change, ...]]]:
        """Presenters who are neither: whoever is asked to the session reads of their points in the letter of all."""
        asked = {person.pk for person in self.members}
        return [row for row in self.presenters if row[0].pk not in asked]

    def told_to(self, person: User) -> tuple[Change, ...]:
        """What happened to the points that `person` presents."""
        return next((rows for one, rows in self.presenters if one.pk == person.pk), ())


def fingerprint_of(snapshot: dict) -> str:
    return sha256(repr(sorted(snapshot.items())).encode()).hexdigest()[:16]


def versions_of(session: Session) -> list[Sent]:
    """What was sent of this session, the latest first, as it may be read now. A bounded number of queries."""
    releases = list(session.releases.select_related("by").order_by("-version")[: MOST + 1])[::-1]
    rows = followed(_readable(releases))
    found = [Sent(one, *row) for one, row in zip(releases, rows, strict=True)]
    return found[::-1][:MOST]


def _readable(releases: Iterable[AgendaRelease]) -> list[Version]:
    snapshots = [release.snapshot for release in releases]
    return [version_of(snapshot, items) for snapshot, items in zip(snapshots, sent_items_of(snapshots), strict=True)]


def next_version(session: Session, *, by: User | None = None, agenda: Agenda | None = None) -> Next:
    """What a release by `by` would send now, and whom it concerns. A bounded number of queries; nothing is changed.

    `agenda` of `agenda_of`, when it is read already.
    """
    snapshot = snapshot_of(session, agenda)
    after, sent = version_of(snapshot), versions_of(session)
    before = sent[0].version if sent else Version(after.starts_at, after.place, ())
    changes = changes_between(before, after)
    came = {point.idea for point in after.points if point.idea}
    gone = {row.before.idea for row in changes.of(What.REMOVED) if row.before.idea}
    moved = {row.after.idea for row in changes.of(What.MOVED) if row.after.idea}
    authors = _authors(came, gone, moved, by)
    return Next(
        number=session.agenda_version + 1,
        changes=changes,
        snapshot=snapshot,
        members=_asked(session),
        presenters=_presenters(changes, after),
        authors=frozenset().union(*authors.values()),
        moved={reference: frozenset(authors[reference]) for reference in moved if reference in authors},
    )


def _asked(session) -> tuple[User, ...]:
    """Who sits that day, and the alternates; but those of a partner, who read no agenda unless they sit."""
    rows = asked_on(session.on)
    return tuple(row.person for row in rows if not row.is_alternate or row.person.partner_site is None)


def _authors(came, gone, moved, by) -> dict[str, set[int]]:
    """{reference: keys of the people to tell} of contributions that come now, leave now, or move."""
    rows = Authorship.objects.filter(idea__reference__in=came | gone, person__is_active=True)
    found: dict[str, set[int]] = {}
    for reference, state, person in rows.values_list("idea__reference", "idea__state", "person"):
        comes, leaves = state == State.SHORTLISTED and reference in came, reference in gone
        if (comes or leaves or reference in moved) and (by is None or person != by.pk):
            found.setdefault(reference, set()).add(person)
    return found


def _presenters(changes: Changes, after: Version):
    """(person, changes of the points they present or presented), for those whom that concerns."""
    told: dict[int, list[Change]] = {}
    for row in changes.rows:
        for person in _concerned(row):
            told.setdefault(person, []).append(row)
    if changes.moment:
        for point in after.points:
            if point.presenter_id:
                told.setdefault(point.presenter_id, [])
    people = User.objects.filter(pk__in=told, is_active=True).order_by("pk")
    return tuple((person, tuple(_once(told[person.pk]))) for person in people)


def _concerned(row: Change) -> set[int]:
    """Keys of the presenters whose point came, left or moved by this change."""
    before, after = (point.presenter_id if point else None for point in (row.before, row.after))
    if row.what in {What.ADDED, What.REMOVED, What.PRESENTER}:
        return {before, after} - {None}
    return {after} - {None} if row.what in {What.MOVED, What.HOUR} else set()


def _once(rows):
    """Who is newly named needs no second sentence on where the point went."""
    named = {id(row.after) for row in rows if row.what is What.PRESENTER}
    return [row for row in rows if row.what is What.PRESENTER or id(row.after) not in named]
