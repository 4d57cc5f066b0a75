"""Static files of production: hashed names, compressed copies, and modules that find one another by these names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("js/*.js", "ideas/*.js", "committee/*.js")
_ALL_SCRIPTS, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class ModulesStorage(CompressedManifestStaticFilesStorage):
    """The names inside `import … from "./other.js";` become the hashed ones: no browser mixes two releases.

    In our own modules only: Django's switch reads the comments of packages too, and fails on their examples.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, *((files, IMPORTS) for files in OURS))
