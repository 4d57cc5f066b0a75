"""Search: French words without accents, kept up to date by the database itself.

`ideas_index(ids)` writes the entries of these ideas; triggers call it when a text, an author or the name of an author
changes, so that no writer can forget. The names of the authors are taken out of the words whatever the visibility:
on the board, a contribution is found by what it says, never by who said it.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION parkour_french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION parkour_french
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION parkour_names (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION parkour_names
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
NO_CONFIGURATIONS = """
DROP TEXT SEARCH CONFIGURATION parkour_names;
DROP TEXT SEARCH CONFIGURATION parkour_french;
"""

# unaccent() itself is only STABLE: its dictionary could be another one tomorrow. Here it is named.
UNACCENT = """
CREATE FUNCTION parkour_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN unaccent('unaccent'::regdictionary, $1);
"""
NO_UNACCENT = "DROP FUNCTION parkour_unaccent(text);"

CASCADE = """
ALTER TABLE ideas_ideasearch ADD CONSTRAINT search_of_an_idea
    FOREIGN KEY (idea_id) REFERENCES ideas_idea (id) ON DELETE CASCADE;
"""

FUNCTIONS = r"""
-- A pattern of names takes a thousand times longer than looking whether one of them is there at all.
CREATE FUNCTION ideas_unnamed(said text, names text[]) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM unnest(names) AS name WHERE strpos(said, name) > 0) THEN
    regexp_replace(
      said,
      '(?<![[:alnum:]_])('
        || (SELECT string_agg(regexp_replace(name, '([\\\[\]*+?.^${}()|-])', '\\\1', 'g'), '|') FROM unnest(names) AS name)
        || ')(?![[:alnum:]_])',
      ' ', 'g')
  ELSE said END
$$;

CREATE FUNCTION ideas_index(wanted bigint[]) RETURNS void
LANGUAGE sql AS $$
  WITH authors AS (
    SELECT w.idea_id, array_agg(DISTINCT f.form) FILTER (WHERE f.form <> '') AS forms,
           string_agg(DISTINCT p.first_name || ' ' || p.last_name, ' ') AS names
      FROM ideas_authorship w
      JOIN accounts_user p ON p.id = w.person_id
      CROSS JOIN LATERAL unnest(ARRAY[p.first_name, p.last_name, btrim(p.first_name || ' ' || p.last_name), p.email])
        AS plain(form)
      CROSS JOIN LATERAL unnest(ARRAY[
        plain.form, upper(plain.form), parkour_unaccent(plain.form), upper(parkour_unaccent(plain.form))]) AS f(form)
     WHERE w.idea_id = ANY(wanted)
     GROUP BY w.idea_id
  ), said AS (
    SELECT i.id, i.title, a.forms, coalesce(a.names, '') AS names,
           concat_ws(E'\n', i.problem_text, i.change_text, u.you_said, u.we_did, u.effect) AS texts
      FROM ideas_idea i
      LEFT JOIN ideas_publicupdate u ON u.idea_id = i.id
      LEFT JOIN authors a ON a.idea_id = i.id
     WHERE i.id = ANY(wanted)
  ), written AS (
    INSERT INTO ideas_ideasearch (idea_id, words, people)
    SELECT id,
           setweight(to_tsvector('parkour_french', CASE WHEN forms IS NULL THEN title
                                                        ELSE ideas_unnamed(title, forms) END), 'A')
           || to_tsvector('parkour_french', CASE WHEN forms IS NULL THEN texts ELSE ideas_unnamed(texts, forms) END),
           to_tsvector('parkour_names', names)
      FROM said
     ORDER BY id
    ON CONFLICT (idea_id) DO UPDATE SET words = EXCLUDED.words, people = EXCLUDED.people
    RETURNING words
  )
  -- Not unique on purpose: two people who bring the same new word at once need not wait for each other.
  INSERT INTO ideas_searchword (word)
  SELECT DISTINCT new.word FROM written, unnest(tsvector_to_array(written.words)) AS new(word)
   WHERE length(new.word) BETWEEN 3 AND 40
     AND NOT EXISTS (SELECT 1 FROM ideas_searchword known WHERE known.word = new.word)
$$;

CREATE FUNCTION ideas_index_ideas() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(id) FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION ideas_index_idea() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index(ARRAY[NEW.id]);
  RETURN NULL;
END $$;

CREATE FUNCTION ideas_index_related() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION ideas_index_person() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM ideas_authorship WHERE person_id = NEW.id));
  RETURN NULL;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION ideas_index_person();
DROP FUNCTION ideas_index_related();
DROP FUNCTION ideas_index_idea();
DROP FUNCTION ideas_index_ideas();
DROP FUNCTION ideas_index(bigint[]);
DROP FUNCTION ideas_unnamed(text, text[]);
"""

TRIGGERS = """
CREATE TRIGGER search_ideas_added AFTER INSERT ON ideas_idea
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_ideas();

CREATE TRIGGER search_idea_reworded AFTER UPDATE ON ideas_idea FOR EACH ROW
WHEN ((OLD.title, OLD.problem_text, OLD.change_text) IS DISTINCT FROM (NEW.title, NEW.problem_text, NEW.change_text))
EXECUTE FUNCTION ideas_index_idea();

CREATE TRIGGER search_authors_added AFTER INSERT ON ideas_authorship
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_authors_changed AFTER UPDATE ON ideas_authorship
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_authors_removed AFTER DELETE ON ideas_authorship
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_update_told AFTER INSERT ON ideas_publicupdate
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_update_retold AFTER UPDATE ON ideas_publicupdate
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_update_withdrawn AFTER DELETE ON ideas_publicupdate
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ideas_index_related();

CREATE TRIGGER search_person_renamed AFTER UPDATE ON accounts_user FOR EACH ROW
WHEN ((OLD.first_name, OLD.last_name, OLD.email) IS DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.email))
EXECUTE FUNCTION ideas_index_person();
"""
NO_TRIGGERS = """
DROP TRIGGER search_person_renamed ON accounts_user;
DROP TRIGGER search_update_withdrawn ON ideas_publicupdate;
DROP TRIGGER search_update_retold ON ideas_publicupdate;
DROP TRIGGER search_update_told ON ideas_publicupdate;
DROP TRIGGER search_authors_removed ON ideas_authorship;
DROP TRIGGER search_authors_changed ON ideas_authorship;
DROP TRIGGER search_authors_added ON ideas_authorship;
DROP TRIGGER search_idea_reworded ON ideas_idea;
DROP TRIGGER search_ideas_added ON ideas_idea;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("ideas", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATIONS, NO_CONFIGURATIONS),
        migrations.RunSQL(UNACCENT, NO_UNACCENT),
        migrations.CreateModel(
            name="IdeaSearch",
            fields=[
                (
                    "idea",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField(editable=False, verbose_name="words")),
                ("people", django.contrib.postgres.search.SearchVectorField(editable=False, verbose_name="people")),
            ],
            options={
                "verbose_name": "entry of the search",
                "verbose_name_plural": "entries of the search",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words"),
                    django.contrib.postgres.indexes.GinIndex(fields=["people"], name="search_people"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField(verbose_name="word")),
            ],
            options={
                "verbose_name": "word of the search",
                "verbose_name_plural": "words of the search",
                "indexes": [
                    models.Index(fields=["word"], name="search_word"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_word_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.RunSQL(CASCADE, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL("SELECT ideas_index(array_agg(id)) FROM ideas_idea;", migrations.RunSQL.noop),
    ]
