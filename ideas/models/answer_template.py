from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Outcome

LANGUAGES = ("fr", "en")


class AnswerTemplate(models.Model):
    """Ready words for an outcome, in one language, beside those of the product. At most one is proposed first."""

    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    language = models.CharField(_("language"), max_length=5, choices=[("fr", "Français"), ("en", "English")])
    name = models.CharField(_("name"), max_length=80)
    body = models.TextField(_("words"))
    is_active = models.BooleanField(_("in use"), default=True)
    is_first = models.BooleanField(_("proposed first"), default=False)
    uses = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed on"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("ready words")
        verbose_name_plural = _("ready words")
        ordering = ["outcome", "language", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="template_outcome_is_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="template_language_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(body=""), name="template_has_name_and_words"),
            models.CheckConstraint(condition=Q(is_first=False) | Q(is_active=True), name="template_first_is_in_use"),
            models.UniqueConstraint(
                fields=["outcome", "language"], condition=Q(is_first=True), name="template_one_is_proposed_first"
            ),
        ]

    def __str__(self):
        return self.name
