import pytest
from django.core.management import call_command

from ideas.models import Idea
from parkour.notifications.models import OutgoingMail
from tests.journeys.programme import EXPECTED, walk_ten

pytestmark = pytest.mark.django_db

TEXTS = [
    "Un local pour poser ses affaires entre midi et deux.",
    "Des gants à la bonne taille dans chaque agence.",
    "Prévenir le client quand on a du retard.",
    "Un numéro unique pour l’astreinte du week-end.",
    "Un seul outil pour le planning et les congés.",
    "Des vélos électriques pour le centre-ville.",
    "Fermer l’agence le vendredi après-midi.",
    "Repeindre toutes les voitures.",
    "Changer le logo des tuniques.",
    "Supprimer les réunions d’équipe.",
]


def test_ten_imported_ideas_reach_their_decisions(tmp_path):
    file = tmp_path / "programme.csv"
    rows = [f'"{number}";"{text}";"12/03/2024"' for number, text in enumerate(TEXTS, 1)]
    file.write_text("\n".join(["id;texte;date", *rows]), encoding="cp1252")
    call_command("import_ideas", str(file), source="ancien-programme", verbosity=0)
    assert OutgoingMail.objects.count() == 0
    ideas = list(Idea.objects.order_by("pk"))
    assert [idea.problem_text for idea in ideas] == TEXTS
    assert {idea.promised_reply_at for idea in ideas} == {None}
    assert [idea.state for idea in walk_ten(ideas)] == EXPECTED
