"""Asking the cells of the matrix, and saying where the product answers otherwise."""

from django.core.cache import cache
from django.db import transaction

from tests.authorisation.answers import LED_BACK, NO_SUCH_THING, NOT_CONCERNED, REFUSED, YES
from tests.authorisation.asking import kind_of, text_of, watched


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


def faults_of(asker, rows, columns=None) -> list[str]:
    """Where these rows, all about the same thing, and the product differ: one sentence for each cell.

    `columns` leaves the others out.
    """
    faults = []
    with transaction.atomic():
        place = asker.world.bring(rows[0].thing)
        for row in rows:
            there = place | ({"step": row.step} if row.step else {})
            for ask in row.asks:
                cache.clear()  # how often the columns before have tried is no matter here
                for column in columns or row.expected[ask.door]:
                    wanted = row.expected[ask.door][column]
                    said = answer_of(asker, row, ask, there, column)
                    if not agrees(said, wanted):
                        faults.append(f"{row.words}: {ask} by {column}: {said}, and not {wanted}")
        transaction.set_rollback(True)
    return faults
