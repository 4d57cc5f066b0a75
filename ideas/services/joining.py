"""What colleagues added to a contribution goes with it when it is merged, and comes back when it is separated.

Its own rows stay where they are. Its supports and followers are written for the other one too, marked as brought
along; its comments are read on both pages.
"""

from ideas.models import Follow, Idea, Support
from ideas.services.kept_counts import count_supports

BROUGHT_ALONG = (Support, Follow)


def bring_along(idea: Idea, target: Idea) -> None:
    """`idea` is merged into `target`, both locked: nobody counts twice, and nobody supports what they wrote."""
    own = target.authorships.values("person_id")
    for model in BROUGHT_ALONG:
        rows = model.objects.filter(idea=idea).exclude(person__in=own)
        copies = [model(idea=target, person_id=row.person_id, at=row.at, merged_from=idea) for row in rows]
        model.objects.bulk_create(copies, ignore_conflicts=True)
    count_supports(target)
    target.comment_count += idea.comment_count
    target.save(update_fields=["comment_count"])


def give_back(idea: Idea, target: Idea) -> None:
    """`idea` is separated from `target`, both locked. Who came with another one too stays for that one."""
    for model in BROUGHT_ALONG:
        brought = model.objects.filter(idea=target, merged_from=idea)
        others = model.objects.filter(idea__merged_into=target, person__in=brought.values("person_id"))
        stays = dict(others.exclude(idea=idea).order_by("-idea_id").values_list("person_id", "idea_id"))
        for row in brought.filter(person__in=stays):
            row.merged_from_id = stays[row.person_id]
            row.save(update_fields=["merged_from"])
        brought.delete()
    count_supports(target)
    target.comment_count -= idea.comment_count
    target.save(update_fields=["comment_count"])
