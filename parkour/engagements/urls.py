from django.urls import path

from parkour.engagements.views import engagements, guests, initiatives, irritants, standards, successes

app_name = "engagements"
one, irritant = "<int:pk>/", "irritants/<int:pk>/"
step, proof = "steps/<int:pk>/", "proofs/<int:pk>/"
urlpatterns = [
    path("", engagements.CharterView.as_view(), name="charter"),
    path("irritants/", irritants.RegisterView.as_view(), name="register"),
    path("irritants/new/", irritants.WriteIrritantView.as_view(), name="new_irritant"),
    path(irritant, irritants.IrritantView.as_view(), name="irritant"),
    path(f"{irritant}edit/", irritants.WriteIrritantView.as_view(), name="edit_irritant"),
    path(f"{irritant}aside/", irritants.PutAsideView.as_view(), name="put_aside"),
    path(f"{irritant}again/", irritants.TakeUpView.as_view(), name="take_up"),
    path(f"{irritant}promise/", engagements.NewEngagementView.as_view(), name="new_engagement"),
    path(one, engagements.EngagementView.as_view(), name="engagement"),
    path(f"{one}edit/", engagements.EditEngagementView.as_view(), name="edit_engagement"),
    path(f"{one}publish/", engagements.PublishView.as_view(), name="publish"),
    path(f"{one}withdraw/", engagements.WithdrawView.as_view(), name="withdraw"),
    path(f"{one}step/", engagements.AddStepView.as_view(), name="add_step"),
    path(f"{one}proof/", engagements.ProveView.as_view(), name="prove"),
    path(f"{one}guests/", guests.GuestsView.as_view(), name="guests"),
    path(f"{one}invite/", guests.InviteView.as_view(), name="invite"),
    path(f"{step}done/", engagements.StepDoneView.as_view(), name="step_done"),
    path(f"{step}again/", engagements.StepAgainView.as_view(), name="step_again"),
    path(f"{step}drop/", engagements.DropStepView.as_view(), name="drop_step"),
    path(f"{proof}back/", engagements.TakeBackProofView.as_view(), name="take_back_proof"),
    path("guests/<uuid:uuid>/close/", guests.CloseLinkView.as_view(), name="close_link"),
    path("words/<int:pk>/hide/", guests.HideWordView.as_view(), name="hide_word"),
    path("words/<int:pk>/show/", guests.ShowWordView.as_view(), name="show_word"),
    path("initiatives/", initiatives.InitiativesView.as_view(), name="initiatives"),
    path("initiatives/<int:pk>/back/", initiatives.TakeBackInitiativeView.as_view(), name="take_back_initiative"),
    path("initiatives/spend/", initiatives.SpendView.as_view(), name="spend"),
    path("successes/", successes.SuccessesView.as_view(), name="successes"),
    path("successes/<slug:reference>/", successes.SuccessView.as_view(), name="success"),
    path("successes/<slug:reference>/standard/", standards.PublishStandardView.as_view(), name="new_standard"),
    path("standards/", standards.StandardsView.as_view(), name="standards"),
    path("standards/<int:pk>/", standards.StandardView.as_view(), name="standard"),
    path("standards/<int:pk>/edit/", standards.RewriteStandardView.as_view(), name="edit_standard"),
    path("standards/<int:pk>/close/", standards.CloseStandardView.as_view(), name="close_standard"),
    path("standards/<int:pk>/reopen/", standards.ReopenStandardView.as_view(), name="reopen_standard"),
    path("replications/<int:pk>/done/", successes.ReplicatedView.as_view(), name="replicated"),
    path("replications/<int:pk>/again/", successes.NotReplicatedView.as_view(), name="not_replicated"),
    path("replications/<int:pk>/drop/", successes.DropReplicationView.as_view(), name="drop_replication"),
    path("g/<str:token>/", guests.GuestView.as_view(), name="guest"),
]
