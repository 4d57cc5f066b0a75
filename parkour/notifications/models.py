import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.notifications.kinds import Group, choice_of
from parkour.notifications.planning import Delivery
from parkour.notifications.quiet import EVENING, MORNING
from parkour.notifications.topics import Topic


class Notification(models.Model):
    """What a person reads in the inbox of the product."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=40)
    event_key = models.CharField(_("event"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(_("page"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written on"))
    read_at = models.DateTimeField(_("read on"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "recipient", "kind"], name="notification_told_once_per_event_and_person"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self):
        return self.title


class Rhythm(models.TextChoices):
    """How often a person wants mail. The inbox of the product receives everything, whatever is chosen here."""

    AT_ONCE = "at_once", _("Everything, as it happens")
    FRIDAY = "friday", _("What concerns me at once, the rest in one mail on Friday")
    MINE_ONLY = "mine_only", _("Only what concerns my contributions and what I am asked to carry out")
    NONE = "none", _("No e-mail: I read my messages in Parkour")
    CUSTOM = "custom", _("I choose for each subject")


_PRESETS = {
    Rhythm.AT_ONCE: {},
    Rhythm.FRIDAY: {Group.COMMITTEE: Delivery.FRIDAY},
    Rhythm.MINE_ONLY: {Group.COMMITTEE: Delivery.NEVER},
    Rhythm.NONE: dict.fromkeys((Group.MINE, Group.ENTRUSTED, Group.COMMITTEE), Delivery.NEVER),
}


def _delivery(label):
    return models.CharField(label, max_length=6, choices=Delivery.choices, default=Delivery.NOW)


class MailPreference(models.Model):
    """What one person wants by mail, and when not. Without a row, the defaults hold."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="mail_preference",
        verbose_name=_("person"),
    )
    rhythm = models.CharField(_("e-mails"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    mine = _delivery(_("my contributions"))
    entrusted = _delivery(_("what I am asked to carry out"))
    committee = _delivery(_("the committee"))
    # The same three on the phones and computers that the person has named: at once, or not at all.
    phone_mine = models.BooleanField(_("my contributions, on my devices"), default=True, db_default=True)
    phone_entrusted = models.BooleanField(
        _("what I am asked to carry out, on my devices"), default=True, db_default=True
    )
    phone_committee = models.BooleanField(_("the committee, on my devices"), default=True, db_default=True)
    quiet = models.BooleanField(_("quiet hours"), default=True)
    quiet_from = models.TimeField(_("from"), default=EVENING)
    quiet_until = models.TimeField(_("until"), default=MORNING)
    rest_days = models.BooleanField(_("week-ends and public holidays"), default=True)
    changed_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="mail_rhythm_is_known"),
            models.CheckConstraint(
                condition=Q(mine__in=Delivery.values, entrusted__in=Delivery.values, committee__in=Delivery.values),
                name="mail_delivery_is_known",
            ),
        ]

    def __str__(self):
        return self.get_rhythm_display()

    def delivery(self, group: Group) -> Delivery:
        """What this person wants for a group."""
        group = choice_of(group)
        if self.rhythm == Rhythm.CUSTOM:
            return Delivery(getattr(self, group, Delivery.NOW))
        return _PRESETS[Rhythm(self.rhythm)].get(group, Delivery.NOW)

    def rings(self, group: Group) -> bool:
        """True when the devices of this person tell what is of a group."""
        return getattr(self, f"phone_{choice_of(group)}", False)


class Fault(models.TextChoices):
    """Why a mail has not left, in words for whoever looks after it."""

    ADDRESS = "address", _("The mail server does not know this address.")
    REFUSED = "refused", _("The mail server refused this mail.")
    BUSY = "busy", _("The mail server put this mail off each time, until we stopped trying.")
    STOPPED = "stopped", _("The sending stopped half-way each time.")
    PASSWORD = "password", _("The mail server refuses our name or password.")
    SENDER = "sender", _("The mail server refuses our sender address.")
    UNREACHABLE = "unreachable", _("The mail server does not answer.")
    LEFT = "left", _("The person has left.")
    UNWANTED = "unwanted", _("The person wants no such mail any more.")
    GIVEN_UP = "given_up", _("Somebody decided not to send it.")
    TOO_OLD = "too_old", _("It waited for so long that its text was erased.")


