"""The yardstick: the least that Django can do for each piece of work, on tables of its own.

A list is one query and one template, without login; a form is one row written; a vote one row and one counter;
an import reads a CSV file, checks each row and creates them by batches; an export streams them.
"""

import csv
import io
from itertools import islice

from django import forms
from django.db import connection, models, transaction
from django.db.models import F
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

BATCH = 500
ROWS = 50
# What `startproject` writes, without the parts that this yardstick has no use for.
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tests.bench.minimal.OwnAddresses",
)


class Note(models.Model):
    title = models.CharField(max_length=300)
    text = models.TextField()
    author = models.CharField(max_length=120)
    score = models.FloatField(db_index=True)
    votes = models.IntegerField(default=0)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"
        db_table = "bench_note"

    def __str__(self):
        return self.title


class Vote(models.Model):
    note = models.ForeignKey(Note, models.CASCADE)
    person = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "bench_vote"
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="bench_one_vote")]

    def __str__(self):
        return f"{self.note_id} · {self.person}"


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["title", "text", "author"]


class OwnAddresses:
    """These views are served by a handler of their own, beside the product."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = __name__
        return self.get_response(request)


def listing(request):
    rows = Note.objects.order_by("-score")[: int(request.GET.get("rows", ROWS))]
    return render(request, "minimal/list.html", {"notes": rows})


def write(request):
    form = NoteForm(request.POST or None)
    if form.is_valid():
        form.instance.score = 0
        form.save()
        return HttpResponseRedirect("/list/")
    return render(request, "minimal/form.html", {"form": form})


def vote(request, pk):
    with transaction.atomic():
        Vote.objects.create(note_id=pk, person=int(request.POST["person"]))
        Note.objects.filter(pk=pk).update(votes=F("votes") + 1)
    return HttpResponseRedirect("/list/")


def export(request):
    rows = Note.objects.order_by("pk").values_list("pk", "title", "text", "author", "score", "written_at")
    lines = (_line(row) for row in rows.iterator(chunk_size=2_000))
    return StreamingHttpResponse(lines, content_type="text/csv")


def _line(row) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()


def import_csv(data: bytes) -> int:
    """Rows created from a CSV file with the columns title, text and author, each checked by its form."""
    reader = csv.DictReader(io.StringIO(data.decode()))
    created = 0
    with transaction.atomic():
        while batch := list(map(_checked, islice(reader, BATCH))):
            created += len(Note.objects.bulk_create(batch))
    return created


def _checked(row) -> Note:
    form = NoteForm(row)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    form.instance.score = 0
    return form.instance


def create_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Note)
        editor.create_model(Vote)


urlpatterns = [
    path("list/", listing),
    path("write/", write),
    path("vote/<int:pk>/", vote),
    path("export/", export),
]
