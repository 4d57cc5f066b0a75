import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.enums import Choice, PollPurpose, PollState, PollVisibility, VoteMethod
from committee.models.agenda import AgendaItem
from committee.models.mandate import College
from ideas.models import Idea


class Poll(models.Model):
    """A vote on an agenda item in the two poles: for, against, abstain, or by another method. Or a consultation.

    `method`, `rules` (see `committee.methods.rules`) and the options are frozen at the opening, and `electorate`:
    {college code: {"seats", "present", "recused", "quorum"}}.
    Where all employees answered for their pole, its line holds "consultation", "yes", "no" and "abstain" besides.
    `result` is written at the close: {"outcome", "cause", "colleges": {college code: {"yes", "no", "abstain",
    "present", "enrolled", "decisive", "adopted", "tied", "casting_vote"}}}; by another method, what
    `committee.methods.box.Counted.as_json` gives, with the label of each option. Never who voted what.
    A secret poll in which a college cast few ballots keeps the sums of all colleges only (`committee.methods.pooling`).
    A void poll has {"void": {"reason", "by"}} instead.
    """

    # None in a consultation (`committee.models.consultation`): it stands without the vote of a room.
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="polls", verbose_name=_("agenda item")
    )
    purpose = models.CharField(
        _("who is asked"),
        max_length=12,
        choices=PollPurpose.choices,
        default=PollPurpose.SESSION,
        db_default="session",
        editable=False,
    )
    reading = models.PositiveSmallIntegerField(_("reading"), default=1)
    method = models.CharField(
        _("method"),
        max_length=17,
        choices=VoteMethod.choices,
        default=VoteMethod.YES_NO,
        db_default="yes_no",
        editable=False,
    )
    rules = models.JSONField(_("rule"), default=dict, db_default={}, blank=True, editable=False)
    visibility = models.CharField(
        _("visibility"), max_length=6, choices=PollVisibility.choices, default=PollVisibility.HIDDEN
    )
    state = models.CharField(
        _("state"), max_length=9, choices=PollState.choices, default=PollState.READY, editable=False
    )
    closes_at = models.DateTimeField(_("closes by itself at"), null=True, blank=True)
    electorate = models.JSONField(_("electorate"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    revealed_at = models.DateTimeField(_("revealed at"), null=True, blank=True)
    # Half of those present asked for it while the vote was prepared.
    secret_on_request = models.BooleanField(_("secret at the request of members"), default=False, db_default=False)
    # What a secret vote left in the files of the database was swept away; ballots of a hidden one were forgotten.
    swept_at = models.DateTimeField(null=True, blank=True, editable=False)
    ballots_forgotten_at = models.DateTimeField(_("ballots forgotten on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "method", "reading"],
                condition=~Q(state="void"),
                name="poll_once_per_item_method_and_reading",
            ),
            models.CheckConstraint(
                condition=Q(purpose="session", item__isnull=False)
                | Q(purpose="consultation", item=None, visibility="hidden", reading=1, closes_at__isnull=False),
                name="poll_of_a_session_has_its_point",
            ),
            models.CheckConstraint(condition=Q(method__in=VoteMethod.values), name="poll_method_is_known"),
            models.CheckConstraint(condition=Q(reading__in=[1, 2]), name="poll_has_two_readings_at_most"),
            models.CheckConstraint(condition=Q(state__in=PollState.values), name="poll_state_is_known"),
            models.CheckConstraint(condition=Q(visibility__in=PollVisibility.values), name="poll_visibility_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "void"]) | Q(opened_at__isnull=False),
                name="poll_opened_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "open", "void"]) | Q(closed_at__isnull=False),
                name="poll_closed_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["revealed", "certified"]) | Q(revealed_at__isnull=False),
                name="poll_revealed_has_its_date",
            ),
        ]

    def __str__(self):
        return f"{self.item_id} · {self.reading}"

    @property
    def is_secret(self):
        return self.visibility == PollVisibility.SECRET

    @property
    def answered_by_all(self):
        """The pole whose answer is a consultation of all employees: its members do not vote here."""
        return {code for code, line in self.electorate.items() if "consultation" in line}

    @property
    def is_tallied(self):
        """Ballots say for, against or abstain, and the tally counts them."""
        return self.method == VoteMethod.YES_NO or (self.method == VoteMethod.CONSENT_BLOCK and self.reading > 1)


class PollOption(models.Model):
    """One thing that a vote asks about: a variant, a candidate of a short list, or a point of a lot.

    `label` is what the room reads, frozen with the vote; a hidden name is never written into it.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", verbose_name=_("poll"))
    position = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=300)
    idea = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contribution")
    )
    # Of a lot that is adopted together.
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="in_lots", verbose_name=_("agenda item")
    )

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["poll", "position"]
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="option_order_once_per_poll")]

    def __str__(self):
        return self.label


class PullOut(models.Model):
    """A member wants to talk over one point of the lot: it is dealt with by itself. No reason is asked."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="pull_out", verbose_name=_("agenda item"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("taken out on"))

    class Meta:
        verbose_name = _("point taken out of the lot")
        verbose_name_plural = _("points taken out of the lot")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.item_id}"


class Participation(models.Model):
    """The roll: who may vote (written when the poll opens), and whether they have."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="roll", verbose_name=_("poll"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name=_("pole"))
    is_president = models.BooleanField(_("president of the pole"), default=False)
    has_voted = models.BooleanField(_("has voted"), default=False)
    # A proxy, frozen with the roll: who casts the ballot of somebody that is not there.
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cast by")
    )

    class Meta:
        verbose_name = _("entry of the roll")
        verbose_name_plural = _("roll")
        ordering = ["poll", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="roll_once_per_poll_and_person"),
            models.UniqueConstraint(
                fields=["poll", "cast_by"],
                condition=Q(cast_by__isnull=False),
                name="roll_one_proxy_per_holder",
            ),
        ]

    def __str__(self):
        return f"{self.poll_id} · {self.person_id}"


class Ballot(models.Model):
    """One vote. Named and hidden polls keep the person, so that it may be changed until the close.

    `key` is the idempotency key of the click: the same key gets the same answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots", verbose_name=_("poll"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name=_("pole"))
    # For or against; "" where `answer` says what the voter thinks, see `committee.methods.answers`.
    choice = models.CharField(_("choice"), max_length=7, choices=Choice.choices, blank=True)
    answer = models.JSONField(_("answer"), default=dict, db_default={}, blank=True)
    key = models.UUIDField(_("key of the click"), editable=False)
    # A late copy of an earlier click must not bring an earlier choice back.
    spent_keys = ArrayField(models.UUIDField(), verbose_name=_("keys of the earlier clicks"), default=list, blank=True)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["poll", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="ballot_one_per_person_and_poll"),
            models.CheckConstraint(condition=Q(choice__in=["", *Choice.values]), name="ballot_choice_is_known"),
        ]

    def __str__(self):
        return f"{self.poll_id}"
