from ideas.urls import author, officer

app_name = "ideas"
urlpatterns = [*author.urlpatterns, *officer.urlpatterns]
