from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class IdeaSearch(models.Model):
    """What one idea is found by. Written by the database itself (migration 0002) whenever a text or a name changes.

    `words` are the public texts without the names of those who wrote it: whoever reads the board may search them.
    `people` are those names, for the officer alone. A table of its own: an idea changes state often, its texts hardly
    ever, and an index on words is dear to write.
    """

    # The database removes the entry with its idea: taking the authors away first writes it once more.
    idea = models.OneToOneField(
        Idea,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="search",
        verbose_name=_("contribution"),
    )
    words = SearchVectorField(_("words"), editable=False)
    people = SearchVectorField(_("people"), editable=False)

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(fields=["people"], name="search_people"),
        ]

    def __str__(self):
        return str(self.pk)


class SearchWord(models.Model):
    """A word (its stem, without accents) that some idea holds: what a mistyped word is compared with."""

    word = models.TextField(_("word"))
    # As the worker last counted them: rare words find what is similar. 0 for a word that came since.
    found = models.PositiveIntegerField(_("contributions that hold it"), default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        indexes = [
            models.Index(fields=["word"], name="search_word"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams"),
        ]

    def __str__(self):
        return self.word
