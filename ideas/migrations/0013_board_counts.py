from django.conf import settings
from django.db import migrations, models

# One row more or less for each contribution that comes, goes or changes: writers never wait for each other, and what
# was added up later is the same. Whoever has no name on the board has no site here: nobody is found by where they work.
COUNT = """
CREATE FUNCTION ideas_count_on_board(i ideas_idea, change integer) RETURNS void
LANGUAGE sql AS $$
INSERT INTO ideas_boardcount (board_tab, kind, year, site_key, campaign_key, number)
SELECT i.board_tab, i.kind, extract(year FROM i.published_at AT TIME ZONE 'Europe/Paris'),
       CASE WHEN i.visibility = 'public' AND i.board_tab <> 'not-kept' THEN i.site_id END, i.campaign_id, change
 WHERE i.board_tab <> '' AND i.published_at IS NOT NULL;
$$;
CREATE FUNCTION ideas_keep_board_counts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM ideas_count_on_board(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM ideas_count_on_board(NEW, 1); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ideas_board_count_new AFTER INSERT ON ideas_idea FOR EACH ROW
    WHEN (NEW.board_tab <> '') EXECUTE FUNCTION ideas_keep_board_counts();
CREATE TRIGGER ideas_board_count_gone AFTER DELETE ON ideas_idea FOR EACH ROW
    WHEN (OLD.board_tab <> '') EXECUTE FUNCTION ideas_keep_board_counts();
CREATE TRIGGER ideas_board_count_changed AFTER UPDATE ON ideas_idea FOR EACH ROW
    WHEN ((OLD.board_tab <> '' OR NEW.board_tab <> '')
      AND (OLD.board_tab, OLD.kind, OLD.published_at, OLD.visibility, OLD.site_id, OLD.campaign_id)
          IS DISTINCT FROM (NEW.board_tab, NEW.kind, NEW.published_at, NEW.visibility, NEW.site_id, NEW.campaign_id))
    EXECUTE FUNCTION ideas_keep_board_counts();
INSERT INTO ideas_boardcount (board_tab, kind, year, site_key, campaign_key, number)
SELECT board_tab, kind, extract(year FROM published_at AT TIME ZONE 'Europe/Paris'),
       CASE WHEN visibility = 'public' AND board_tab <> 'not-kept' THEN site_id END, campaign_id, count(*)
  FROM ideas_idea WHERE board_tab <> '' AND published_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
"""
FORGET = """
DROP TRIGGER ideas_board_count_new ON ideas_idea;
DROP TRIGGER ideas_board_count_gone ON ideas_idea;
DROP TRIGGER ideas_board_count_changed ON ideas_idea;
DROP FUNCTION ideas_keep_board_counts();
DROP FUNCTION ideas_count_on_board(ideas_idea, integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0012_campaigns"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("board_tab", models.CharField(max_length=12, verbose_name="tab of the board")),
                ("kind", models.CharField(max_length=10, verbose_name="kind")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("site_key", models.BigIntegerField(null=True, verbose_name="site")),
                ("campaign_key", models.BigIntegerField(null=True, verbose_name="campaign")),
                ("number", models.IntegerField(verbose_name="contributions, more or less")),
            ],
            options={
                "verbose_name": "count of the board",
                "verbose_name_plural": "counts of the board",
            },
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(models.Q(("board_tab", ""), _negated=True), ("visibility", "public")),
                fields=["site", "-published_at", "-id"],
                name="idea_board_of_site",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("board_tab", ""), _negated=True),
                fields=["campaign", "-published_at", "-id"],
                name="idea_board_of_campaign",
            ),
        ),
        migrations.RunSQL(COUNT, FORGET),
    ]
