from parkour.engagements.api import engagements, initiatives, standards

urlpatterns = [*engagements.urlpatterns, *initiatives.urlpatterns, *standards.urlpatterns]
