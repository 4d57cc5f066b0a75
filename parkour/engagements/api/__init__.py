from parkour.engagements.api import engagements, initiatives, standards, visits

urlpatterns = [*engagements.urlpatterns, *initiatives.urlpatterns, *standards.urlpatterns, *visits.urlpatterns]
