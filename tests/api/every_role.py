"""`make schema`: what a generator makes of the description of the API, as each role. Minutes, not part of the suite.

The operations are dealt out in shares, which the processes of pytest take one after the other; every share has a
company of its own, and every operation finds it as it was. How many requests each role sent is said at the end.
"""

import os

import pytest
from schemathesis.core.failures import FailureGroup

from tests.api.generating import (
    Tally,
    a_small_company,
    addresses_untold,
    ask_everybody,
    connections_kept,
    programs_of,
    put_back,
    the_operations,
)
from tests.factories import SiteFactory, UserFactory, committee_of

SHARES = int(os.environ.get("PARKOUR_SCHEMA_SHARES", "16"))
ONLY = os.environ.get("PARKOUR_SCHEMA_ONLY", "")  # part of an address: after a change to a few operations


def somebody_of_each_role(poles) -> dict:
    return {
        "employee": UserFactory(),
        "author": UserFactory(),
        "owner": UserFactory(),
        "reviewer": UserFactory(reviewer=True),
        "facilitator": UserFactory(facilitator=True),
        "officer": UserFactory(officer=True),
        "member": poles["employees"][1],
        "chair": poles["direction"][0],
        "sponsor": UserFactory(sponsor=True),
        "admin": UserFactory(admin=True),
        "partner": UserFactory(site=SiteFactory(kind="franchise")),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_no_role_meets_an_accident_nor_an_answer_that_is_not_described(share, record_property):
    poles = committee_of(2, 2)
    people = somebody_of_each_role(poles)
    things, programs, tally, faults = a_small_company(people, poles), programs_of(people), Tally(), []
    with connections_kept(), addresses_untold():
        for operation in [one for one in the_operations() if ONLY in one.path][share::SHARES]:
            with put_back():
                try:
                    ask_everybody(operation, things, programs, tally)
                except (FailureGroup, AssertionError) as fault:  # the others are asked all the same
                    faults.append(fault)
    record_property("requests", tally.as_rows())
    if faults:
        raise BaseExceptionGroup(f"{len(faults)} operations", faults)
