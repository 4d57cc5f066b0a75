from tests.ideas.importing.conftest import CORPUS

collect_ignore = [] if CORPUS else ["test_agreement_corpus.py", "test_past_corpus.py"]
