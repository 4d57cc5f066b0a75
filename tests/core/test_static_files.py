import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from parkour.core.static_files import ModulesStorage

MODULES = ("js/store.js", "js/blobs.js", "js/keep.js", "js/words.js", "ideas/outbox.js", "ideas/shrink.js")
MODULES += ("ideas/files.js", "ideas/draft.js")


def test_in_production_our_modules_import_one_another_by_their_hashed_names(tmp_path):
    storage = ModulesStorage(location=tmp_path, base_url="/static/")
    for name in MODULES:
        storage.save(name, ContentFile(Path(finders.find(name)).read_bytes()))
    failures = [
        name
        for name, _hashed, done in storage.post_process({name: (storage, name) for name in MODULES})
        if isinstance(done, Exception)
    ]
    assert failures == []
    for name, count in (("js/words.js", 4), ("ideas/files.js", 4), ("ideas/draft.js", 5)):
        source = (tmp_path / storage.stored_name(name)).read_text()
        imported = re.findall(r'from "([^"]+)";', source)
        assert len(imported) == count
        assert all(re.fullmatch(r".*/?\w+\.[0-9a-f]{12}\.js", each) for each in imported)


def test_the_examples_of_packages_are_left_alone(tmp_path):
    storage = ModulesStorage(location=tmp_path, base_url="/static/")
    storage.save("package/x.js", ContentFile(b'// import x from "./nowhere";\n'))
    done = list(storage.post_process({"package/x.js": (storage, "package/x.js")}))
    assert [outcome for _name, _hashed, outcome in done] == [True]
