"""Static files of production: hashed names, compressed copies, and modules that find one another by these names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModulesStorage(CompressedManifestStaticFilesStorage):
    """The names inside `import … from "./other.js";` become the hashed ones: no browser mixes two releases."""

    support_js_module_import_aggregation = True
