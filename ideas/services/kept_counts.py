"""The numbers of supports and comments that lists show, counted from the rows under the lock of the contribution."""

from django.db import connection, transaction
from django.db.models import Q

from ideas.models import Comment, Idea, Support
from ideas.models.talk import SHOWN


def count_supports(idea: Idea) -> None:
    """Keep the number of supports of a locked contribution."""
    idea.support_count = Support.objects.filter(idea=idea).count()
    idea.save(update_fields=["support_count"])


def count_comments(idea: Idea) -> None:
    """Keep the number of comments shown on a locked contribution, those of what was merged into it included."""
    talk = Comment.objects.filter(SHOWN, Q(idea=idea) | Q(idea__merged_into=idea))
    idea.comment_count = talk.count()
    idea.save(update_fields=["comment_count"])


# In one statement: what is written meanwhile stays, and two who add up at once take different rows.
ADD_UP = """
WITH taken AS (DELETE FROM ideas_boardcount RETURNING *)
INSERT INTO ideas_boardcount (board_tab, kind, year, site_key, campaign_key, number)
SELECT board_tab, kind, year, site_key, campaign_key, sum(number) FROM taken
 GROUP BY board_tab, kind, year, site_key, campaign_key HAVING sum(number) <> 0
"""


def add_up_board_counts() -> int:
    """Make one row of those that count the same; return how many rows are left."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP)
        return cursor.rowcount


COUNT_AFRESH = """
INSERT INTO ideas_boardcount (board_tab, kind, year, site_key, campaign_key, number)
SELECT board_tab, kind, extract(year FROM published_at AT TIME ZONE 'Europe/Paris'),
       CASE WHEN visibility = 'public' AND board_tab <> 'not-kept' THEN site_id END, campaign_id, count(*)
  FROM ideas_idea WHERE board_tab <> '' AND published_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5
"""


@transaction.atomic
def recount_board() -> int:
    """Count afresh, after rows were written with the triggers off; return how many rows there are."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE ideas_idea IN SHARE MODE")  # nobody publishes meanwhile
        cursor.execute("DELETE FROM ideas_boardcount")
        cursor.execute(COUNT_AFRESH)
        return cursor.rowcount
