from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from ideas.enums import LinkKind
from ideas.models.action import Action


class ActionLink(models.Model):
    """Two actions of which `then` needs `first` to be done before it, or which collide. One link a pair."""

    first = models.ForeignKey(Action, models.CASCADE, related_name="links_after", verbose_name=_("first action"))
    then = models.ForeignKey(Action, models.CASCADE, related_name="links_before", verbose_name=_("second action"))
    kind = models.CharField(_("kind"), max_length=9, choices=LinkKind.choices)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("link between actions")
        verbose_name_plural = _("links between actions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("then")), name="action_link_has_two_ends"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="action_link_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="collision") | ~Q(words=""), name="action_link_collision_has_its_words"
            ),
            models.UniqueConstraint(Least("first", "then"), Greatest("first", "then"), name="action_link_one_a_pair"),
        ]

    def __str__(self):
        return f"{self.first_id} · {self.kind} · {self.then_id}"