class OutgoingMail(models.Model):
    """The outbox: a mail that must leave, written in the transaction of its event.

    A row is claimed (`inflight`) before it is sent and is `sent` only after the mail server said so. Rows of one
    person with the same `bundle` leave as one mail: the first carries the others (`bundled`).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("To send")
        INFLIGHT = "inflight", _("Being sent")
        SENT = "sent", _("Sent")
        BUNDLED = "bundled", _("In another mail")
        FAILED = "failed", _("Not delivered")
        DROPPED = "dropped", _("Not sent")

    LIVE = ("queued", "inflight")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A mail about an account (a new password) has no notification, and its reader need not exist.
    notification = models.OneToOneField(
        Notification, models.CASCADE, null=True, blank=True, related_name="mail", verbose_name=_("notification")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outgoing_mails",
        verbose_name=_("recipient"),
    )
    kind = models.CharField(_("kind"), max_length=40, default="", blank=True)
    to_address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    body_text = models.TextField(_("plain text"))
    body_html = models.TextField(_("formatted text"), blank=True)
    # Events that go with it: texts in the form of iCalendar, one per object.
    calendars = ArrayField(models.TextField(), verbose_name=_("events"), default=list, db_default=[], blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED, editable=False)
    not_before = models.DateTimeField(_("not before"))
    may_wait = models.BooleanField(_("held during quiet hours"), default=True)
    bundle = models.CharField(_("leaves with"), max_length=160, default="", blank=True)
    carried_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried", verbose_name=_("carried by")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    fault = models.CharField(_("reason"), max_length=20, choices=Fault.choices, default="", blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written on"))
    purged_at = models.DateTimeField(_("text erased on"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "inflight", "sent", "bundled", "failed", "dropped"]),
                name="mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state="inflight", claimed_at__isnull=False) | ~Q(state="inflight"),
                name="mail_inflight_has_its_claim",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "dropped"]) | ~Q(fault=""), name="mail_not_sent_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(purged_at=None) | ~Q(state__in=["queued", "inflight", "failed"]),
                name="mail_to_send_keeps_its_text",
            ),
        ]
        indexes = [
            models.Index(
                fields=["may_wait", "not_before", "id"],
                condition=Q(state__in=["queued", "inflight"]),
                name="mail_in_order_of_leaving",
            ),
            models.Index(fields=["recipient", "bundle"], condition=Q(state="queued"), name="mail_waiting_for_person"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="mail_not_delivered"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="mail_sent_when"),
            models.Index(fields=["created_at"], condition=Q(purged_at=None), name="mail_with_text"),
        ]

    def __str__(self):
        return self.subject


class MailServer(models.Model):
    """What we know of the mail server: one row. While it fails, mails wait in the outbox and one of them tries."""

    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    retry_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    fault = models.CharField(_("reason"), max_length=20, choices=Fault.choices, default="", blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail server")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="mail_server_is_one_row"),
            models.CheckConstraint(
                condition=Q(failing_since=None, retry_at=None) | Q(failing_since__isnull=False, retry_at__isnull=False),
                name="mail_server_failing_is_tried_again",
            ),
        ]

    def __str__(self):
        return self.get_fault_display()


class ChatMessage(models.Model):
    """The outbox of the chats: written in the transaction of its event, posted by the worker, once.

    No chat recognises a message that comes twice: one whose posting stopped half-way is not posted again by itself.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("To post")
        INFLIGHT = "inflight", _("Being posted")
        SENT = "sent", _("Posted")
        FAILED = "failed", _("Not posted")

    channel = models.CharField(_("channel"), max_length=80)  # its name in the settings
    topic = models.CharField(_("about"), max_length=10, choices=Topic.choices)
    event_key = models.CharField(_("event"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    action = models.CharField(_("link"), max_length=80)
    url = models.CharField(_("page"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED, editable=False)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("posted on"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("chat message")
        verbose_name_plural = _("chat messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_key"], name="chat_message_once_per_event"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "inflight", "sent", "failed"]), name="chat_message_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="chat_message_sent_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="inflight") | Q(claimed_at__isnull=False), name="chat_message_has_its_claim"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["queued", "inflight"]),
                name="chat_message_to_post",
            )
        ]

    def __str__(self):
        return self.title


class Device(models.Model):
    """A browser in which somebody wants to be told at once. Its keys and its address come from that browser."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=1000, unique=True)
    public = models.CharField(_("public key"), max_length=120)
    secret = models.CharField(_("secret"), max_length=40)
    refusals = models.PositiveSmallIntegerField(_("refusals since the last message"), default=0)
    created_at = models.DateTimeField(_("named on"))
    told_at = models.DateTimeField(_("last message"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class PushMessage(models.Model):
    """The outbox of the devices: which message is told on which device, written with the message.

    It holds no words: they are those of the message when it leaves. A second delivery replaces the first on the
    screen, so what a dead worker was sending is sent again.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("To send")
        INFLIGHT = "inflight", _("Being sent")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent")

    device = models.ForeignKey(Device, models.CASCADE, related_name="messages", verbose_name=_("device"))
    notification = models.ForeignKey(
        Notification, models.CASCADE, null=True, blank=True, related_name="pushes", verbose_name=_("notification")
    )  # None: a message to try the device
    thread = models.CharField(_("once for"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED, editable=False)
    not_before = models.DateTimeField(_("not before"))
    may_wait = models.BooleanField(_("held during quiet hours"), default=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("message to a device")
        verbose_name_plural = _("messages to devices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["device", "thread"], name="push_once_per_thread_and_device"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "inflight", "sent", "dropped"]), name="push_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="inflight") | Q(claimed_at__isnull=False), name="push_inflight_has_its_claim"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=["queued", "inflight"]), name="push_to_send"
            )
        ]

    def __str__(self):
        return self.thread
