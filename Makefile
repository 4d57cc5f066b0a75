# Two commands matter: `make demo` walks the product, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
SOURCES := parkour ideas committee tests manage.py
# Enough of an environment for a check that reads the settings and asks no server.
DRY := SECRET_KEY=only-to-read-the-settings-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF \
	DATABASE_URL=postgresql://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 ALLOWED_HOSTS=localhost \
	PARKOUR_BASE_URL=https://parkour.example.org DEFAULT_FROM_EMAIL=parkour@example.org

export PYTHONUNBUFFERED := 1
# What one process compiled, the next need not: tests start many.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo manage test check schema bench load screenshots references lint contracts migrations deployment format requirements messages clean
.DEFAULT_GOAL := help

help:
	@echo "make demo          walk the product: http://127.0.0.1:8000 (PORT= to name another)"
	@echo "make manage ARGS=… run a management command on the data of the demo"
	@echo "make test          lint, contracts, migrations, the whole suite"
	@echo "make check         the same without the browser, for the daily hand"
	@echo "make schema        ask the API what a generator makes of its description, 200 times as each role (EXAMPLES= for fewer, ONLY=tags for some)"
	@echo "make bench         what pages and forms cost at 100,000 contributions; writes var/bench.json"
	@echo "make load          let 500 people vote at once, exactly once, while processes are killed; writes var/load.json"
	@echo "make screenshots   take the pictures of the guides from the running product (needs Chromium)"
	@echo "make references    keep how the page of components looks now; look at the pictures before you commit them"
	@echo "make format        put code in its usual form"
	@echo "make messages      bring the French catalogue up to date with the code"
	@echo "make requirements  compile the pinned requirements"
	@echo "make clean         drop what can be made again (var/ and .venv stay)"

demo: $(VENV)/.demo
	@$(PY) -m parkour.core.catalogue
	@exec $(PY) -m parkour.embedded -- $(PY) manage.py demo

manage: $(VENV)/.demo
	@PARKOUR_DEMO=1 exec $(PY) -m parkour.embedded -- $(PY) manage.py $(ARGS)

test: $(VENV)/.dev lint contracts migrations deployment
	exec $(PY) -m pytest -n 2 --maxschedchunk=8

check: $(VENV)/.dev lint contracts migrations deployment
	exec $(PY) -m pytest -n 2 --maxschedchunk=8 -m "not browser and not worker"

# Every operation, as each role, always the same requests: more than an hour on two cores. The suite asks four times, as three roles.
schema: $(VENV)/.dev
	PARKOUR_SCHEMA_EXAMPLES=$(or $(EXAMPLES),200) PARKOUR_SCHEMA_ONLY=$(ONLY) exec $(PY) -m pytest -n 2 --maxschedchunk=1 --show-capture=no tests/api/every_role.py

# On databases of its own, thrown away afterwards; some minutes on two cores.
bench: $(VENV)/.dev
	@$(PY) -m parkour.core.catalogue
	@exec $(PY) -m tests.bench $(ARGS)

# On servers of its own, thrown away afterwards; ends with an error when a ballot was lost, double, half or late.
load: $(VENV)/.dev
	@$(PY) -m parkour.core.catalogue
	@exec $(PY) -m tests.load $(ARGS)

# In a demonstration of its own, thrown away afterwards; a few minutes.
screenshots: $(VENV)/.dev
	@$(PY) -m parkour.core.catalogue
	@exec $(PY) -m tests.screenshots $(ARGS)

# The pages of components as they look now, for the test that compares them.
references: $(VENV)/.dev
	PARKOUR_RENEW_REFERENCES=1 $(PY) -m pytest -n 0 tests/browser/test_design.py -k as_it_did

lint: $(VENV)/.dev
	$(PY) -m ruff check $(SOURCES)
	$(PY) -m ruff format --check $(SOURCES)
	$(VENV)/bin/djlint --quiet --lint parkour ideas committee

contracts: $(VENV)/.dev
	$(VENV)/bin/lint-imports --no-logo

migrations: $(VENV)/.dev
	@$(PY) -m parkour.core.catalogue
	$(DRY) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

deployment: $(VENV)/.dev
	$(DRY) $(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev
	$(PY) -m ruff check --fix-only $(SOURCES)
	$(PY) -m ruff format $(SOURCES)

messages: $(VENV)/.dev
	$(DRY) $(PY) manage.py messages --update
	$(DRY) $(PY) manage.py messages --compile

requirements: $(VENV)/.dev
	@[ -n "$(UV)" ] || $(PY) -m pip install --quiet --disable-pip-version-check uv
	@for kind in "" -demo -dev; do \
		echo "requirements$$kind.txt"; \
		$(or $(UV),$(VENV)/bin/uv) pip compile --quiet --universal --generate-hashes --no-header \
			--python-version 3.11 requirements$$kind.in --output-file requirements$$kind.txt || exit 1; \
	done

clean:
	rm -rf staticfiles .ruff_cache .import_linter_cache .hypothesis .pytest_cache
	find parkour ideas committee tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find parkour/locale -name '*.mo' -delete

# --- The virtual environment: made once, filled again only when a list changed ----------------------
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parkour needs Python 3.11 or newer: name one with PYTHON=python3.x")'
	@echo "Preparing $(VENV)"
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/.demo: requirements-demo.txt | $(PY)
	$(call install,$<)
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(PY)
	$(call install,$<)
	@touch $@

# uv when it is there; else the environment's pip; else (Debian without python3-venv) the system's pip.
define install
@echo "Installing $(1)"
@if [ -n "$(UV)" ]; then \
	"$(UV)" pip install --quiet --python $(PY) --require-hashes -r $(1); \
elif $(PY) -m pip --version >/dev/null 2>&1; then \
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
else \
	$(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check --require-hashes -r $(1); \
fi
endef
