import uuid

from django.conf import settings
from django.db import models

from committee.models.candidacy import CandidacyCall


class Urn(models.Model):
    """The sums of a vote that is under way, under a key that is not in the database. No ballot is a row.

    What a ballot says is added to these sums and is then nowhere: not what one said, not in which order they came.
    The urn is opened and thrown away by the count.
    """

    call = models.OneToOneField(CandidacyCall, models.CASCADE, primary_key=True, related_name="urn")
    sealed = models.TextField(editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(sealed=""), name="urn_is_sealed")]

    def __str__(self):
        return str(self.call_id)


class VoteMark(models.Model):
    """Somebody who has voted: that they have, and nothing else. Neither a moment nor a number that tells an order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(CandidacyCall, models.CASCADE, related_name="marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="vote_once_per_person_and_call")]

    def __str__(self):
        return f"{self.call_id} · {self.person_id}"
