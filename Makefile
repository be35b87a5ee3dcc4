# Everything a person types. `make run` and `make test` set up what they need by themselves.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test check types tests bench lock notices revision clean

help: ## この一覧を表示 / Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

run: ## 準備して起動(Ctrl-Cで停止) / Set up and serve; Ctrl-C stops
	@sh setup/system_packages.sh
	@sh setup/environment.sh requirements.lock
	@exec .venv/bin/shuseki serve

test: ## 準備して全試験を実行 / Set up and run every check and test
	@sh setup/system_packages.sh --tests
	@sh setup/environment.sh requirements-dev.lock
	@$(MAKE) --no-print-directory check

check: ## 書式・型・依存方向・全試験(準備済みの環境で) / Format, types, imports, tests, once set up
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	@$(MAKE) --no-print-directory --jobs=2 types tests

# Types and imports are checked while the first tests start; whatever fails, both end before make tells.
types:
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/yamllint --strict .

tests:
	$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

bench: ## 同種の道具と並べて計測(準備済みの環境で) / Measure beside peers, once set up
	$(PYTHON) -m bench.siting
	$(PYTHON) -m bench.imports
	$(PYTHON) -m bench.maps
	$(PYTHON) -m bench.features
	$(PYTHON) -m bench.review
	$(PYTHON) -m bench.load
	$(PYTHON) -m bench.rules

lock: ## 依存ライブラリを固定し直す / Lock the dependencies anew
	$(PYTHON) -m uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	$(PYTHON) -m uv pip compile pyproject.toml --group build --group dev -c requirements.lock $(LOCK_OPTIONS) -o requirements-dev.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

notices: ## 第三者ライブラリの表示を作り直す / Write THIRD_PARTY_NOTICES.md from the lock
	$(PYTHON) setup/third_party_notices.py

revision: ## 移行手順を追加(NAME=...) / Add a migration: make revision NAME=places
	$(PYTHON) setup/new_revision.py $(NAME)

clean: ## 作業用の生成物を削除(データは残す) / Remove generated files, keep the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
