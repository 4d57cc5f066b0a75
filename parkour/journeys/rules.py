"""Who may do what with journeys, as sentences."""

import rules

from ideas.rules import is_confidential, is_sent, is_withdrawn
from parkour.accounts.rules import is_facilitator, is_of_a_partner, is_officer, is_signed_in

# What is counted there is on the board, of which the staff of partners reads a part only.
rules.add_perm("journeys.read", is_signed_in & ~is_of_a_partner)
rules.add_perm("journeys.write", is_officer)
rules.add_perm("journeys.place_idea", is_officer & is_sent & ~is_confidential & ~is_withdrawn)
# Words that may show who said them: for those who heard them, until the officer shows some to everybody.
rules.add_perm("journeys.interview", is_officer | is_facilitator)
