"""The file of a point, and those of a whole session."""

from collections.abc import Sequence

from rest_framework import serializers

from committee.dossiers import Dossier, minutes_to_read, words_to_read
from ideas.enums import IdeaKind


class AlikeOut(serializers.Serializer):
    """A decided contribution of the board that is like it."""

    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    likeness = serializers.CharField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    effect = serializers.CharField()


class FileOfDecidedOut(serializers.Serializer):
    on = serializers.DateField()
    sentence = serializers.CharField()
    words = serializers.CharField()


class FileDocumentOut(serializers.Serializer):
    name = serializers.CharField()
    url = serializers.CharField()


class WordsOut(serializers.Serializer):
    """What stands behind a point: no decimal and no rank, no name that a colleague may not know."""

    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    authors = serializers.ListField(child=serializers.CharField())
    site = serializers.CharField()
    problem = serializers.CharField()
    change = serializers.CharField()
    restatement = serializers.CharField()
    band = serializers.CharField(help_text='"" while nothing may be told.')
    grey_zone = serializers.BooleanField()
    sentence = serializers.CharField()
    effort = serializers.CharField()
    alike = AlikeOut(many=True)
    past = FileOfDecidedOut(many=True)
    waiting = serializers.ListField(child=serializers.CharField())
    documents = FileDocumentOut(many=True)
    supports = serializers.IntegerField()
    comments = serializers.IntegerField()


class DossierOut(serializers.Serializer):
    """One point; `file` is null for a subject that is no contribution, and for what its author took back."""

    number = serializers.IntegerField()
    subject = serializers.CharField()
    block = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    presenter = serializers.CharField()
    idea = serializers.CharField(help_text="Reference.")
    file = WordsOut(allow_null=True)


class DossiersOut(serializers.Serializer):
    """The points as they were last sent, with their files."""

    words = serializers.IntegerField()
    minutes_to_read = serializers.IntegerField(help_text="At 200 words a minute, rounded up.")
    points = DossierOut(many=True)


def dossiers_out(dossiers: Sequence[Dossier]) -> dict:
    return {
        "words": words_to_read(dossiers),
        "minutes_to_read": minutes_to_read(dossiers),
        "points": [dossier_out(dossier) for dossier in dossiers],
    }


def dossier_out(dossier: Dossier) -> dict:
    subject = dossier.subject
    return {
        "number": subject.number,
        "subject": subject.title,
        "block": subject.block,
        "starts_at": subject.starts_at,
        "ends_at": subject.ends_at,
        "presenter": subject.presenter,
        "idea": subject.reference,
        "file": _words(dossier) if dossier.has_words else None,
    }


def _words(dossier) -> dict:
    idea, line = dossier.idea, dossier.line
    return {
        "kind": idea.kind,
        "authors": dossier.authors,
        "site": dossier.site,
        "problem": dossier.problem,
        "change": dossier.change,
        "restatement": dossier.restatement,
        "band": str(line.band.label) if line and line.band else "",
        "grey_zone": bool(line and line.is_grey),
        "sentence": str(line.sentence if line else dossier.scores_awaited),
        "effort": dossier.effort,
        "alike": [
            {
                "idea": near.idea.reference,
                "title": near.title,
                "likeness": str(near.likeness.label),
                "outcome": near.outcome,
                "reason": near.reason,
                "effect": near.effect,
            }
            for near in dossier.alike
        ],
        "past": [{"on": row.on, "sentence": row.sentence, "words": row.words} for row in dossier.past],
        "waiting": dossier.waiting,
        "documents": [{"name": document.name, "url": document.url} for document in dossier.documents],
        "supports": idea.support_count,
        "comments": idea.comment_count,
    }
