# Every command of the project. `make demo` and `make test` each work alone on a fresh machine.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
DEMO_REQUESTS ?= 240000
DEMO_SEED ?= 1
# One process per core runs the tests, so polars keeps to one thread in each.
PYTEST := POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -q -n auto

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-small check test proof bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/ready ## a virtual environment with everything installed

$(VENV)/ready: pyproject.toml constraints.txt setup.sh
	@bash setup.sh "$(PYTHON)" "$(VENV)"

demo: setup ## build and publish the demo workspace, then open the dashboard (PORT=8501)
	@$(BIN)/needs simulate --data data --requests $(DEMO_REQUESTS) --seed $(DEMO_SEED)
	@$(BIN)/needs build --data data
	@$(BIN)/needs publish --data data
	@$(BIN)/needs dashboard --data data --audience coalition --port $(PORT)

demo-small: setup ## the same with 2,500 requests of three partners
	@$(BIN)/needs simulate --data data/small --like data --requests 2500 --partners 3 --seed $(DEMO_SEED)
	@mkdir -p data/small/raw/catalog && cp data/small-catalog/*.yaml data/small/raw/catalog/
	@$(BIN)/needs build --data data/small
	@$(BIN)/needs publish --data data/small
	@$(BIN)/needs dashboard --data data/small --audience coalition --port $(PORT)

check: setup ## lint, import rules and fast tests, under a minute
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(PYTEST) -m "not slow and not browser and not proof"

test: setup ## everything at sample size, with a real browser, under 15 minutes
	@$(BIN)/needs doctor --browser --install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(PYTEST) -m "not browser and not proof"
	@$(BIN)/python -m pytest -q -m "browser and not proof"

proof: setup ## the full figures; writes docs/proof/*.json with the commit
	@$(BIN)/needs doctor --browser --install
	@$(BIN)/python -m pytest -q -m proof --proof-folder docs/proof
	@$(PYTEST) -m "not browser and not proof" --hypothesis-profile=search

bench: setup ## speed, as ratios against a bare run of the same engine
	@$(BIN)/needs bench --data data

clean: ## remove what the commands made (not raw data of yours)
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build *.egg-info
