"""Sentences about people that every app shares."""

import rules

from parkour.accounts.models import Role


def has_role(role):
    @rules.predicate(f"is_{role}")
    def holds(user):
        return user.is_authenticated and user.is_active and user.has_role(role)

    return holds


is_officer = has_role(Role.OFFICER)
is_reviewer = has_role(Role.REVIEWER)
is_facilitator = has_role(Role.FACILITATOR)
is_sponsor = has_role(Role.SPONSOR)
is_admin = has_role(Role.ADMIN)


@rules.predicate
def is_signed_in(user):
    return user.is_authenticated and user.is_active


@rules.predicate
def is_of_a_partner(user):
    """Works at the site of a partner or a franchisee, and was given no role here."""
    return user.is_authenticated and user.partner_site is not None


@rules.predicate
def is_fully_signed_in(user):
    """Came in by a password, a passkey or a link, not by a badge that whoever finds it may show."""
    return user.is_authenticated and user.is_active and not user.contributor_only


@rules.predicate
def has_card(user, card):
    return user.is_authenticated and card.person_id == user.pk


rules.add_perm("accounts.manage_people", is_admin)
rules.add_perm("accounts.manage_kiosks", is_admin)
rules.add_perm("accounts.own_badge", has_card)
# Keys that open more than a badge does, or longer: a session by badge makes none.
rules.add_perm("accounts.keep_keys", is_fully_signed_in)
