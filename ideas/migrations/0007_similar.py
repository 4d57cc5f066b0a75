"""Similar contributions: what they are compared by, who is like whom, and how many hold each word.

The database asks for a comparison whenever it writes an entry of the search, so that no writer can forget; what was
there before is asked for here. The worker answers.
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models


ASK = """
CREATE FUNCTION ideas_ask_likeness() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ideas_likeness (idea_id, shingles, asked, shaped, paired)
  SELECT idea_id, '', 1, 0, 0 FROM changed ORDER BY idea_id
  ON CONFLICT (idea_id) DO UPDATE SET asked = ideas_likeness.asked + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER likeness_of_new_words AFTER INSERT ON ideas_ideasearch
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_ask_likeness();

CREATE TRIGGER likeness_of_other_words AFTER UPDATE ON ideas_ideasearch
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_ask_likeness();

INSERT INTO ideas_likeness (idea_id, shingles, asked, shaped, paired)
SELECT idea_id, '', 1, 0, 0 FROM ideas_ideasearch;
"""
NO_ASK = """
DROP TRIGGER likeness_of_other_words ON ideas_ideasearch;
DROP TRIGGER likeness_of_new_words ON ideas_ideasearch;
DROP FUNCTION ideas_ask_likeness();
"""

# The database removes these with their idea, whoever removes it.
CASCADE = """
ALTER TABLE ideas_likeness ADD CONSTRAINT likeness_of_an_idea
    FOREIGN KEY (idea_id) REFERENCES ideas_idea (id) ON DELETE CASCADE;
ALTER TABLE ideas_neighbour ADD CONSTRAINT neighbour_of_an_idea
    FOREIGN KEY (idea_id) REFERENCES ideas_idea (id) ON DELETE CASCADE;
ALTER TABLE ideas_neighbour ADD CONSTRAINT neighbour_is_an_idea
    FOREIGN KEY (other_id) REFERENCES ideas_idea (id) ON DELETE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0006_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LikenessFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("total", models.PositiveIntegerField(default=0, editable=False, verbose_name="contributions")),
                ("holders", models.BinaryField(default=bytes, verbose_name="holders of each shingle")),
                (
                    "words_counted_at",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="contributions when words were counted"
                    ),
                ),
                ("stamp", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="stamp")),
            ],
            options={
                "verbose_name": "figures of likeness",
                "verbose_name_plural": "figures of likeness",
            },
        ),
        migrations.AddField(
            model_name="searchword",
            name="found",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="contributions that hold it"
            ),
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "idea",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="likeness",
                        serialize=False,
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                ("shingles", models.BinaryField(default=bytes, verbose_name="shingles")),
                ("asked", models.PositiveIntegerField(default=1, editable=False, verbose_name="times asked")),
                ("shaped", models.PositiveIntegerField(default=0, editable=False, verbose_name="shingles written for")),
                (
                    "paired",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="neighbours written for"),
                ),
            ],
            options={
                "verbose_name": "likeness of a contribution",
                "verbose_name_plural": "likeness of contributions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("shaped", models.F("asked")), _negated=True),
                        fields=["idea"],
                        name="likeness_to_shape",
                    ),
                    models.Index(
                        condition=models.Q(("paired", models.F("asked")), _negated=True),
                        fields=["idea"],
                        name="likeness_to_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Neighbour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField(editable=False, verbose_name="likeness")),
                ("together", models.FloatField(editable=False, verbose_name="likeness, with what neighbours say")),
                (
                    "idea",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="neighbours",
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ideas.idea",
                        verbose_name="its neighbour",
                    ),
                ),
            ],
            options={
                "verbose_name": "neighbour",
                "verbose_name_plural": "neighbours",
                "indexes": [models.Index(fields=["-together", "-id"], name="neighbour_closest")],
                "constraints": [
                    models.UniqueConstraint(fields=("idea", "other"), name="neighbour_once"),
                    models.CheckConstraint(
                        condition=models.Q(("idea__gt", models.F("other"))), name="neighbour_came_before"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CASCADE, migrations.RunSQL.noop),
        migrations.RunSQL(ASK, NO_ASK),
    ]
