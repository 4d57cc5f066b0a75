import uuid
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import OPEN, AuthorRole, BoardTab, Channel, DecisionOutcome, IdeaKind, Origin, State, Visibility
from ideas.workflow import STATES
from parkour.organisation.models import Site, Team

# What lists are sorted by, without a null: a page is found by comparing with the last row of the one before.
LAST = datetime(9999, 12, 31, tzinfo=UTC)
PROMISE = Coalesce("promised_reply_at", Value(LAST, output_field=models.DateTimeField()))
# The order of the queue: by the promise that still runs; then what was answered once; then what was promised nothing.
KEPT = LAST - timedelta(days=1)
QUEUE = Case(
    When(first_human_reply_at__isnull=False, then=Value(KEPT, output_field=models.DateTimeField())), default=PROMISE
)
# While levels are sealed, the order of a list must not tell them either.
PRIORITY = Case(
    When(sealed=False, then=Coalesce("priority", Value(-1.0, output_field=models.FloatField()))),
    default=Value(-1.0),
    output_field=models.FloatField(),
)
# The order of the portfolio, each the better the greater: what it is worth, then impact, lower effort, older.
ASSESSED = Q(value__isnull=False, sealed=False)
STRENGTH = (
    Coalesce("priority", "value"),
    Coalesce("level_impact", Value(0.0, output_field=models.FloatField())),
    Value(0.0, output_field=models.FloatField())
    - Coalesce("level_effort", Value(6.0, output_field=models.FloatField())),
    Value(0, output_field=models.BigIntegerField()) - F("id"),
)


def implies(state, **facts):
    """Check constraint: an idea in `state` has these facts."""
    return ~Q(state=state) | Q(**facts)


def mean_level(criterion):
    return Q(**{f"level_{criterion}__gte": 1, f"level_{criterion}__lte": 5}) | Q(**{f"level_{criterion}": None})


