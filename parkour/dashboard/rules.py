"""Who may read the figures of management, as a sentence."""

import rules

from parkour.accounts.rules import is_officer, is_sponsor

rules.add_perm("dashboard.read_dashboard", is_officer | is_sponsor)
