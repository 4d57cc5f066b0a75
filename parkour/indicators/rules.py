"""Who may do what with surveys, as sentences."""

import rules

from parkour.accounts.rules import is_officer, is_sponsor

rules.add_perm("indicators.manage_surveys", is_officer)
rules.add_perm("indicators.read_surveys", is_officer | is_sponsor)
