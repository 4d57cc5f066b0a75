from ideas.urls import author, campaigns, officer

app_name = "ideas"
urlpatterns = [*author.urlpatterns, *officer.urlpatterns, *campaigns.urlpatterns]
