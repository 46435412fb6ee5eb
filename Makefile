# Development and operation commands. `make` lists them.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DATA_DIR ?= .data
URL ?=
VERSION ?=
DRY_RUN ?=
# Measure the coverage in `make test`; `make test-all` always does.
COVERAGE ?=
# Benchmarks for `make evaluate`; empty: all.
ONLY ?=
# Parallel processes for `make test`: twice the cores of a small machine, since tests wait for processes, too.
JOBS ?= 4
PYTEST = -m pytest --numprocesses $(JOBS) --dist loadscope --no-loadscope-reorder
# Duration of `make chaos`, and the seed to repeat a run.
MINUTES ?= 10
SEED ?=
# Tests for `make endurance`; empty: all.
NAMES ?=
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Resolves for all Python versions and platforms at once, with the hashes of all candidate files.
COMPILE = $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
export PORT DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help tools run analyze test test-long test-all check check-format check-lint check-imports check-types check-migrations check-settings audit format translations evaluate chaos endurance bench site release lock accurate unlock matrix secrets speech programs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# One stamp per set of packages, so that nothing is installed twice and changed pins are noticed.
$(VENV)/base.stamp: requirements.txt requirements-embedded.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Choose one: make PYTHON=python3.12 ...")'
	@# Without the stamp, an earlier start was killed while it created or filled the environment: begin again.
	@test -e $@ || $(PYTHON) -m venv --clear $(VENV)
	@rm -f $@
	@echo "Installing the pinned packages into $(VENV) (once) ..."
	@$(PIP) pip==26.2
	@$(PIP) -r requirements.txt -r requirements-embedded.txt
	@touch $@

# Speech recognition, the larger encoder, tracing.
$(VENV)/speech.stamp $(VENV)/accurate.stamp $(VENV)/tracing.stamp: $(VENV)/%.stamp: $(VENV)/base.stamp requirements-%.txt
	@echo "Installing requirements-$*.txt into $(VENV) (once) ..."
	@$(PIP) -r requirements.txt -r requirements-$*.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/base.stamp $(VENV)/speech.stamp $(VENV)/accurate.stamp $(VENV)/tracing.stamp pyproject.toml
	@echo "Installing the development tools into $(VENV) (once) ..."
	@sed -E '/^ +--hash/d; s/ [\]$$//' requirements*.txt > $(VENV)/pins.txt
	@$(PIP) --group dev -c $(VENV)/pins.txt
	@touch $@

# The tools of `make site` and `make release`, in an environment of their own.
$(VENV)/maintenance.stamp: $(VENV)/base.stamp pyproject.toml
	@echo "Installing the tools for the site and releases into $(VENV)/maintenance (once) ..."
	@$(PYTHON) -m venv --clear --without-pip $(VENV)/maintenance
	@$(BIN)/python -m pip --python $(VENV)/maintenance/bin/python install --quiet --disable-pip-version-check \
	  --group docs --group release
	@touch $@

# AsyncAPI's official schema, published on npm; one test validates our document with it. Without npm the test is skipped.
$(VENV)/asyncapi-specs: $(VENV)/base.stamp
	@rm -rf $@.new && mkdir $@.new
	@if command -v npm >/dev/null; then (cd $@.new && npm pack --silent @asyncapi/specs@6.11.1 >/dev/null && tar xzf *.tgz --strip-components=1) \
	  || echo "AsyncAPI's schema could not be downloaded: one test will be skipped."; fi
	@rm -rf $@ && mv $@.new $@

# axe-core, published on npm, finds faults of accessibility; the browser tests run it. Without npm they are skipped.
$(VENV)/axe-core: $(VENV)/base.stamp
	@rm -rf $@.new && mkdir $@.new
	@if command -v npm >/dev/null; then (cd $@.new && npm pack --silent axe-core@4.11.0 >/dev/null && tar xzf *.tgz --strip-components=1) \
	  || echo "axe-core could not be downloaded: its tests will be skipped."; fi
	@rm -rf $@ && mv $@.new $@

tools: $(VENV)/dev.stamp $(VENV)/maintenance.stamp $(VENV)/asyncapi-specs $(VENV)/axe-core ## install everything that checks, tests, site and release need

run: $(VENV)/base.stamp ## start all services, analyse one video (URL=... or the sample), run until Ctrl-C
	@exec $(BIN)/python manage.py up $(if $(URL),"$(URL)")

analyze: $(VENV)/base.stamp ## analyse URL=... in the terminal
	@exec $(BIN)/python manage.py analyze "$(URL)"

# The tests start many processes. Without bytecode on disk each of them would compile every module again.
test test-long: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/dev.stamp $(VENV)/asyncapi-specs ## run the tests with real servers; COVERAGE=1 measures and prints the coverage
	@$(BIN)/python $(if $(COVERAGE),-m slipcover --json --out .coverage.json) $(PYTEST) -m "not long and not browser" $(PYTEST_ARGS)
	@# In a second step: slipcover 1.1 prints the lines of this process only where it also checks their share.
	@$(if $(COVERAGE),$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json --fail-under 90)

test-long: $(VENV)/dev.stamp $(VENV)/axe-core $(VENV)/maintenance.stamp ## run the long tests: browser, faults, fuzzers, deployment, many more examples
	@$(BIN)/python $(PYTEST) -m "long or browser or hypothesis" --hypothesis-profile thorough $(PYTEST_ARGS)

