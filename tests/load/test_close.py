"""What a close asks of the database does not depend on how many have voted."""

import pytest

from committee.enums import Choice
from tests.load.crowd import close, fill, gather

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.mark.parametrize("options", [{}, {"visibility": "named"}, {"visibility": "secret"}])
def test_a_close_asks_as_many_statements_whatever_the_number_of_ballots(options, count_queries):
    crowd, asked = gather(10), []
    for joining in (0, 200):
        crowd.welcome(joining)
        poll = crowd.new_poll(**options)
        fill(poll)
        asked.append(count_queries(lambda poll=poll: close(crowd, poll)))
        poll.refresh_from_db()
        counted = [row[choice] for row in poll.result["colleges"].values() for choice in Choice.values]
        assert sum(counted) == len(crowd.people)
    assert asked[0] == asked[1] <= MOST
