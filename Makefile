# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything below sets itself up inside this clone: .venv (the tools that run the checks), .nox (one environment
# for each ansible-core) and .cache. Nothing is written to HOME.
PYTHON ?= python3
ESTATE ?= contoso
TOOLS := .venv/.ready
NOX := .venv/bin/python -m nox

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help test matrix demo coverage benchmark docs format clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

test: $(TOOLS) ## Run every check on the newest ansible-core that the Pythons of this machine allow
	@.venv/bin/python tests/development/run.py test

matrix: $(TOOLS) ## Run sanity, unit and integration tests on the older ansible-core releases, 2.16 and 2.19
	@.venv/bin/python tests/development/run.py matrix

demo: $(TOOLS) ## Check an emulated estate: make demo [ESTATE=contoso|healthy|...]
	@.venv/bin/python tests/development/run.py demo $(ESTATE)

coverage: $(TOOLS) ## Show which lines of plugins/ the unit tests miss
	@$(NOX) --session coverage

benchmark: $(TOOLS) ## Measure speed and memory side by side with peers
	@$(NOX) --session benchmark

docs: $(TOOLS) ## Build the documentation site into build/docs
	@$(NOX) --session docs

format: $(TOOLS) ## Format the Python code
	@$(NOX) --session format

clean: ## Remove everything that the targets above have made
	rm -rf .venv .nox .cache build

$(TOOLS): tests/development/bootstrap.py pyproject.toml
	@$(PYTHON) tests/development/bootstrap.py
