"""How well similar contributions are found: French pairs and groups that people labelled, by the product's own ways.

The base holds the labelled texts and nothing else, in a transaction that is taken back. Only pairs of the same pool
(product and kind) were labelled: what is found in the three other pools is left out, hence more neighbours are kept.
"""

import csv
import uuid
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from ideas.enums import BoardTab, IdeaKind, State
from ideas.models import Authorship, Idea, Neighbour
from ideas.neighbours import neighbours_of
from ideas.services.comparing import KEPT, compare_all
from ideas.similar import ON_THE_BOARD, TYPING, nearest
from parkour.core import clock
from tests.factories import UserFactory

FOLDER = Path("redistributable", "mini_bar_MIT")
REQUESTS = "feature_request"  # the pairs that average precision is told of; recall is told of all
FIRST = 5
EMPTIED = ("ideas_idea", "ideas_ideasearch", "ideas_searchword", "ideas_likeness", "ideas_likenessfigures")


@dataclass(frozen=True)
class Labelled:
    """The texts by identifier with their pool (product and kind) and group, and pairs (one, other, alike)."""

    texts: dict[str, str]
    pools: dict[str, tuple[str, str]]
    groups: dict[str, str]
    pairs: list[tuple[str, str, bool]]


def labelled(corpus: Path) -> Labelled:
    rows = [row for row in _rows(corpus / FOLDER / "groupes_doublons_fr_en.csv") if row["lang"] == "fr"]
    pairs = [row for row in _rows(corpus / FOLDER / "paires_fr.csv") if row["kind"] == REQUESTS]
    return Labelled(
        texts={row["id"]: row["text"] for row in rows},
        pools={row["id"]: (row["app"], row["kind"]) for row in rows},
        groups={row["id"]: row["cluster"] for row in rows},
        pairs=[(row["id_a"], row["id_b"], row["label"] == "1") for row in pairs],
    )


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def quality(data: Labelled) -> dict[str, float]:
    """Average precision over the pairs, and the share of texts with one of their group among the first five, of what is
    found while typing (`typing_`) and of what the worker writes down."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} CASCADE")
        keys = _contributions(data)
        compare_all(kept=KEPT * len(set(data.pools.values())))
        names = {key: name for name, key in keys.items()}
        reader, officer = UserFactory(), UserFactory(officer=True)
        typed = {name: _typed(data.texts[name], keys[name], reader, names) for name in keys}
        near = {
            name: [names[row.idea.pk] for row in neighbours_of(idea, officer, most=len(keys))]
            for name, idea in ((names[idea.pk], idea) for idea in Idea.objects.all())
        }
        together = {
            frozenset((names[one], names[other])): score
            for one, other, score in Neighbour.objects.values_list("idea_id", "other_id", "together")
        }
        transaction.set_rollback(True)
    likeness = {frozenset((one, other)): score for one, row in typed.items() for other, score in row.items()}
    return {
        "typing_ap": _average_precision(data, likeness),
        "typing_recall5": _recall(data, {name: list(row) for name, row in typed.items()}),
        "ap": _average_precision(data, together),
        "recall5": _recall(data, near),
    }


def _contributions(data):
    """Each text as a contribution on the board, of somebody who is not the reader."""
    now, author = clock.now(), UserFactory()
    ideas = Idea.objects.bulk_create(
        Idea(
            reference=f"PKR-1900-{number:04d}",
            kind=IdeaKind.FEEDBACK,
            problem_text=text,
            client_uuid=uuid.uuid4(),
            state=State.SHORTLISTED,
            state_since=now,
            created_at=now,
            submitted_at=now,
            published_at=now,
            board_tab=BoardTab.STUDIED,
        )
        for number, (name, text) in enumerate(data.texts.items(), 1)
    )
    Authorship.objects.bulk_create(Authorship(idea=idea, person=author) for idea in ideas)
    return {name: idea.pk for name, idea in zip(data.texts, ideas, strict=True)}


def _typed(text, own, reader, names) -> dict[str, float]:
    """{text: likeness} of what is found for the words of a text, the closest first, itself left out."""
    found = nearest(text, ON_THE_BOARD, [reader.pk], TYPING)
    return {names[key]: score for score, key in found if key != own}


def _average_precision(data, likeness):
    """Of the pairs in the order of their likeness; those that nothing was said of come last, as they stand."""
    told = sorted(data.pairs, key=lambda pair: -likeness.get(frozenset(pair[:2]), 0.0))
    hits, total = 0, 0.0
    for place, (_one, _other, alike) in enumerate(told, 1):
        if alike:
            hits += 1
            total += hits / place
    return total / hits


def _recall(data, near):
    members = defaultdict(set)
    for name, group in data.groups.items():
        members[group].add(name)
    asked = [name for name in data.texts if len(members[data.groups[name]]) > 1]
    found = sum(bool(set(_in_pool(data, name, near[name])) & members[data.groups[name]]) for name in asked)
    return found / len(asked)


def _in_pool(data, name, others):
    return [other for other in others if data.pools[other] == data.pools[name]][:FIRST]
