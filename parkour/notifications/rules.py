"""Who looks after the mail."""

import rules

from parkour.accounts.rules import is_admin, is_officer

rules.add_perm("notifications.look_after_mail", is_officer | is_admin)
