# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
SEEDS ?= seeds/articles
DEMO := var/demo
# Workers × blocking threads, chosen by the measurement in docs/guides/serving.md.
WORKERS ?= 1
THREADS ?= 2

.PHONY: help run demo test soak lint bench seed vendor pictures clean

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

# Its data never mix with those of `make run`, whatever database that uses; `rm -r var/demo` starts it afresh.
$(DEMO)/ready: | .venv/run
	@$(BIN)/flask seed generate --profile lishan --to $(DEMO)/seeds > /dev/null
	@$(BIN)/flask db upgrade --seed-when-empty $(SEEDS)
	@$(BIN)/flask seed load $(DEMO)/seeds
	@touch $@

demo: export PORTAL_DATA_DIR := $(DEMO)
demo: export PORTAL_DATABASE_URL :=
demo: $(DEMO)/ready ## run with a made-up street that looks lived in; its data are in var/demo
	@$(MAKE) --no-print-directory run

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

vendor: ## the browser's libraries are what vendor.toml lists; `make vendor DO=refresh` fetches them again
	@$(PYTHON) tools/vendor.py $(DO)

pictures: .venv/dev ## the pictures of the clerks' manual and of the residents' site, taken again; NAMES="list grid" takes only those
	@$(BIN)/python docs/pictures.py $(NAMES)
	@$(BIN)/python docs/site_pictures.py $(NAMES)

clean: ## forget the virtual environment (never the data)
	@rm -rf .venv
