"""Versions of an agenda: those that were sent, and the one that would be next."""

from rest_framework import serializers

from committee.changelog import Changes, What
from committee.selectors import Next, Sent


class ChangeOut(serializers.Serializer):
    """One thing that happened to one point."""

    what = serializers.ChoiceField(choices=[str(what) for what in What])
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True, help_text="Reference.")
    sentence = serializers.CharField()


class ChangesOut(serializers.Serializer):
    """What differs from the version before."""

    general = serializers.ListField(child=serializers.CharField(), help_text="What concerns the whole session.")
    points = ChangeOut(many=True)


def changes_out(changes: Changes) -> dict:
    return {
        "general": changes.general,
        "points": [
            {
                "what": str(row.what),
                "subject": row.point.title,
                "idea": row.point.idea,
                "sentence": row.sentence,
            }
            for row in changes.rows
        ],
    }


class VersionOut(serializers.Serializer):
    """A version as it was sent; `changes` is null for the first."""

    version = serializers.IntegerField()
    released_at = serializers.DateTimeField()
    by = serializers.CharField()
    points = serializers.IntegerField()
    changes = ChangesOut(allow_null=True)


def version_out(sent: Sent) -> dict:
    return {
        "version": sent.release.version,
        "released_at": sent.release.released_at,
        "by": str(sent.release.by),
        "points": len(sent.version.points),
        "changes": None if sent.changes is None else changes_out(sent.changes),
    }


class NextVersionOut(serializers.Serializer):
    """What a release now would send, and how many people it would tell."""

    version = serializers.IntegerField()
    changes = ChangesOut()
    members = serializers.IntegerField(help_text="Those who sit that day, and the alternates.")
    authors = serializers.IntegerField()
    presenters = serializers.IntegerField()


def next_out(coming: Next) -> dict:
    return {
        "version": coming.number,
        "changes": changes_out(coming.changes),
        "members": len(coming.told_members),
        "authors": len(coming.authors),
        "presenters": len(coming.presenters),
    }
