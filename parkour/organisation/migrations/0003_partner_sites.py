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
                help_text="Besides what comes from their own site, which they always read.",
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
                help_text="Whoever works at a partner’s or a franchisee’s site contributes as anybody, and reads less.",
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
