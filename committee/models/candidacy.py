from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.enums import WITH_LOTS, CallMethod, CallState, Standing
from committee.models.mandate import College, Mandate
from parkour.core import clock

LETTER_LIMIT = 300
TONES = {
    CallState.OPEN: "info",
    CallState.VOTING: "info",
    CallState.WAITING: "wait",
    CallState.SETTLED: "good",
}


class CandidacyCall(models.Model):
    """Seats of a pole for which its people may apply between two days, and how these seats are then given.

    `secret` is shown to nobody before the draw; `commitment`, its digest, to everybody from the first day.
    """

    college = models.ForeignKey(College, models.PROTECT, related_name="calls", verbose_name=_("pole"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    alternates = models.PositiveSmallIntegerField(_("alternates"), default=0)
    words = models.TextField(_("what is said to the candidates"), blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    # The vote begins on the day after the last one to apply.
    votes_until = models.DateField(_("last day of the vote"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=12, choices=CallMethod.choices)
    one_per_site = models.BooleanField(_("one per site"), default=False)
    from_on = models.DateField(_("mandates from"))
    until_on = models.DateField(_("mandates until (excluded)"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written on"))
    commitment = models.CharField(max_length=64, blank=True, editable=False)
    secret = models.CharField(max_length=64, blank=True, editable=False)
    seed = models.CharField(max_length=64, blank=True, editable=False)
    drawn_text = models.TextField(blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_because = models.TextField(blank=True, editable=False)
    voters_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Written at the count: ballots in the urn, and people who could have put one in.
    ballots = models.PositiveIntegerField(null=True, blank=True, editable=False)
    enrolled = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("call for candidates")
        verbose_name_plural = _("calls for candidates")
        ordering = ["-closes_on", "-pk"]
        indexes = [models.Index(fields=["-closes_on", "-id"], name="call_by_last_day")]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=CallMethod.values), name="call_method_is_known"),
            models.CheckConstraint(condition=Q(seats__gte=1) | Q(alternates__gte=1), name="call_has_seats"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="call_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(from_on__gt=F("closes_on")), name="call_mandates_begin_after_it"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="call_mandates_end_after_they_start"),
            models.CheckConstraint(
                condition=~Q(method__in=["draw", "vote"]) | ~Q(commitment="") & ~Q(secret=""),
                name="call_draw_is_promised",
            ),
            models.CheckConstraint(
                condition=Q(
                    method="vote",
                    votes_until__isnull=False,
                    votes_until__gt=F("closes_on"),
                    from_on__gt=F("votes_until"),
                )
                | ~Q(method="vote") & Q(votes_until=None),
                name="call_votes_between_its_last_day_and_the_mandates",
            ),
            models.CheckConstraint(
                condition=Q(ballots=None, enrolled=None)
                | Q(
                    method="vote",
                    settled_at__isnull=False,
                    ballots__isnull=False,
                    enrolled__isnull=False,
                    enrolled__gte=F("ballots"),
                ),
                name="call_counted_once_settled",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, seed="", drawn_text="")
                | Q(settled_at__isnull=False) & (~Q(method__in=["draw", "vote"]) | ~Q(seed="") & ~Q(drawn_text="")),
                name="call_drawn_is_published",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_because="")
                | Q(cancelled_at__isnull=False, settled_at=None) & ~Q(cancelled_because=""),
                name="call_cancelled_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.college} · {self.closes_on}"

    def get_absolute_url(self):
        return reverse("committee:call", kwargs={"pk": self.pk})

    @property
    def state(self) -> CallState:
        """Where it stands by the clock: no job needs to have run."""
        if self.cancelled_at:
            return CallState.CANCELLED
        if self.settled_at:
            return CallState.SETTLED
        today = clock.today()
        if today <= self.closes_on:
            return CallState.OPEN if today >= self.opens_on else CallState.TO_COME
        return CallState.VOTING if self.by_vote and today <= self.votes_until else CallState.WAITING

    @property
    def tone(self):
        """How its state looks."""
        return TONES.get(self.state, "")

    @property
    def is_open(self):
        return self.state == CallState.OPEN

    @property
    def is_drawn(self):
        return bool(self.seed)

    @property
    def last_day(self):
        """The last day of the mandates."""
        return self.until_on - timedelta(days=1)

    @property
    def file_name(self):
        """What the published list of the draw is called."""
        return f"draw-{self.pk}.txt"

    @property
    def by_draw(self):
        return self.method == CallMethod.DRAW

    @property
    def by_vote(self):
        return self.method == CallMethod.VOTE

    @property
    def has_lots(self):
        """Whether lots are drawn: for all the places, or for those whose votes are equal."""
        return self.method in WITH_LOTS

    @property
    def is_voting(self):
        return self.state == CallState.VOTING

    @property
    def votes_from(self):
        """The first day of the vote."""
        return self.closes_on + timedelta(days=1)

    @property
    def last_to_apply_or_vote(self):
        """The day after which seats are given."""
        return self.votes_until or self.closes_on

    @property
    def most_choices(self):
        """How many candidates a ballot may hold: as many as there are seats, or alternates where there is no seat."""
        return self.seats or self.alternates


class Candidacy(models.Model):
    """Somebody who applies, in two lines. What was withdrawn stays with its words, and may be sent again."""

    call = models.ForeignKey(CandidacyCall, models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="candidacies")
    number = models.PositiveIntegerField(_("number"))
    letter = models.CharField(_("in two lines"), max_length=LETTER_LIMIT)
    applied_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.APPLIED)
    rank = models.PositiveIntegerField(null=True, blank=True)
    ticket = models.CharField(max_length=64, blank=True)
    # None where nobody voted, and where so few did that numbers would tell who voted what.
    votes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    mandate = models.OneToOneField(Mandate, models.SET_NULL, null=True, blank=True, related_name="candidacy")

    class Meta:
        ordering = ["call", "rank", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="candidacy_standing_is_known"),
            models.CheckConstraint(condition=~Q(letter=""), name="candidacy_has_its_words"),
            models.UniqueConstraint(fields=["call", "person"], name="candidacy_one_per_person"),
            models.UniqueConstraint(fields=["call", "number"], name="candidacy_has_its_number"),
            models.UniqueConstraint(fields=["call", "rank"], name="candidacy_has_its_rank"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(standing__in=[Standing.APPLIED, Standing.ON_THE_LIST], mandate=None),
                name="candidacy_withdrawn_has_no_seat",
            ),
        ]

    def __str__(self):
        return f"{self.number} · {self.person}"
