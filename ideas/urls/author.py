from django.urls import path

from ideas.views.anonymous import AnonymousView, FollowUpView
from ideas.views.board import BoardView
from ideas.views.captures import CaptureView, DisownView
from ideas.views.coauthors import CoauthorView
from ideas.views.conversation import (
    AnswerView,
    AppealView,
    ConfirmView,
    DisputeView,
    HideNameView,
    KeepView,
    MessageView,
    ShowNameView,
    WithdrawView,
)
from ideas.views.detail import DetailView
from ideas.views.drafts import DiscardDraftView, ForgetDraftView, RestoreDraftView, SaveDraftView
from ideas.views.files import (
    AddFilesView,
    FileView,
    PairView,
    RemoveFileView,
    RestoreFileView,
    SendFileView,
    ShowPhotoView,
)
from ideas.views.mine import MineView
from ideas.views.quick_win import OfferView, QuickWinView
from ideas.views.red_flags import DangerView
from ideas.views.similar import SimilarView
from ideas.views.submission import ReceiptView, SendView, SubmitView
from ideas.views.talk import (
    CommentView,
    EditCommentView,
    FollowedView,
    FollowView,
    RemoveCommentView,
    ReportCommentView,
    SupportView,
    UnfollowView,
    WithdrawSupportView,
)

comment = "ideas/<slug:reference>/comments/<int:pk>/"

a_file = "ideas/<slug:reference>/files/<uuid:file>/"

urlpatterns = [
    path("board/", BoardView.as_view(), name="board"),
    path("ideas/", MineView.as_view(), name="mine"),
    path("ideas/new/", SubmitView.as_view(), name="submit"),
    path("ideas/followed/", FollowedView.as_view(), name="followed"),
    path("ideas/send/", SendView.as_view(), name="send"),
    path("ideas/drafts/<uuid:uuid>/", SaveDraftView.as_view(), name="save_draft"),
    path("ideas/drafts/<uuid:uuid>/discard/", DiscardDraftView.as_view(), name="discard_draft"),
    path("ideas/drafts/<uuid:uuid>/restore/", RestoreDraftView.as_view(), name="restore_draft"),
    path("ideas/drafts/<uuid:uuid>/forget/", ForgetDraftView.as_view(), name="forget_draft"),
    path("ideas/anonymous/", AnonymousView.as_view(), name="anonymous"),
    path("ideas/follow-up/", FollowUpView.as_view(), name="follow_up"),
    path("ideas/for-somebody/", CaptureView.as_view(), name="capture"),
    path("ideas/similar/", SimilarView.as_view(), name="similar"),
    path("ideas/<slug:reference>/", DetailView.as_view(), name="detail"),
    path("ideas/<slug:reference>/receipt/", ReceiptView.as_view(), name="receipt"),
    path("ideas/<slug:reference>/files/", AddFilesView.as_view(), name="add_files"),
    path(f"{a_file}remove/", RemoveFileView.as_view(), name="remove_file"),
    path(f"{a_file}restore/", RestoreFileView.as_view(), name="restore_file"),
    path(f"{a_file}show/", ShowPhotoView.as_view(), name="show_photo"),
    path("ideas/<slug:reference>/photos/", PairView.as_view(), name="photos"),
    path("files/", SendFileView.as_view(), name="send_file"),
    path("files/<uuid:file>/", FileView.as_view(), name="file"),
    path("files/<uuid:file>/small/", FileView.as_view(small=True), name="file_small"),
    path("ideas/<slug:reference>/answer/", AnswerView.as_view(), name="answer"),
    path("ideas/<slug:reference>/message/", MessageView.as_view(), name="message"),
    path("ideas/<slug:reference>/danger/", DangerView.as_view(), name="danger"),
    path("ideas/<slug:reference>/name/hide/", HideNameView.as_view(), name="hide_name"),
    path("ideas/<slug:reference>/name/show/", ShowNameView.as_view(), name="show_name"),
    path("ideas/<slug:reference>/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("ideas/<slug:reference>/keep/", KeepView.as_view(), name="keep"),
    path("ideas/<slug:reference>/coauthor/", CoauthorView.as_view(), name="coauthor"),
    path("ideas/<slug:reference>/disown/", DisownView.as_view(), name="disown"),
    path("ideas/<slug:reference>/offer/", OfferView.as_view(), name="offer"),
    path("ideas/<slug:reference>/appeal/", AppealView.as_view(), name="appeal"),
    path("ideas/<slug:reference>/confirm/", ConfirmView.as_view(), name="confirm"),
    path("ideas/<slug:reference>/dispute/", DisputeView.as_view(), name="dispute"),
    path("ideas/<slug:reference>/quick-win/", QuickWinView.as_view(), name="quick_win"),
    path("ideas/<slug:reference>/support/", SupportView.as_view(), name="support"),
    path("ideas/<slug:reference>/support/undo/", WithdrawSupportView.as_view(), name="withdraw_support"),
    path("ideas/<slug:reference>/follow/", FollowView.as_view(), name="follow"),
    path("ideas/<slug:reference>/follow/undo/", UnfollowView.as_view(), name="unfollow"),
    path("ideas/<slug:reference>/comments/", CommentView.as_view(), name="comment"),
    path(f"{comment}edit/", EditCommentView.as_view(), name="comment_edit"),
    path(f"{comment}remove/", RemoveCommentView.as_view(), name="comment_remove"),
    path(f"{comment}report/", ReportCommentView.as_view(), name="comment_report"),
]
