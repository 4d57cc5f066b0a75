import django.db.models.deletion
from django.db import migrations, models

# One statement writes a contribution and its authors: the words of the search, which leave the names of the authors
# out, are then found once, whichever of the two triggers comes first: it notes the contribution and how many authors it
# has. Every other change of authors forgets what was noted.
INDEX_ONCE = """
CREATE FUNCTION ideas_with_authors(ids bigint[]) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT ids::text || ' ' || count(*) FROM ideas_authorship WHERE idea_id = ANY(ids)
$$;

CREATE FUNCTION ideas_index_once(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(ids) > 1 THEN
    PERFORM ideas_index(ids);
  ELSIF current_setting('parkour.indexed', true) IS DISTINCT FROM ideas_with_authors(ids) THEN
    PERFORM ideas_index(ids);
    PERFORM set_config('parkour.indexed', ideas_with_authors(ids), true);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION ideas_index_ideas() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index_once((SELECT array_agg(id) FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION ideas_index_authors_added() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index_once((SELECT array_agg(DISTINCT idea_id) FROM changed));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ideas_index_related() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('parkour.indexed', '', true);
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM changed));
  RETURN NULL;
END $$;

DROP TRIGGER search_authors_added ON ideas_authorship;
CREATE TRIGGER search_authors_added AFTER INSERT ON ideas_authorship
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_authors_added();
"""
INDEX_EACH_TIME = """
DROP TRIGGER search_authors_added ON ideas_authorship;
CREATE TRIGGER search_authors_added AFTER INSERT ON ideas_authorship
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE OR REPLACE FUNCTION ideas_index_related() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM changed));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ideas_index_ideas() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(id) FROM changed));
  RETURN NULL;
END $$;

DROP FUNCTION ideas_index_authors_added();
DROP FUNCTION ideas_index_once(bigint[]);
DROP FUNCTION ideas_with_authors(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0008_attachments")]

    operations = [
        migrations.CreateModel(
            name="UntoldEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="untold",
                        serialize=False,
                        to="ideas.ideaevent",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunSQL(INDEX_ONCE, INDEX_EACH_TIME),
    ]
