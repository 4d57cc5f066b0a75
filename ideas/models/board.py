from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardCount(models.Model):
    """How many contributions of the board share these facts: what the filters count, without reading contributions.

    Written by a trigger on contributions (migration `board_counts`), one row more or less each time, so that nobody
    waits for anybody; the sweeper adds the rows up. A contribution whose author hides their name has no site here.
    """

    board_tab = models.CharField(_("tab of the board"), max_length=12)
    kind = models.CharField(_("kind"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    site_key = models.BigIntegerField(_("site"), null=True)
    campaign_key = models.BigIntegerField(_("campaign"), null=True)
    number = models.IntegerField(_("contributions, more or less"))

    class Meta:
        verbose_name = _("count of the board")
        verbose_name_plural = _("counts of the board")

    def __str__(self):
        return f"{self.board_tab} {self.year}: {self.number:+}"
