from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import IMPORT_AT_WORK, IMPORT_OVER, ImportState


class ImportBatch(models.Model):
    """One file on its way into the register: what a person chose, what was found, what came of it.

    `columns` is {field: index of its column}; `refusals` and `kept` are [[row or reference, sentence]], in the
    language of the one who imports. The file is kept under a random name until the import is over; its `digest`
    (SHA-256, hexadecimal) stays, to know the same file under another name.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    file_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(_("kept as"), max_length=100, blank=True)
    digest = models.CharField(_("fingerprint of the file"), max_length=64, blank=True, db_index=True)
    source = models.CharField(_("where the ideas come from"), max_length=80, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    valid_only = models.BooleanField(_("without the refused rows"), default=False)

    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    state_since = models.DateTimeField(_("in this state since"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("why it stopped"), blank=True)

    rows = models.PositiveIntegerField(_("rows of the file"), default=0)
    valid = models.PositiveIntegerField(_("rows that can be imported"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)
    present = models.PositiveIntegerField(_("rows already there"), default=0)
    created = models.PositiveIntegerField(_("contributions created"), default=0)
    removed = models.PositiveIntegerField(_("contributions taken back"), default=0)
    refusals = models.JSONField(_("reasons of the refusals"), default=list, blank=True)
    kept = models.JSONField(_("contributions not taken back"), default=list, blank=True)

    uploaded_at = models.DateTimeField(_("sent on"))
    imported_at = models.DateTimeField(_("imported on"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "undone"], imported_at__isnull=False)
                | (~Q(state__in=["done", "undone"]) & Q(imported_at=None)),
                name="import_done_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | (~Q(state="undone") & Q(undone_at=None)),
                name="import_undone_has_its_date",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="import_stopped_has_its_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "undone"]) | ~Q(stored_as=""), name="import_under_way_has_its_file"
            ),
        ]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="import_by_date"),
            models.Index(
                fields=["state_since", "id"],
                condition=Q(state__in=["checking", "importing"]),
                name="import_at_work",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("ideas:import", kwargs={"pk": self.pk})

    def same_file_before(self):
        """The last import of the very same file that still stands, None when there is none."""
        if not self.digest:
            return None
        others = type(self).objects.filter(digest=self.digest, state=ImportState.DONE).exclude(pk=self.pk)
        return others.order_by("-imported_at", "-pk").first()

    @property
    def is_at_work(self):
        return self.state in IMPORT_AT_WORK

    @property
    def to_create(self):
        """How many contributions the checked file would create."""
        return self.valid - self.present

    @property
    def stayed(self):
        """How many contributions the undoing left where they are."""
        return self.created - self.removed

    @property
    def is_over(self):
        return self.state in IMPORT_OVER
