from django.db import transaction
from django.db.models import F

from ideas.models import ReferenceCounter


@transaction.atomic
def next_references(year: int, count: int = 1) -> list[str]:
    """Allocate `count` references of a year, like PKR-2026-0142; numbers only grow, gaps are allowed.

    The counter's row stays locked until the caller's transaction ends, so parallel callers queue.
    """
    ReferenceCounter.objects.bulk_create([ReferenceCounter(year=year)], ignore_conflicts=True)
    ReferenceCounter.objects.filter(year=year).update(last=F("last") + count)
    last = ReferenceCounter.objects.values_list("last", flat=True).get(year=year)
    return [f"PKR-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