test-all: COVERAGE = 1
test-all: test test-long ## run all tests and measure the coverage

# Each part by itself, so that `make -j2 -O check` can run them beside each other.
check: check-format check-lint check-imports check-types check-migrations check-settings ## check format, lint, security, imports, types, migrations, settings

check-format: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .

check-lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .

check-imports: $(VENV)/dev.stamp
	@$(BIN)/lint-imports

check-types: $(VENV)/dev.stamp
	@DEBUG=true DATABASE_URL=postgresql://none@localhost/none $(BIN)/mypy

check-migrations: $(VENV)/dev.stamp
	@$(BIN)/python manage.py makemigrations --check --dry-run

check-settings: $(VENV)/dev.stamp
	@HTTPS=true SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  DATABASE_URL=postgresql://none@localhost/none $(BIN)/python manage.py check --deploy --fail-level WARNING

audit: $(VENV)/dev.stamp ## check the pinned packages for known vulnerabilities (needs network)
	@$(BIN)/python .ci/audit

format: $(VENV)/dev.stamp ## format the code and fix lint errors
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

translations: $(VENV)/dev.stamp ## put new messages into the .po file of analysis/locale, and compile it
	@DEBUG=true DATABASE_URL=postgresql://none@localhost/none DJANGO_SETTINGS_MODULE=tests.settings \
	  $(BIN)/python -c 'import django; django.setup(); from tests.support import catalog; catalog.update()'

evaluate: $(VENV)/dev.stamp ## measure the quality of results on labelled data, write docs/quality.md
	@$(BIN)/python -m benchmarks.quality $(ONLY)

chaos: $(VENV)/dev.stamp ## inject random faults for MINUTES=10, then check that nothing was lost (SEED= repeats a run)
	@$(BIN)/python -m tests.faults.chaos --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

endurance: $(VENV)/dev.stamp ## run the full-size reliability tests of docs/reliability.md (NAMES="size clients wipes dispatching outages"; empty: all)
	@$(BIN)/python -m tests.faults.endurance $(NAMES)

bench: $(VENV)/dev.stamp ## run the performance benchmarks of docs/performance.md
	@$(BIN)/python -m benchmarks

site: $(VENV)/maintenance.stamp ## build the documentation site in site/, check its links
	@$(VENV)/maintenance/bin/python -m maintenance.site

release: $(VENV)/maintenance.stamp ## release VERSION=1.2.3 from main: changelog, SBOM, the client's files, tag; DRY_RUN=1 only says what it would do
	@$(VENV)/maintenance/bin/python -m maintenance.release $(if $(DRY_RUN),--dry-run) "$(VERSION)"

lock: ## pin requirements*.txt with hashes; UPGRADE=1 upgrades all packages
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@$(COMPILE) requirements.in -o requirements.txt
	@for extra in embedded speech accurate tracing image; do \
	  $(COMPILE) requirements.in pyproject.toml --extra $$extra -c requirements.txt -o requirements-$$extra.txt \
	    $$(sed -nE 's/^([a-z0-9-]+)==.*/--no-emit-package \1/p' requirements.txt) || exit; \
	done
	@rm -rf $(VENV)/lock

# Temporary lock for one run of .ci/matrix: the newest or oldest versions that requirements.in allows.
unlock:
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@rm requirements.txt requirements-embedded.txt requirements-speech.txt requirements-accurate.txt requirements-tracing.txt
	@$(VENV)/lock/bin/uv pip compile --quiet --python $(PYTHON) --resolution $(subst latest,highest,$(RESOLUTION)) \
	  --generate-hashes --no-annotate requirements.in pyproject.toml --extra embedded --extra speech --extra accurate --extra tracing -o requirements.txt
	@echo "# In requirements.txt." | tee requirements-embedded.txt requirements-speech.txt requirements-tracing.txt > requirements-accurate.txt

matrix: ## run the tests on every supported Python that is installed; see docs/contributing.md
	@.ci/matrix

secrets: ## create missing files in secrets/ for docker-compose.yml
	@mkdir -p -m 700 secrets
	@umask 077; for name in secret_key postgres_password redis_password metrics_token; do \
	  test -s secrets/$$name || $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > secrets/$$name || exit; \
	done; touch secrets/llm_api_key secrets/youtube_api_key
	@# World-readable for the users of the containers; on the host only the owner can enter the folder.
	@chmod 644 secrets/*

accurate: $(VENV)/accurate.stamp ## install the larger encoder that re-scores low-confidence sentiment

speech: $(VENV)/speech.stamp ## install speech recognition, for videos without captions (needs ffmpeg too)

programs: ## install the programs for the browser, audio and deployment tests (Debian, as root)
	@apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium ffmpeg espeak-ng nginx-light docker-compose \
	  poppler-utils fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji pgbouncer rabbitmq-server
	@# The package would start a server; only promtool, which checks the alert rules, is needed.
	@cd $$(mktemp -d) && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb . && install usr/bin/promtool /usr/local/bin/

clean: ## remove the virtual environment and the data folder
	@rm -rf $(VENV) $(DATA_DIR)
