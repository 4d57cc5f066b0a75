from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_anonymous_feedback"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="partner_board",
            field=models.CharField(
                choices=[("done", "What was done and told to everyone, without names"), ("nothing", "Nothing")],
                db_default="done",
                default="done",
                help_text=(
                    "Besides what their own site signed, which they always read. What is shared shows them no name "
                    "of another site."
                ),
                max_length=10,
                verbose_name="board for partners and franchisees",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="kind",
            field=models.CharField(
                choices=[("own", "Of the organisation"), ("partner", "Of a partner"), ("franchise", "Of a franchisee")],
                db_default="own",
                default="own",
                help_text=(
                    "Whoever works at a partner’s or a franchisee’s site sends contributions and is answered as "
                    "anybody. Of the board they read what their site signed and what the organisation shares; of the "
                    "committee, nothing."
                ),
                max_length=10,
                verbose_name="whose site",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("partner_board__in", ["done", "nothing"])),
                name="organisation_partner_board_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["own", "partner", "franchise"])), name="site_kind_is_known"
            ),
        ),
    ]
