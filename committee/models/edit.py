from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.enums import EditKind
from committee.models.session import Session


class AgendaEdit(models.Model):
    """One change of a draft agenda, with what is needed to take it back.

    `number` counts the changes of the session. `subjects`: keys of the points it was about. `before` and `after` hold
    their values ("rows", null where the point was not there) and the order of the blocks it touched ("orders").
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="edits", verbose_name=_("session"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=9, choices=EditKind.choices)
    subjects = models.JSONField(_("points"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    # The version of the agenda that had been sent then: what a release took along is not taken back.
    agenda_version = models.PositiveSmallIntegerField(_("version of the agenda"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_number = models.PositiveIntegerField(_("taken back as change"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of an agenda")
        verbose_name_plural = _("changes of agendas")
        ordering = ["session", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="agenda_edit_number_once"),
            models.CheckConstraint(condition=Q(kind__in=EditKind.values), name="agenda_edit_kind_is_known"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_number=None)
                | Q(undone_by__isnull=False, undone_number__isnull=False),
                name="agenda_edit_undone_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.session_id} · {self.number} {self.kind}"

    @property
    def is_undone(self) -> bool:
        return self.undone_number is not None
