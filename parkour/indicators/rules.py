"""Who may do what with surveys and indicators, as sentences."""

import rules

from parkour.accounts.rules import is_fully_signed_in, is_officer, is_sponsor


@rules.predicate
def fills_in_one(user):
    """Somebody was named to enter an indicator."""
    return is_fully_signed_in(user) and user.indicators.exists()


@rules.predicate
def fills_it_in(user, indicator):
    return is_fully_signed_in(user) and indicator is not None and indicator.owner_id == user.pk


rules.add_perm("indicators.manage_surveys", is_officer)
rules.add_perm("indicators.read_surveys", is_officer | is_sponsor)
rules.add_perm("indicators.manage_indicators", is_officer)
rules.add_perm("indicators.read_all_indicators", is_officer | is_sponsor)
rules.add_perm("indicators.read_indicators", is_officer | is_sponsor | fills_in_one)
rules.add_perm("indicators.read_indicator", is_officer | is_sponsor | fills_it_in)
rules.add_perm("indicators.enter_measurements", is_officer | fills_it_in)
