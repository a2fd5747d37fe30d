# The commands of TradeCRM. `make help` lists them.
PYTHON ?= python3
VENV := .venv/bin/python
SERVICES := $(VENV) -m tools.services
PYTEST := $(VENV) -m pytest
# One process a core; who has done takes over what another has not begun.
ALL_CORES := -n auto --dist worksteal
# The driver of the browser tests is installed only where there is a browser.
BROWSER = $(if $(CHROMIUM)$(shell for name in chromium chromium-browser google-chrome; do command -v $$name; done; true),browser)
# Settings of a production site, for Django's own deployment check.
PRODUCTION := DEBUG=0 HTTPS=1 ALLOWED_HOSTS=crm.example \
	SECRET_KEY=$(shell printf 'only-for-the-check-%.0s' 1 2 3 4 5)
SOURCES := .

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check lint types layers templates migrations-check translations deploy-check format \
	coverage bench figures demo-refresh messages format-check lock clean venv test-tools quality-tools assets

help: ## List the commands
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

# ── the two commands ─────────────────────────────────────────────────────────
run: venv assets ## Install everything and serve the application with demo data (HOST, PORT)
	@exec $(VENV) -m tools.serve

test: test-tools ## All tests on PostgreSQL, then the portability pass on SQLite
	$(SERVICES) -- $(PYTEST) $(ALL_CORES)
	$(SERVICES) --sqlite -- $(PYTEST) $(ALL_CORES) --portability

# ── while working ────────────────────────────────────────────────────────────
test-fast: test-tools ## Tests without browser and slow ones, failed ones first (ARGS="…" goes to pytest)
	$(SERVICES) -- $(PYTEST) $(ALL_CORES) -m "not browser and not slow" --failed-first $(ARGS)

format: quality-tools ## Format the Python code and apply the safe fixes
	$(VENV) -m ruff check --fix $(SOURCES)
	$(VENV) -m ruff format $(SOURCES)

bench: test-tools ## Speed of the pages against a bare Django page, as ratios (ARGS="--sizes 1000,10000")
	$(SERVICES) -- $(VENV) -m bench $(ARGS)

figures: test-tools ## The figures of trust and speed, one JSON line each (ARGS="Z1 C1"; --list names them)
	$(SERVICES) -- $(VENV) -m figures $(ARGS)

demo-refresh: venv ## Bring the demo data of `make run` to today again
	@$(VENV) -m tools.manage refresh_demo

messages: venv ## Bring the message catalogue up to date with the source
	$(VENV) -m tools.messages update

coverage: test-tools ## Tests with a coverage report in var/coverage
	$(SERVICES) -- $(PYTEST) $(ALL_CORES) --cov --cov-report=term:skip-covered --cov-report=html:var/coverage

lock: ## Write requirements/*.txt from pyproject.toml (ARGS=--upgrade for the newest versions)
	$(PYTHON) -m tools.lock $(ARGS)

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf .venv var/assets var/test-assets var/static var/.static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# ── what CI checks ───────────────────────────────────────────────────────────
check: lint test ## Everything that CI checks

lint: format-check types layers templates migrations-check translations deploy-check ## CI's checks without the tests

format-check: quality-tools
	$(VENV) -m ruff format --check $(SOURCES)
	$(VENV) -m ruff check $(SOURCES)

types: quality-tools ## Types
	SECRET_KEY=types $(VENV) -m mypy

layers: quality-tools ## Import order of the apps
	.venv/bin/lint-imports

templates: quality-tools ## Template lint
	$(VENV) -m djlint templates --lint --quiet

migrations-check: venv ## Migrations match the models
	SECRET_KEY=check DATABASE_URL=sqlite://:memory: $(VENV) manage.py makemigrations --check --dry-run

translations: venv ## Every message is translated
	$(VENV) -m tools.messages check

deploy-check: venv ## Django's check of production settings
	$(PRODUCTION) $(VENV) manage.py check --deploy --fail-level WARNING

# ── pieces ───────────────────────────────────────────────────────────────────
venv:
	@$(PYTHON) -m tools.venv run

test-tools: assets
	@$(PYTHON) -m tools.venv run test $(BROWSER)
	@SECRET_KEY=static $(VENV) -m tradecrm.dev.prepare --static

quality-tools:
	@$(PYTHON) -m tools.venv run test quality

assets: venv
	@$(VENV) -m tools.assets
