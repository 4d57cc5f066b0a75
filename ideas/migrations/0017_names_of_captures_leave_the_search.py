"""Words of the search without the names of those who are credited with nothing: somebody without an account, and a
colleague who said that it is not from them (`ideas.privacy.Veil.unsaid`). The officers find by them what was said.
"""

import re
from importlib import import_module

from django.db import migrations

INDEX = r"""
CREATE OR REPLACE FUNCTION ideas_index(wanted bigint[]) RETURNS void
LANGUAGE sql AS $$
  WITH people AS (
    SELECT w.idea_id, p.first_name, p.last_name, p.email
      FROM ideas_authorship w JOIN accounts_user p ON p.id = w.person_id
     WHERE w.idea_id = ANY(wanted)
     UNION ALL
    SELECT c.idea_id, p.first_name, p.last_name, p.email
      FROM ideas_capture c JOIN accounts_user p ON p.id = c.person_id
     WHERE c.idea_id = ANY(wanted) AND c.disowned <> ''
     UNION ALL
    SELECT c.idea_id, c.said_by, '', '' FROM ideas_capture c WHERE c.idea_id = ANY(wanted) AND c.said_by <> ''
     UNION ALL
    -- A word of a typed name is one by itself, unless it is “Mrs” or an article (as in `ideas.privacy`).
    SELECT c.idea_id, '', word, ''
      FROM ideas_capture c CROSS JOIN LATERAL regexp_split_to_table(c.said_by, '\s+') AS word
     WHERE c.idea_id = ANY(wanted) AND length(word) > 2 AND left(word, 1) <> lower(left(word, 1))
       AND word NOT IN ('Les', 'Une', 'Des', 'Mme', 'Mlle', 'Monsieur', 'Madame', 'Mrs', 'The')
  ), authors AS (
    SELECT p.idea_id, array_agg(DISTINCT f.form) FILTER (WHERE f.form <> '') AS forms,
           string_agg(DISTINCT p.first_name || ' ' || p.last_name, ' ') AS names
      FROM people p
      CROSS JOIN LATERAL unnest(ARRAY[p.first_name, p.last_name, btrim(p.first_name || ' ' || p.last_name), p.email])
        AS plain(form)
      CROSS JOIN LATERAL unnest(ARRAY[
        plain.form, upper(plain.form), parkour_unaccent(plain.form), upper(parkour_unaccent(plain.form))]) AS f(form)
     GROUP BY p.idea_id
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
  INSERT INTO ideas_searchword (word)
  SELECT DISTINCT new.word FROM written, unnest(tsvector_to_array(written.words)) AS new(word)
   WHERE length(new.word) BETWEEN 3 AND 40
     AND NOT EXISTS (SELECT 1 FROM ideas_searchword known WHERE known.word = new.word)
$$;
"""
FORMER = re.search(
    r"CREATE FUNCTION ideas_index\(wanted.*?\$\$;", import_module("ideas.migrations.0002_search").FUNCTIONS, re.DOTALL
)[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

TRIGGERS = """
CREATE FUNCTION ideas_index_capture() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('parkour.indexed', '', true);
  PERFORM ideas_index(ARRAY[NEW.idea_id]);
  RETURN NULL;
END $$;

CREATE TRIGGER search_capture_typed AFTER INSERT OR UPDATE OF said_by, disowned ON ideas_capture FOR EACH ROW
WHEN (NEW.said_by <> '' OR NEW.disowned <> '') EXECUTE FUNCTION ideas_index_capture();

CREATE OR REPLACE FUNCTION ideas_index_person() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM (
    SELECT idea_id FROM ideas_authorship WHERE person_id = NEW.id
     UNION ALL SELECT idea_id FROM ideas_capture WHERE person_id = NEW.id AND disowned <> '') AS theirs));
  RETURN NULL;
END $$;
"""
NO_TRIGGERS = """
CREATE OR REPLACE FUNCTION ideas_index_person() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ideas_index((SELECT array_agg(DISTINCT idea_id) FROM ideas_authorship WHERE person_id = NEW.id));
  RETURN NULL;
END $$;

DROP TRIGGER search_capture_typed ON ideas_capture;
DROP FUNCTION ideas_index_capture();
"""
AGAIN = """
SELECT ideas_index(array_agg(idea_id)) FROM ideas_capture WHERE said_by <> '' OR disowned <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0016_files_wait_and_are_nobodys")]
    operations = [
        migrations.RunSQL(INDEX, FORMER),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(AGAIN, AGAIN),
    ]
