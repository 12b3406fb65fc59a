# Everything a person types while working on Koepaikka. The work is done by tools/*.py, which need
# nothing but Python 3.11.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# `make messages` brings both catalogues up to date with the texts in the code.
.PHONY: messages help run setup test lint unit integration journeys test-faults test-cluster test-deploy \
	test-attacks audit sbom bench clean reset python

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: python ## Set up what is missing and serve; PORT, HOST, DATABASE_URL and DEMO=0 are honoured
	@$(PYTHON) -m tools.serve

setup: python ## Set up what is missing and stop there
	@$(PYTHON) -m tools.setup

test: python ## Run every check as the build does; STAGE=unit runs one stage
	@$(PYTHON) -m tools.check $(STAGE)

lint: python ## Run only the checks that read the code
	@$(PYTHON) -m tools.check static

unit: python ## Run only the unit and architecture tests
	@$(PYTHON) -m tools.check unit

integration: python ## Run only the tests against both databases, and read the pages they gave
	@$(PYTHON) -m tools.check pages

journeys: python ## Run only the journeys in a real browser
	@$(PYTHON) -m tools.check journeys

test-faults: python ## Break everything on purpose and see that nothing is lost; FAULT_SECONDS, FAULT_SEED
	@$(PYTHON) -m tools.check faults

test-cluster: python ## Start a cluster on this machine, restart and break its parts; FAULT_SEED
	@$(PYTHON) -m tools.check cluster

test-deploy: python ## Let nginx, systemd, Prometheus … read deploy/; what is not installed is skipped by name
	@$(PYTHON) -m tools.check deploy

test-attacks: python ## Let attack tools loose on a running service; ATTACK_SECONDS, ATTACK_REPORTS
	@$(PYTHON) -m tools.check attacks

audit: python ## Ask a source of known flaws about every pinned package; AUDIT_SOURCE
	@$(PYTHON) -m tools.audit

sbom: python ## Write the bill of materials, sbom.cdx.json (CycloneDX)
	@$(PYTHON) -m tools.sbom $(ARGS)

bench: python ## Measure, with PostgreSQL and the other contestants; ARGS goes to the bench command
	@$(PYTHON) -m tools.bench $(ARGS)

messages: setup ## Collect the texts of the interface into translations/
	@.venv/bin/pybabel -q extract -F babel.cfg -k _l -k N_ -k lazy_gettext --no-location --sort-output \
		--omit-header -o translations/messages.pot .
	@for lang in fi sv; do .venv/bin/pybabel -q update -N --ignore-pot-creation-date --ignore-obsolete -l $$lang \
		-i translations/messages.pot -d translations; done; rm translations/messages.pot

clean: ## Remove what set-up made, but not the data in instance/
	@rm -rf .venv node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find translations -name '*.mo' -delete 2>/dev/null || true

reset: ## Remove the data of this installation: database, files, session key (asks first)
	@printf 'Delete instance/ with its database and files? Type "delete": ' && read answer \
		&& [ "$$answer" = delete ] && rm -rf instance && echo Deleted. || echo Kept.

python:
	@test -n "$(PYTHON)" || { echo "Koepaikka needs Python 3.11 or newer. Install with:" \
		"sudo apt-get install python3 python3-venv"; exit 1; }
