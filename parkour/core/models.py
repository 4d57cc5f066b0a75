import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnsentWords(models.Model):
    """What a form held when it could not be received: for its writer alone, for a short time.

    Written by `parkour.core.unsent` only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    path = models.TextField(_("page"))
    fields = models.JSONField(_("fields"))
    kept_until = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("unsent words")
        verbose_name_plural = _("unsent words")
        ordering = ["-kept_until"]
        indexes = [
            models.Index(fields=["person", "-kept_until"], name="unsent_words_of_a_person"),
            models.Index(fields=["kept_until"], name="unsent_words_to_forget"),
        ]

    def __str__(self):
        return self.path
