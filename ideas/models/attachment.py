import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import FileKind, PhotoSlot
from ideas.models.idea import Idea


class Attachment(models.Model):
    """A photo or a document of a contribution; without a contribution, one that its uploader has not sent yet.

    `draft_key` is that of the uploader's draft it waits in: the draft need not be there yet, the phone makes its key.
    Nobody is the uploader of what came with anonymous feedback: such a file is never without its contribution.

    Its bytes are private files under random names (`stored_as`; of a photo `small_as` too), written by
    `ideas.services.attachments` and handed out by nothing but a view that asks `ideas.read_file`. `size` and `sha256`
    are those of what was received, which the limits count.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    idea = models.ForeignKey(
        Idea, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("contribution")
    )
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    draft_key = models.UUIDField(_("key of the draft"), null=True, blank=True, editable=False)
    kind = models.CharField(_("kind of file"), max_length=10, choices=FileKind.choices)
    slot = models.CharField(_("before or after"), max_length=6, choices=PhotoSlot.choices, blank=True)
    name = models.CharField(_("name of the file"), max_length=130)
    content_type = models.CharField(_("type of the content"), max_length=100)
    size = models.PositiveIntegerField(_("bytes received"))
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    alt = models.CharField(_("what the photo shows"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("shown on the board"), default=False)
    stored_as = models.CharField(_("kept as"), max_length=100)
    small_as = models.CharField(_("small one kept as"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("received on"))
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_is_known"),
            models.CheckConstraint(condition=Q(slot__in=["", *PhotoSlot.values]), name="file_slot_is_known"),
            models.CheckConstraint(
                condition=Q(kind="image", width__isnull=False, height__isnull=False) & ~Q(small_as="")
                | Q(kind="document", width=None, height=None, small_as="", slot="", is_public=False),
                name="file_photo_has_its_sizes",
            ),
            models.CheckConstraint(
                condition=Q(idea__isnull=False) | Q(removed_at=None, is_public=False, slot=""),
                name="file_not_sent_is_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(idea__isnull=False) | Q(uploader__isnull=False), name="file_not_sent_is_somebodys"
            ),
            models.CheckConstraint(condition=Q(idea=None) | Q(draft_key=None), name="file_sent_is_in_no_draft"),
            models.CheckConstraint(condition=~Q(stored_as=""), name="file_has_its_bytes"),
            models.UniqueConstraint(
                fields=["idea", "slot"], condition=~Q(slot="") & Q(removed_at=None), name="file_one_per_slot"
            ),
        ]
        indexes = [
            models.Index(fields=["idea", "position", "id"], name="file_of_idea"),
            models.Index(fields=["uploader", "created_at"], name="file_of_a_day"),
            models.Index(fields=["created_at"], condition=Q(idea=None), name="file_not_sent"),
            models.Index(
                fields=["uploader", "draft_key"], condition=Q(draft_key__isnull=False), name="file_of_a_draft"
            ),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="file_removed"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("ideas:file", kwargs={"file": self.key})

    @property
    def small_url(self):
        return reverse("ideas:file_small", kwargs={"file": self.key})

    @property
    def is_image(self):
        return self.kind == FileKind.IMAGE
