from parkour.engagements.api import engagements, initiatives, standards, trophies, visits

urlpatterns = [
    *engagements.urlpatterns,
    *initiatives.urlpatterns,
    *standards.urlpatterns,
    *trophies.urlpatterns,
    *visits.urlpatterns,
]
