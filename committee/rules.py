"""Who may do what in the committee, as sentences. Objects are sessions, except where a poll is said."""

import rules

from committee.enums import CollegeCode
from parkour.accounts.models import Role
from parkour.accounts.rules import (
    is_admin,
    is_facilitator,
    is_fully_signed_in,
    is_of_a_partner,
    is_officer,
    is_signed_in,
    is_sponsor,
)
from parkour.core import clock
from parkour.core.prepared import prepared_cursor

# Whether somebody holds a mandate: what `Mandate.objects.in_force` says, for statements that are planned once.
SEATED = """EXISTS (SELECT 1 FROM committee_mandate
                WHERE person_id = %(me)s AND NOT is_alternate
                  AND from_on <= %(day)s AND (until_on IS NULL OR until_on > %(day)s))"""


def _seated(person_id, day) -> bool:
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {SEATED}", {"me": person_id, "day": day})
        return cursor.fetchone()[0]


@rules.predicate
def is_member(user):
    """Holds a mandate today."""
    return is_fully_signed_in(user) and _seated(user.pk, clock.today())


@rules.predicate
def is_alternate(user):
    """Stands by today: takes a seat once one is given to them."""
    return is_fully_signed_in(user) and user.mandates.held_on(clock.today()).filter(is_alternate=True).exists()


@rules.predicate
def is_asked_for(user, session):
    """Sits on the day of the session, or stands by then: invited, be it before their mandate begins."""
    return is_fully_signed_in(user) and session is not None and user.mandates.held_on(session.on).exists()


@rules.predicate
def has_a_mandate_to_come(user):
    """Holds a mandate today, or from a later day; alternates included."""
    return is_fully_signed_in(user) and user.mandates.not_over(clock.today()).exists()


@rules.predicate
def is_president(user):
    """Presides one of the poles today."""
    return is_fully_signed_in(user) and user.mandates.in_force(clock.today()).filter(is_president=True).exists()


@rules.predicate
def chairs(user, session):
    return is_fully_signed_in(user) and session is not None and session.chair_id == user.pk


@rules.predicate
def stood_down(user, session):
    """Chaired this session until somebody else took over: no longer runs it as a president."""
    return session is not None and user.pk in session.stood_down


@rules.predicate
def is_released(user, session):
    return session is not None and session.is_released


@rules.predicate
def has_published_minutes(user, session):
    return session is not None and session.has_published_minutes


def pole_of(user) -> CollegeCode:
    """The pole in which somebody applies and votes: the direction is who holds its role, or has had a seat there."""
    directs = user.has_role(Role.SPONSOR) or user.mandates.filter(college__code=CollegeCode.DIRECTION).exists()
    return CollegeCode.DIRECTION if directs else CollegeCode.EMPLOYEES


@rules.predicate
def is_of_the_pole(user, call):
    return is_fully_signed_in(user) and call is not None and pole_of(user) == call.college.code


@rules.predicate
def is_on_the_roll(user, poll):
    return is_fully_signed_in(user) and poll is not None and poll.roll.filter(person=user).exists()


@rules.predicate
def sits_for_the_direction(user):
    """Holds a mandate of the pole of the direction today."""
    if not is_fully_signed_in(user):
        return False
    return user.mandates.in_force(clock.today()).filter(college__code=CollegeCode.DIRECTION).exists()


@rules.predicate
def is_expected_from(user, document):
    """The document is to be brought by this person."""
    return is_fully_signed_in(user) and document is not None and document.person_id == user.pk


@rules.predicate
def leads(user, workshop):
    """Is the facilitator of this workshop."""
    return is_fully_signed_in(user) and workshop is not None and workshop.facilitator_id == user.pk


@rules.predicate
def takes_part(user, workshop):
    """Is invited to this workshop."""
    return (
        is_fully_signed_in(user)
        and workshop is not None
        and any(row.person_id == user.pk for row in workshop.participants.all())
    )


# The staff of partners and franchisees reads no page of the committee, unless they sit in it.
reads_the_committee = is_signed_in & (~is_of_a_partner | is_member)
rules.add_perm("committee.view_committee", reads_the_committee)
rules.add_perm("committee.view_draft", is_member | is_officer)  # most of those who ask sit in it
# An officer is told that they do not sit.
rules.add_perm("committee.answer_session", is_member | is_officer | is_alternate | is_asked_for)
rules.add_perm(
    "committee.follow_sessions", is_member | is_officer | has_a_mandate_to_come
)  # in a calendar of one’s own
rules.add_perm("committee.view_agenda", reads_the_committee & (is_released | is_officer | is_member))
rules.add_perm(
    "committee.view_minutes",
    reads_the_committee & (has_published_minutes | is_officer | is_member),
)
rules.add_perm("committee.plan_sessions", is_officer)
rules.add_perm("committee.edit_agenda", is_officer)
rules.add_perm("committee.ask_for_point", reads_the_committee & (is_sponsor | sits_for_the_direction))
rules.add_perm("committee.hand_over", is_officer | is_expected_from)  # of a document
rules.add_perm("committee.edit_templates", is_officer | is_admin)
rules.add_perm("committee.manage_mandates", is_officer | is_admin)
rules.add_perm("committee.apply", reads_the_committee & is_of_the_pole)  # to a call
rules.add_perm("committee.elect", reads_the_committee & is_of_the_pole)  # in the vote of a call
rules.add_perm("committee.run_session", is_officer | chairs | (is_president & ~stood_down))
rules.add_perm("committee.reveal_poll", chairs | (is_president & ~stood_down))
rules.add_perm("committee.attend", is_member)
rules.add_perm("committee.vote_in", is_on_the_roll)  # of a poll
rules.add_perm("committee.object_to_quick_win", is_member)
rules.add_perm("committee.publish_minutes", is_officer)
# Workshops: officers and facilitators see all of them, colleagues those to which they are invited.
rules.add_perm("committee.see_workshops", is_officer | is_facilitator)
rules.add_perm("committee.open_workshop", is_officer | is_facilitator)
rules.add_perm("committee.view_workshop", is_officer | is_facilitator | leads | takes_part)
rules.add_perm("committee.join_workshop", leads | takes_part)  # writes ideas, places dots
rules.add_perm("committee.run_workshop", is_officer | leads)
rules.add_perm("committee.propose_variants", is_officer)
rules.add_perm("committee.object_to_minutes", is_member)
