# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
SEEDS ?= seeds/articles
# Workers × blocking threads, chosen by the measurement in docs/guides/serving.md.
WORKERS ?= 1
THREADS ?= 2

.PHONY: help run test soak lint bench seed clean

help: ## what can be typed here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run ## install, migrate, seed when empty, serve on http://127.0.0.1:8000
	@$(BIN)/flask db upgrade --seed-when-empty $(SEEDS)
	@echo "打开 http://$(HOST):$(PORT)/ ，后台在 http://$(HOST):$(PORT)/admin/"
	@$(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --workers $(WORKERS) --blocking-threads $(THREADS) \
		--log-level warning --no-ws wsgi:app

test: .venv/dev ## the whole suite on SQLite and PostgreSQL, in a browser where there is one
	@$(BIN)/pytest -n auto

soak: .venv/dev ## the long counts: 500 kills, long fuzzing
	@$(BIN)/pytest -m soak -s

lint: .venv/dev ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

bench: .venv/dev ## what is measured, against whom: see benchmarks/README.md
	@$(BIN)/python -m benchmarks

seed: .venv/run ## import the articles' facts again; nothing is doubled
	@$(BIN)/flask seed load $(SEEDS)

clean: ## forget the virtual environment (never the data)
	@rm -rf .venv
