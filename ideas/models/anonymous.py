from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class FollowUpCode(models.Model):
    """What opens an anonymous contribution to whoever wrote it: the keyed hash of a key made from their code.

    No date, no person, no address: the row says nothing besides which contribution it opens.
    """

    idea = models.OneToOneField(
        Idea, models.CASCADE, primary_key=True, related_name="follow_up_code", verbose_name=_("contribution")
    )
    code_hash = models.CharField(_("hash of the code"), max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("follow-up code")
        verbose_name_plural = _("follow-up codes")
        constraints = [models.CheckConstraint(condition=~Q(code_hash=""), name="follow_up_code_has_its_hash")]

    def __str__(self):
        return f"{self.idea_id}"
