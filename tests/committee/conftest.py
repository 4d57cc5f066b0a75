from tests.ideas.importing.conftest import CORPUS

collect_ignore = [] if CORPUS else ["test_session_planning_corpus.py"]
