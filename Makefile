# Every task of the house. `make` alone lists them; each one sets the checkout up first, which takes no time when it is.
.DEFAULT_GOAL := help
.PHONY: help setup demo stop test check drill study bench docs
MAKEFLAGS += --no-print-directory
# What Python compiled is kept beside the sources: hundreds of processes of the tests would compile it again and again.
unexport PYTHONDONTWRITEBYTECODE

SYSTEM_PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PYTHON := .venv/bin/python

help: ## List the tasks
	@printf 'Trustlane: who is trusted, and which consignments to look at.\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r task what; do \
		printf '%-13s %s\n' "$$task" "$$what"; done
	@printf '\nNew here? `make demo`, then open the address it prints.\n'

setup: ## Make .venv, fetch the packages, gather what browsers are served (skips what is done)
	@[ -n "$(SYSTEM_PYTHON)" ] || { echo 'setup: Python 3.11 or newer is needed (Debian: apt-get install python3 python3-pip)'; exit 1; }
	@$(SYSTEM_PYTHON) scripts/setup.py

demo: setup ## Serve the pages with demonstration data on http://127.0.0.1:8000 (Ctrl-C stops)
	@exec $(PYTHON) -m trustlane.cli demo $(DEMO)

stop: setup ## Stop the demonstration and the private database
	@$(PYTHON) -m trustlane.cli stop

test: setup ## Run the tests
	@$(PYTHON) scripts/browser.py
	@$(PYTHON) -m pytest -n 2 -m "not drill and not study" $(PYTEST)

check: setup ## Format, lint, import contracts, types, templates, migrations, generated pages
	@$(PYTHON) scripts/check.py

drill: setup ## Kill parts and watch everything come back; long studies
	@$(PYTHON) scripts/browser.py
	@$(PYTHON) -m pytest -m "drill and not browser" $(PYTEST)
	@$(PYTHON) -m pytest -n 2 -m "drill and browser" $(PYTEST)

study: setup ## Ask the simulator's long questions: hours, on as many countries as they need
	@$(PYTHON) -m pytest -m study $(PYTEST)

bench: setup ## Measure, print, and write bench/results.json
	@$(PYTHON) -m bench.run

docs: setup ## Write the generated pages anew
	@$(PYTHON) scripts/generated_docs.py