class ReferenceCounter(models.Model):
    """Last number given in a year. Locked while a reference is allocated; gaps are allowed."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("reference counter")
        verbose_name_plural = _("reference counters")

    def __str__(self):
        return f"{self.year}: {self.last}"


class Idea(models.Model):
    """A contribution: a proposal, or plain feedback. The author's words are never overwritten."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=IdeaKind.choices)
    title = models.CharField(_("title"), max_length=300, blank=True)
    problem_text = models.TextField(_("what happens"))
    change_text = models.TextField(_("what would change"), blank=True)
    restatement = models.TextField(_("restated by the officer"), blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.WEB)
    visibility = models.CharField(
        _("who sees the name"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    group_names = models.CharField(_("group"), max_length=300, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("site"))
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="ideas", verbose_name=_("team"))
    campaign = models.ForeignKey(
        "ideas.Campaign",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas",
        editable=False,
        verbose_name=_("campaign"),
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Authorship", through_fields=("idea", "person"), related_name="ideas"
    )
    client_uuid = models.UUIDField(_("key of the form"), default=uuid.uuid4, unique=True, editable=False)
    import_source = models.CharField(_("imported from"), max_length=80, blank=True)
    external_id = models.CharField(_("identifier in the source"), max_length=100, blank=True)
    import_batch = models.ForeignKey(
        "ideas.ImportBatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ideas",
        editable=False,
        verbose_name=_("import"),
    )

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), editable=False)
    created_at = models.DateTimeField(_("written on"))
    submitted_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    promised_reply_at = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    first_human_reply_at = models.DateTimeField(_("first answered on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # Kept in the transaction that changes them: lists sort and filter on these, never on a calculation.
    priority = models.FloatField(_("priority"), null=True, blank=True, editable=False)
    value = models.FloatField(_("value"), null=True, blank=True, editable=False)
    effort = models.PositiveSmallIntegerField(_("effort"), null=True, blank=True, editable=False)
    # A second opinion is awaited: value, priority and effort are not told.
    sealed = models.BooleanField(_("levels sealed"), default=False, db_default=False, editable=False)
    # The mean of those who rated it in the current round, empty like the value while it is not assessed.
    level_policy = models.FloatField(_("mean level of the policy"), null=True, blank=True, editable=False)
    level_novelty = models.FloatField(_("mean level of the novelty"), null=True, blank=True, editable=False)
    level_impact = models.FloatField(_("mean level of the impact"), null=True, blank=True, editable=False)
    level_effort = models.FloatField(_("mean level of the effort"), null=True, blank=True, editable=False)
    raters = models.PositiveSmallIntegerField(_("raters"), null=True, blank=True, editable=False)
    board_tab = models.CharField(
        _("tab of the board"), max_length=12, choices=BoardTab.choices, blank=True, editable=False
    )
    published_at = models.DateTimeField(_("on the board since"), null=True, blank=True, editable=False)
    support_count = models.PositiveIntegerField(_("supports"), default=0, db_default=0, editable=False)
    comment_count = models.PositiveIntegerField(_("comments shown"), default=0, db_default=0, editable=False)

    question = models.TextField(_("question to the author"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_ideas",
        verbose_name=_("merged into"),
    )
    redirected_to = models.CharField(_("redirected to"), max_length=20, choices=Channel.choices, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    appealed_at = models.DateTimeField(_("review asked on"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("taken up again on"), null=True, blank=True)
    waited_cycles = models.PositiveSmallIntegerField(_("sessions waited"), default=0)
    deferrals = models.PositiveSmallIntegerField(_("times put off"), default=0)

    quick_win_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the quick win"),
    )
    quick_win_due_on = models.DateField(_("quick win due on"), null=True, blank=True)
    quick_win_accepted_at = models.DateTimeField(_("accepted by its owner on"), null=True, blank=True)
    objections_until = models.DateTimeField(_("objections until"), null=True, blank=True)

    # Over to the author: offered by the officer, until the author's answer or another outcome.
    self_offered_at = models.DateTimeField(_("offered to the author on"), null=True, blank=True, editable=False)
    self_offer_due_on = models.DateField(_("offered to be done by"), null=True, blank=True, editable=False)

    # What the committee tells about its session: plain columns, no key upwards.
    session_label = models.CharField(_("session"), max_length=120, blank=True)
    session_on = models.DateField(_("session on"), null=True, blank=True)
    session_url = models.CharField(_("page of the session"), max_length=200, blank=True)
    # What the committee decided and tells from that moment on; until then the contribution stands where it stood.
    held_outcome = models.CharField(
        _("decided and not told"),
        max_length=12,
        choices=DecisionOutcome.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    held_until = models.DateTimeField(_("told from"), null=True, blank=True, editable=False)
    answer_due_on = models.DateField(_("answer of the direction due on"), null=True, blank=True)
    resume_on = models.DateField(_("resumes on"), null=True, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="idea_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=IdeaKind.values), name="idea_kind_is_known"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="idea_visibility_is_known"),
            models.CheckConstraint(
                condition=~Q(visibility="anonymous") | Q(kind="feedback", group_names="", import_batch=None, team=None),
                name="idea_anonymous_is_feedback_of_nobody",
            ),
            models.CheckConstraint(condition=~Q(problem_text=""), name="idea_has_the_words_of_its_author"),
            models.CheckConstraint(
                condition=Q(kind="feedback", change_text="")
                | (Q(kind="proposal") & ~Q(change_text=""))
                | Q(origin="import"),
                name="idea_kind_follows_its_text",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="idea_sent_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & (Q(merged_into=None) | Q(state="archived"))),
                name="idea_merged_has_its_target",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="idea_never_merged_into_itself"),
            models.CheckConstraint(
                condition=implies("parked", review_on__isnull=False), name="idea_parked_has_its_date"
            ),
            models.CheckConstraint(
                condition=Q(state="redirected", redirected_to__in=Channel.values)
                | (~Q(state="redirected") & (Q(redirected_to="") | Q(state="archived"))),
                name="idea_redirected_has_its_channel",
            ),
            models.CheckConstraint(
                condition=implies("fast_track", quick_win_owner__isnull=False, quick_win_due_on__isnull=False),
                name="idea_quick_win_has_owner_and_date",
            ),
            models.CheckConstraint(
                condition=Q(quick_win_accepted_at=None, objections_until=None)
                | Q(quick_win_accepted_at__isnull=False, objections_until__isnull=False),
                name="idea_objections_run_from_the_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(self_offered_at=None, self_offer_due_on=None)
                | Q(self_offered_at__isnull=False, self_offer_due_on__isnull=False, state="in_triage"),
                name="idea_offer_has_its_date_and_waits_in_triage",
            ),
            models.CheckConstraint(
                condition=~Q(state="needs_info") | ~Q(question=""), name="idea_question_has_its_text"
            ),
            models.CheckConstraint(
                condition=implies("scheduled", session_on__isnull=False),
                name="idea_scheduled_has_its_session",
            ),
            models.CheckConstraint(
                condition=Q(held_outcome="", held_until=None)
                | Q(held_outcome__in=DecisionOutcome.values, held_until__isnull=False, state="scheduled"),
                name="idea_held_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=implies("recommended", answer_due_on__isnull=False),
                name="idea_recommended_has_its_date",
            ),
            models.CheckConstraint(
                condition=implies("on_hold", resume_on__isnull=False), name="idea_on_hold_has_its_date"
            ),
            models.CheckConstraint(
                condition=mean_level("policy") & mean_level("novelty") & mean_level("impact") & mean_level("effort"),
                name="idea_mean_levels_from_1_to_5",
            ),
            models.UniqueConstraint(
                fields=["import_source", "external_id"],
                condition=~Q(external_id=""),
                name="idea_imported_once",
            ),
        ]
        indexes = [
            models.Index(
                QUEUE.asc(),
                "submitted_at",
                "id",
                condition=Q(state__in=["submitted", "in_triage", "parked"]),
                # What a count of the queue asks of a row: it is answered from the index, without the table.
                include=["state", "review_on", "first_human_reply_at", "promised_reply_at"],
                name="idea_queue_by_promise",
            ),
            models.Index(fields=["board_tab", "-published_at", "-id"], condition=~Q(board_tab=""), name="idea_board"),
            models.Index(fields=["-published_at", "-id"], condition=~Q(board_tab=""), name="idea_board_all"),
            models.Index(
                fields=["site", "-published_at", "-id"],
                condition=~Q(board_tab="") & Q(visibility="public"),
                name="idea_board_of_site",
            ),
            models.Index(
                fields=["campaign", "-published_at", "-id"], condition=~Q(board_tab=""), name="idea_board_of_campaign"
            ),
            models.Index(fields=["state", "-state_since", "-id"], name="idea_by_state"),
            models.Index(
                fields=["promised_reply_at"],
                condition=Q(state__in=["submitted", "in_triage"], first_human_reply_at=None),
                name="idea_unanswered",
            ),
            # Everything the officer may look through, in each order of the page.
            models.Index(fields=["-submitted_at", "-id"], name="idea_newest"),
            models.Index(fields=["state", "-submitted_at", "-id"], name="idea_newest_of_state"),
            models.Index(fields=["site", "-submitted_at", "-id"], name="idea_newest_of_site"),
            models.Index(PRIORITY.desc(), F("id").desc(), name="idea_by_priority"),
            models.Index(PROMISE.asc(), F("id").asc(), name="idea_by_promise"),
            # The portfolio: what is open, then whatever was assessed.
            models.Index(
                *(part.desc() for part in STRENGTH),
                condition=ASSESSED & Q(state__in=[state.value for state in OPEN]),
                # What the matrix asks of the strongest.
                include=[
                    *("id", "priority", "value", "level_impact", "level_effort"),
                    *("raters", "kind", "state", "redirected_to"),
                ],
                name="idea_portfolio_open",
            ),
            models.Index(*(part.desc() for part in STRENGTH), condition=ASSESSED, name="idea_portfolio"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["submitted", "in_triage"], first_human_reply_at__isnull=False),
                name="idea_answered_once",
            ),
            models.Index(fields=["review_on"], condition=Q(state="parked"), name="idea_parked_until"),
            models.Index(fields=["objections_until"], condition=Q(state="fast_track"), name="idea_objection_window"),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="idea_held_until"),
        ]

    def __str__(self):
        return f"{self.reference} {self.display_title}"

    def get_absolute_url(self):
        return reverse("ideas:detail", kwargs={"reference": self.reference})

    @property
    def display_title(self):
        """The officer's title, else the first words of the author."""
        if self.title:
            return self.title
        first_line = self.problem_text.strip().split("\n", 1)[0]
        return first_line if len(first_line) <= 90 else first_line[:89].rsplit(" ", 1)[0].rstrip(" .,;:!?") + "…"

    @property
    def info(self):
        """Label, tone, icon, step and tab of the current state, as the author reads it."""
        return STATES[State(self.state)]

    @property
    def is_anonymous(self):
        return self.visibility == Visibility.ANONYMOUS

    @property
    def is_proposal(self):
        return self.kind == IdeaKind.PROPOSAL


class Authorship(models.Model):
    """Who wrote it. The first is the author, the others are credited co-authors."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="authorships", verbose_name=_("contribution"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="authorships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=AuthorRole.choices, default=AuthorRole.AUTHOR)
    # Credited because another contribution was merged into this one; taken back when it is separated again.
    merged_from = models.ForeignKey(
        Idea, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("merged from")
    )
    # What a group wrote is taken back once each of them has asked.
    withdrawal_asked_at = models.DateTimeField(_("asked to take it back on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="author_credited_once"),
            models.CheckConstraint(condition=Q(role__in=AuthorRole.values), name="author_role_is_known"),
        ]
        indexes = [models.Index(fields=["person", "idea"], name="authorship_of_person")]

    def __str__(self):
        return f"{self.person} · {self.idea_id}"
