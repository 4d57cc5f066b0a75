"""Which site a cell of a file means (pure): its code, or a name that only one site has."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ideas.importing.errors import CellRefused
from parkour.organisation.models import Site


class SiteNames:
    """The sites that codes and names stand for; a code wins over a name, capitals do not matter."""

    def __init__(self, sites: Iterable[Site]):
        self._codes, self._names = defaultdict(list), defaultdict(list)
        for site in sites:
            self._codes[site.code.casefold()].append(site)
            self._names[site.name.casefold()].append(site)

    def found(self, said: str) -> Site:
        """Raises CellRefused for what stands for no site, or for several."""
        key = said.casefold()
        sites = self._codes.get(key) or self._names.get(key)
        if not sites:
            raise CellRefused("unknown", _("There is no site “%(name)s”.") % {"name": said[:60]})
        if len(sites) > 1:
            sentence = _("Several sites are called “%(name)s”: write the code of the one you mean.")
            raise CellRefused("unclear", sentence % {"name": said[:60]})
        return sites[0]
