"""Who may do what with engagements, as sentences."""

import rules

from ideas.enums import BoardTab
from parkour.accounts.rules import (
    is_facilitator,
    is_fully_signed_in,
    is_of_a_partner,
    is_officer,
    is_signed_in,
    is_sponsor,
)


@rules.predicate
def answers_for_it(user, engagement):
    return is_fully_signed_in(user) and engagement is not None and engagement.owner_id == user.pk


@rules.predicate
def was_promised(user, engagement):
    return engagement is not None and engagement.published_at is not None


# The charter names what is on the board and shows figures of the house: not for the staff of partners.
rules.add_perm("engagements.read_charter", is_signed_in & ~is_of_a_partner)
rules.add_perm("engagements.read_register", is_officer | is_sponsor)
rules.add_perm("engagements.write", is_officer)
rules.add_perm("engagements.promise", is_officer | is_sponsor)
rules.add_perm(
    "engagements.read_engagement",
    is_officer | is_sponsor | answers_for_it | (is_signed_in & ~is_of_a_partner & was_promised),
)
rules.add_perm("engagements.carry", is_officer | answers_for_it)


@rules.predicate
def made_it(user, initiative):
    return user.is_authenticated and initiative is not None and initiative.by_id == user.pk


rules.add_perm("engagements.note_initiative", is_signed_in & ~is_of_a_partner)
rules.add_perm("engagements.take_back_initiative", is_signed_in & made_it)
rules.add_perm("engagements.watch_spend", is_officer | is_sponsor)


@rules.predicate
def is_a_success(user, idea):
    """Done, and on the board for everybody to read."""
    return idea is not None and idea.board_tab == BoardTab.DONE


@rules.predicate
def took_it_up(user, replication):
    return user.is_authenticated and replication is not None and replication.by_id == user.pk


rules.add_perm("engagements.read_success", is_signed_in & ~is_of_a_partner & is_a_success)
rules.add_perm("engagements.carry_replication", is_signed_in & (is_officer | took_it_up))
rules.add_perm("engagements.write_standard", is_officer)


@rules.predicate
def went_there(user, visit):
    return user.is_authenticated and visit is not None and visit.by_id == user.pk


@rules.predicate
def types_for_others(user, visit):
    return user.has_perm("ideas.capture_idea")


# Field visits: those who go, and who read each other's log. What is said there is typed by whoever may type for others.
goes_there = is_officer | is_sponsor | is_facilitator
rules.add_perm("engagements.visit", goes_there)
rules.add_perm("engagements.carry_visit", is_officer | (goes_there & went_there))
rules.add_perm("engagements.capture_at_visit", types_for_others & (is_officer | (goes_there & went_there)))


@rules.predicate
def sits_in_the_jury(user, edition):
    return is_fully_signed_in(user) and edition is not None and edition.jurors.filter(person=user).exists()


@rules.predicate
def is_told(user, edition):
    return edition is not None and edition.published_at is not None


rules.add_perm("engagements.write_trophies", is_officer)
rules.add_perm("engagements.follow_trophies", is_officer | is_sponsor)
rules.add_perm(
    "engagements.read_trophies",
    is_officer | is_sponsor | (is_signed_in & ~is_of_a_partner & is_told) | sits_in_the_jury,
)
rules.add_perm("engagements.judge", sits_in_the_jury)
