from django.urls import path

from parkour.indicators.views import changes, files, indicators, measuring, reasons

app_name = "indicators"
one, change = "<int:pk>/", "changes/<int:pk>/"
urlpatterns = [
    path("", indicators.IndicatorsView.as_view(), name="indicators"),
    path("new/", indicators.WriteIndicatorView.as_view(), name="new_indicator"),
    path(one, indicators.IndicatorView.as_view(), name="indicator"),
    path(f"{one}series/", indicators.SeriesFileView.as_view(), name="series_file"),
    path(f"{one}edit/", indicators.WriteIndicatorView.as_view(), name="edit_indicator"),
    path(f"{one}close/", indicators.CloseIndicatorView.as_view(), name="close_indicator"),
    path(f"{one}reopen/", indicators.ReopenIndicatorView.as_view(), name="reopen_indicator"),
    path(f"{one}enter/", measuring.EnterView.as_view(), name="enter"),
    path(f"{one}changes/new/", changes.RecordChangeView.as_view(), name="record_change"),
    path(f"{change}remove/", changes.RemoveChangeView.as_view(), name="remove_change"),
    path(f"{change}rebase/", changes.RebaseView.as_view(), name="rebase"),
    path("baselines/<int:pk>/undo/", changes.UndoRebaseView.as_view(), name="undo_rebase"),
    path("reasons/", reasons.ReasonsView.as_view(), name="reasons"),
    path("reasons/<int:pk>/", reasons.ReasonView.as_view(), name="reason"),
    path("reasons/<int:pk>/close/", reasons.CloseReasonView.as_view(), name="close_reason"),
    path("reasons/<int:pk>/reopen/", reasons.ReopenReasonView.as_view(), name="reopen_reason"),
    path("files/", files.FilesView.as_view(), name="files"),
    path("files/<int:pk>/", files.FileView.as_view(), name="file"),
    path("files/<int:pk>/progress/", files.FileProgressView.as_view(), name="file_progress"),
    path("files/<int:pk>/undo/", files.UndoFileView.as_view(), name="undo_file"),
    path("files/<int:pk>/enter/", files.EnterFileView.as_view(), name="enter_file"),
    path("files/<int:pk>/discard/", files.DiscardFileView.as_view(), name="discard_file"),
]
