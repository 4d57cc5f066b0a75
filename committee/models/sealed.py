import uuid

from django.db import models

from committee.models.mandate import College
from committee.models.poll import Poll


class SealedBallot(models.Model):
    """One ballot of a secret vote: neither who cast it, nor when, nor in which order; gone with the close.

    Columns may only be taken away here: each one more is a way back to the voter.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="sealed_ballots")
    college = models.ForeignKey(College, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    def __str__(self):
        return str(self.poll_id)


class BallotKey(models.Model):
    """The key of the ballots of one secret vote, under the one kept outside the database; gone with the close."""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="ballot_key")
    wrapped = models.BinaryField()

    def __str__(self):
        return str(self.poll_id)


class SecrecyRequest(models.Model):
    """Somebody present asked for a secret vote: counted, read by nobody, gone once the vote opens.

    `mark` is made of the person under the key outside the database: it tells that somebody asked twice, not who.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="secrecy_requests")
    mark = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "mark"], name="secrecy_asked_once_per_poll")]

    def __str__(self):
        return str(self.poll_id)
