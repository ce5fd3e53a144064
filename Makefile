# The commands of this project; `make` alone lists them. Each one first gets what it needs: see tools/prepare.py.

PYTHON ?= python3
PORT ?= 8000
export PORT
BIN := .venv/bin
# What the person at this terminal has set for a server must not reach the tests.
ALONE := env -u DATABASE_URL -u CACHE_URL -u EMAIL_URL -u ALLOWED_HOSTS -u HTTPS -u DEMO -u DEBUG
# Nor what keeps Python from keeping compiled code: the tests start it some hundred times.
ALONE += -u PYTHONDONTWRITEBYTECODE

# Three side by side on two cores: those in a browser mostly wait.
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal --durations=10
POSTGRES := $(BIN)/python -m tests.postgres --

.DEFAULT_GOAL := help
.PHONY: help run test test-all lint format bench experiments backup restore pictures messages lock clean prepared ready

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Serve the workbook with its demo on http://127.0.0.1:8000/ (another port: PORT=8123)
	@exec $(PYTHON) -m tools.prepare serve

test: lint ## Check the code, run all tests on SQLite and those of the database on PostgreSQL too
	$(ALONE) $(PYTEST)
	$(ALONE) $(POSTGRES) $(PYTEST) -m "database and not browser"

test-all: lint ## Run all tests on both databases, with their long forms
	$(ALONE) LONG=1 $(PYTEST)
	$(ALONE) LONG=1 $(POSTGRES) $(PYTEST)

lint: prepared ## Check style, layers, types and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')

format: prepared ## Put code and templates into the style that lint asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade $$(git ls-files 'templates/*.html')

bench: prepared ## Measure speed and size (some figures: ONLY=sheet)
	@$(ALONE) ONLY="$(ONLY)" $(BIN)/python -m tests.bench.run

experiments: prepared ## Try to lose what people have written (some figures: ONLY=save.kill9; shorter: SIZE=0.1)
	@$(ALONE) ONLY="$(ONLY)" SIZE="$(SIZE)" $(BIN)/python -m tests.experiments.run

backup: ready ## Put all data into a file in var/backups/, also while people write
	@$(BIN)/python -m tools.backup save $(FILE)

restore: ready ## Bring a backup back: make restore FILE=var/backups/…
	@$(BIN)/python -m tools.backup restore "$(FILE)"

pictures: prepared ## Renew the pictures that printed pages are compared with; look at them before you commit them
	$(ALONE) RENEW=1 $(BIN)/python -m pytest -q tests/quadrants/test_pictures.py

messages: prepared ## Bring the translations up to date with the sources and compile them
	$(BIN)/python -m tools.messages --extract

lock: ## Renew requirements.txt and requirements-dev.txt from pyproject.toml
	@$(PYTHON) -m tools.lock

clean: ## Remove what was made, but for the database and the key
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf var/static var/fonts var/cache var/prepared.json
	find locale -name '*.mo' -delete

prepared:
	@$(PYTHON) -m tools.prepare test

ready:
	@$(PYTHON) -m tools.prepare run
