from django.urls import path

from parkour.indicators.views import answering, sheets, surveys, waves

app_name = "surveys"
one, wave = "<int:pk>/", "waves/<int:pk>/"
urlpatterns = [
    path("", surveys.SurveysView.as_view(), name="surveys"),
    path("new/", surveys.WriteSurveyView.as_view(), name="new_survey"),
    path(one, surveys.SurveyView.as_view(), name="survey"),
    path(f"{one}edit/", surveys.WriteSurveyView.as_view(), name="edit_survey"),
    path(f"{one}delete/", surveys.DeleteSurveyView.as_view(), name="delete_survey"),
    path(f"{one}preview/", surveys.PreviewView.as_view(), name="preview"),
    path(f"{one}plan/", surveys.PlanWaveView.as_view(), name="plan_wave"),
    path(f"{one}sheets/", sheets.SheetsView.as_view(), name="import_sheets"),
    path(f"{wave}undo/", sheets.TakeBackView.as_view(), name="take_back_sheets"),
    path(wave, waves.WaveView.as_view(), name="wave"),
    path(f"{wave}open/", waves.OpenWaveView.as_view(), name="open_wave"),
    path(f"{wave}close/", waves.CloseWaveView.as_view(), name="close_wave"),
    path(f"{wave}cancel/", waves.CancelWaveView.as_view(), name="cancel_wave"),
    path(f"{wave}remind/", waves.RemindWaveView.as_view(), name="remind_wave"),
    path(f"{wave}invite/", waves.InviteView.as_view(), name="invite"),
    path(f"{wave}links/", waves.MakeLinksView.as_view(), name="make_links"),
    path(f"{wave}links.csv", waves.LinksFileView.as_view(), name="links_file"),
    path("words/<uuid:uuid>/contribution/", waves.OpenContributionView.as_view(), name="open_contribution"),
    path("answer/<int:pk>/", answering.AnswerView.as_view(), name="answer"),
    path("a/<str:token>/", answering.LinkView.as_view(), name="by_link"),
]
