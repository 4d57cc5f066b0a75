from django.urls import path

from ideas.exports import ExportView
from ideas.outcomes import MOVES
from ideas.views import (
    actions,
    captures,
    contributions,
    deputies,
    escalations,
    imports,
    incoming,
    moderation,
    outcomes,
    ready_words,
    recommendations,
    red_flags,
    similar,
    triage,
)

item = "triage/<slug:reference>/"
comment = "ideas/<slug:reference>/comments/<int:pk>/"

urlpatterns = [
    path("contributions/", contributions.ContributionsView.as_view(), name="all"),
    path("triage/", triage.TriageView.as_view(), name="triage"),
    path("triage/pairs/", similar.PairsView.as_view(), name="pairs"),
    path("triage/to-say/", captures.ToSayView.as_view(), name="to_say"),
    path("triage/to-say/<slug:reference>/", captures.SayView.as_view(), name="say"),
    path("triage/words/", ready_words.WordsView.as_view(), name="words"),
    path("triage/words/new/", ready_words.NewWordsView.as_view(), name="new_words"),
    path("triage/words/restore/", ready_words.RestoreWordsView.as_view(), name="restore_words"),
    path("triage/words/<int:pk>/", ready_words.ChangeWordsView.as_view(), name="change_words"),
    path("triage/deputies/", deputies.DeputiesView.as_view(), name="deputies"),
    path("triage/deputies/<int:pk>/end/", deputies.EndDeputyView.as_view(), name="end_deputy"),
    path("escalations/<slug:reference>/", escalations.EscalationView.as_view(), name="escalation"),
    path(item, triage.TriageItemView.as_view(), name="triage_item"),
    path(f"{item}open/", triage.OpenView.as_view(), name="open"),
    path(f"{item}assess/", triage.AssessView.as_view(), name="assess"),
    path(f"{item}verdict/", triage.VerdictView.as_view(), name="verdict"),
    path(f"{item}title/", triage.RetitleView.as_view(), name="retitle"),
    path(f"{item}note/", triage.NoteView.as_view(), name="note"),
    path(f"{item}escalate/", escalations.EscalateView.as_view(), name="escalate"),
    path(f"{item}take-back/", escalations.TakeBackView.as_view(), name="take_back"),
    path(f"{item}flag/", red_flags.FlagView.as_view(), name="flag"),
    path(f"{item}unflag/", red_flags.LiftFlagView.as_view(), name="unflag"),
    path(f"{item}decide/<slug:outcome>/", outcomes.DecideView.as_view(), name="decide"),
    *[
        path(f"{item}{move.url_name.replace('_', '-')}/", outcomes.MoveView.as_view(move=move.name), name=move.url_name)
        for move in MOVES.values()
    ],
    path("actions/", actions.ActionsView.as_view(), name="actions"),
    path("actions/<slug:reference>/", actions.ActionView.as_view(), name="action"),
    path("actions/<slug:reference>/<slug:step>/", actions.ActionStepView.as_view(), name="action_step"),
    path("recommendations/", recommendations.RecommendationsView.as_view(), name="recommendations"),
    path("recommendations/<slug:reference>/", recommendations.ArbitrateView.as_view(), name="arbitrate"),
    path("import/", imports.ImportsView.as_view(), name="imports"),
    path("import/<int:pk>/", imports.ImportView.as_view(), name="import"),
    path("import/<int:pk>/progress/", imports.ProgressView.as_view(), name="import_progress"),
    path("import/<int:pk>/sheet/", imports.SheetView.as_view(), name="import_sheet"),
    path("import/<int:pk>/columns/", imports.ChangeColumnsView.as_view(), name="import_columns"),
    path("import/<int:pk>/start/", imports.StartImportView.as_view(), name="import_start"),
    path("import/<int:pk>/discard/", imports.DiscardView.as_view(), name="import_discard"),
    path("import/<int:pk>/undo/", imports.UndoImportView.as_view(), name="import_undo"),
    path("reports/", moderation.ReportsView.as_view(), name="reports"),
    path(f"{comment}hide/", moderation.HideCommentView.as_view(), name="comment_hide"),
    path(f"{comment}restore/", moderation.RestoreCommentView.as_view(), name="comment_restore"),
    path(f"{comment}keep/", moderation.KeepCommentView.as_view(), name="comment_keep"),
    path("mails/", incoming.MailsView.as_view(), name="mails"),
    path("mails/<int:pk>/accept/", incoming.AcceptMailView.as_view(), name="mail_accept"),
    path("mails/<int:pk>/discard/", incoming.DiscardMailView.as_view(), name="mail_discard"),
    path("mails/<int:pk>/restore/", incoming.RestoreMailView.as_view(), name="mail_restore"),
    path("export/", ExportView.as_view(), name="export"),
]
