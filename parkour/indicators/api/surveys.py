"""Surveys and their waves, over the services that the pages use."""

from django.http import Http404
from django.urls import path

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of
from parkour.indicators import survey_serializers as told
from parkour.indicators.models import Answer, Invitation, Survey, Wave
from parkour.indicators.results import may_read_words
from parkour.indicators.services import surveys, verbatims, waves
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.services.sheets import enter_sheets, take_back_sheets

READ = {"scope": Scope.IDEAS_READ, "permission": "indicators.read_surveys"}
MANAGE = {"scope": Scope.IDEAS_WRITE, "permission": "indicators.manage_surveys"}
ONE = {"output": told.SurveyOut, "versioned": True}
WAVE = MANAGE | {"output": told.WaveOut}


def the_survey(pk) -> Survey:
    survey = Survey.objects.prefetch_related("questions", "waves").filter(pk=pk).first()
    if survey is None:
        raise Http404
    return survey


def the_wave(pk) -> Wave:
    wave = Wave.objects.select_related("survey").filter(pk=pk).first()
    if wave is None:
        raise Http404
    return wave


class SurveysView(Endpoint):
    @operation(**READ, paged=True, query=PageQuery, output=told.SurveyOut)
    def get(self, request):
        """Surveys with their waves, the newest first."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        rows = Survey.objects.prefetch_related("questions", "waves").order_by("-pk")
        if last is not None:
            rows = rows.filter(pk__lt=last)
        page = page_of(list(rows[: size + 1]), size, lambda survey: survey.pk)
        return Page([told.survey_out(row) for row in page.rows], page.cursor)

    @operation(**MANAGE, **ONE, input=told.SurveyInput, status=201)
    def post(self, request):
        """Write a survey of three to six questions."""
        return told.survey_out(surveys.write_survey(told.survey_facts(self.sent), by=request.user))


class SurveyView(Endpoint):
    @operation(**READ, **ONE)
    def get(self, request, pk):
        """One survey."""
        return told.survey_out(the_survey(pk))

    @operation(**MANAGE, **ONE, input=told.SurveyInput, conditional=True)
    def put(self, request, pk):
        """Write it again, whole, until a wave of it opened."""
        facts = told.survey_facts(self.sent)
        kept = surveys.write_survey(facts, by=request.user, survey=the_survey(pk), version=self.version)
        return told.survey_out(the_survey(kept.pk))

    @operation(**MANAGE, refusals=(409,))
    def delete(self, request, pk):
        """Take away a survey that nobody was asked."""
        surveys.delete_survey(the_survey(pk), by=request.user)


class PlanView(Endpoint):
    @operation(**WAVE, input=told.WaveInput, status=201)
    def post(self, request, pk):
        """Plan a wave: it opens and closes on its days by itself."""
        return told.wave_out(surveys.plan_wave(the_survey(pk), by=request.user, **self.sent))


class SheetsView(Endpoint):
    @operation(**WAVE, input=told.AnswerSheetsInput, status=201)
    def post(self, request, pk):
        """Take in answers given on paper or with another tool: a wave that is over, told like the others."""
        facts = {name: self.sent[name] for name in ("opens_on", "closes_on", "name")}
        sheets = told.sheets_of(self.sent)
        return told.wave_out(enter_sheets(the_survey(pk), sheets, by=request.user, **facts))


class WaveView(Endpoint):
    @operation(**READ, output=told.WaveOut)
    def get(self, request, pk):
        """One wave: its roll, what it can show and, once it is over, what it told."""
        return told.wave_out(the_wave(pk))

    @operation(**MANAGE, refusals=(409,))
    def delete(self, request, pk):
        """Take away a wave that has not opened, or whose answers were given elsewhere and taken in."""
        found = the_wave(pk)
        (take_back_sheets if found.file_name else surveys.cancel_wave)(found, by=request.user)


class OpenView(Endpoint):
    @operation(**WAVE, refusals=(409,))
    def post(self, request, pk):
        """Open it now. Twice is once."""
        return told.wave_out(waves.open_wave(the_wave(pk), by=request.user))


class CloseView(Endpoint):
    @operation(**WAVE, refusals=(409,))
    def post(self, request, pk):
        """Close it for good. Twice is once."""
        return told.wave_out(waves.close_wave(the_wave(pk), by=request.user))


class RemindView(Endpoint):
    @operation(**MANAGE, output=told.PeopleCountOut, refusals=(409,))
    def post(self, request, pk):
        """Remind, once, those who have not answered."""
        return {"count": waves.remind_wave(the_wave(pk), by=request.user)}


class InvitationsView(Endpoint):
    @operation(**MANAGE, input=told.InviteInput, output=told.PeopleCountOut, refusals=(409,))
    def post(self, request, pk):
        """Ask these people too; those asked in the last thirty days are left in peace."""
        return {"count": waves.invite_people(the_wave(pk), self.sent["people"], by=request.user)}


class LinksView(Endpoint):
    @operation(**MANAGE, input=told.LinksInput, output=told.LinksOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """Make links for customers. They are in this answer and in the file of the page."""
        return told.links_out(waves.make_links(the_wave(pk), by=request.user, **self.sent))


class AnswersView(Endpoint):
    @operation(
        scope=Scope.IDEAS_WRITE,
        for_everybody=True,
        input=told.SurveyAnswersInput,
        output=told.AnsweredOut,
        refusals=(404, 409),
    )
    def post(self, request, pk):
        """Answer a wave in which I was asked, once. Nothing leads from the answers to me."""
        mine = Invitation.objects.filter(person=request.user, wave=pk).select_related("wave__survey").first()
        if mine is None:
            raise Http404
        return {"kept": answer_wave(mine, told.answers_of(self.sent))}


class ContributionView(Endpoint):
    @operation(**MANAGE, input=told.OpenInput, output=told.OpenedOut, status=201)
    def post(self, request, uuid):
        """Open a contribution of what somebody wrote. Twice is once."""
        answer = Answer.objects.select_related("wave__survey", "question").filter(pk=uuid).first()
        if answer is None or not may_read_words(answer):
            raise Http404
        return {"reference": verbatims.open_contribution(answer, by=request.user, **self.sent).reference}


one, wave = "surveys/<int:pk>/", "surveys/waves/<int:pk>/"
urlpatterns = [
    path("surveys/", SurveysView.as_view(), name="surveys"),
    path(one, SurveyView.as_view(), name="survey"),
    path(f"{one}sheets/", SheetsView.as_view(), name="import_sheets"),
    path(f"{one}waves/", PlanView.as_view(), name="plan_wave"),
    path(wave, WaveView.as_view(), name="wave"),
    path(f"{wave}open/", OpenView.as_view(), name="open_wave"),
    path(f"{wave}close/", CloseView.as_view(), name="close_wave"),
    path(f"{wave}remind/", RemindView.as_view(), name="remind_wave"),
    path(f"{wave}invitations/", InvitationsView.as_view(), name="wave_invitations"),
    path(f"{wave}links/", LinksView.as_view(), name="wave_links"),
    path(f"{wave}answers/", AnswersView.as_view(), name="wave_answers"),
    path("surveys/words/<uuid:uuid>/contribution/", ContributionView.as_view(), name="open_words"),
]
