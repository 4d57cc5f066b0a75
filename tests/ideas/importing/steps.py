"""Files on their way through the steps of an import, for the tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import ImportBatch
from ideas.services.import_batches import choose_columns, start_check, start_import, upload_file
from ideas.services.import_runs import run_imports

GOOD = (
    "id;titre;texte;date\n"
    "1;Tournées;On passe deux fois dans la rue.;30/01/2019\n"
    "2;Gants;Il manque des gants.;28/02/2019\n"
)
MIXED = GOOD + "3;Rien;RAS;\n4;Clés;Les clés se perdent.;31/02/2019\n"


def fresh(batch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def uploaded(by, content=GOOD, name="boite.csv") -> ImportBatch:
    data = content if isinstance(content, bytes) else content.encode()
    return upload_file(SimpleUploadedFile(name, data), by=by)


def mapped(by, content=GOOD, name="boite.csv") -> ImportBatch:
    batch = uploaded(by, content, name)
    return choose_columns(batch, by=by, columns=batch.columns, source="Boîte 2019")


def checked(by, content=GOOD, name="boite.csv") -> ImportBatch:
    batch = start_check(mapped(by, content, name), by=by)
    run_imports()
    return fresh(batch)


def imported(by, content=GOOD, name="boite.csv") -> ImportBatch:
    batch = checked(by, content, name)
    start_import(batch, by=by, valid_only=bool(batch.refused))
    run_imports()
    return fresh(batch)


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def many(count):
    return "id;texte\n" + "".join(f"{number};Une idée numéro {number} pour les tournées\n" for number in range(count))
