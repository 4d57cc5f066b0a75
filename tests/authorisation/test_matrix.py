"""Every cell of docs/authorisation.yaml, asked for: the page or the API answers what the file says."""

import pytest
from django.db import transaction

from tests.authorisation.asking import (
    LED_BACK,
    NO_SUCH_THING,
    NOT_CONCERNED,
    REFUSED,
    YES,
    kind_of,
    text_of,
    watched,
)
from tests.authorisation.matrix import the_matrix

pytestmark = pytest.mark.django_db
MATRIX = the_matrix()


def answer_of(asker, row, ask, place, column) -> str:
    """The word of the matrix for what one column gets; what was written is taken back."""
    with transaction.atomic():
        with watched() as written:
            answer = asker.ask(ask.route, ask.method, place, column)
        said = kind_of(answer)
        if row.finds and said == YES and place["marker"] not in text_of(answer):
            said = NO_SUCH_THING
        transaction.set_rollback(True)
    if written and (said != YES or ask.method == "GET"):
        return f"{said}, and something was written: {written[0][:80]}"
    if said == YES and not written and ask.method != "GET" and not row.quiet:
        return "said to be done, and nothing was written"
    return said


def agrees(said: str, wanted: str) -> bool:
    """The page of a button is where both a done and a refused one lead."""
    return said == wanted or (said == LED_BACK and wanted in {YES, REFUSED, NOT_CONCERNED})


def faults_of(asker, row) -> list[str]:
    """What the row says otherwise than the product, one sentence for each cell; empty when all is well."""
    faults = []
    with transaction.atomic():
        place = asker.world.bring(row.thing) | ({"step": row.step} if row.step else {})
        for ask in row.asks:
            for column, wanted in row.expected[ask.door].items():
                said = answer_of(asker, row, ask, place, column)
                if not agrees(said, wanted):
                    faults.append(f"{ask} by {column}: {said}, and not {wanted}")
        transaction.set_rollback(True)
    return faults


@pytest.mark.parametrize("row", MATRIX.rows, ids=str)
def test_each_answers_what_the_matrix_says(asker, row):
    faults = faults_of(asker, row)
    assert not faults, "\n".join(faults)
