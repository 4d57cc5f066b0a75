from tests.ideas.importing.conftest import CORPUS

collect_ignore = [] if CORPUS else ["test_methods_corpus.py", "test_session_planning_corpus.py"]
