from django.urls import path

from parkour.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.DashboardView.as_view(), name="dashboard"),
    path("contributions/", views.ListView.as_view(), name="list"),
    path("sheet/", views.SheetView.as_view(), name="sheet"),
    path("months/", views.FileView.as_view(), name="file"),
]
