from django.urls import path

from parkour.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.InboxView.as_view(), name="inbox"),
    path("read/", views.ReadAllView.as_view(), name="read_all"),
    path("<int:pk>/open/", views.OpenView.as_view(), name="open"),
]
