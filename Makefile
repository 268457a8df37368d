# One word per chore. ARGS passes through: make serve ARGS="--port 9000", make test ARGS="-k dates".
# Needs Python 3.11 or newer and nothing else; .ci/setup makes .venv and says what is missing.
.DEFAULT_GOAL := help
BIN := .venv/bin
ARGS ?=

# As many at once as there are cores, four at most: each starts a Neo4j of its own. A file stays
# together and in its folder's turn, for what a file and a folder share is made once.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header

.PHONY: help serve test check format bench golden schema released lock vendor screenshots clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 18

serve: ## start the server, after setting up what it needs
	@.ci/setup run
	@$(BIN)/interop serve $(ARGS)

test: ## checks, then all tests; as root on Debian installs a browser, Java, Maven and npm
	@.ci/setup test
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS)

check: ## lint, formatting, types, spelling
	@.ci/setup dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/validate-pyproject pyproject.toml

format: ## put code into shape, fix what a tool can fix
	@.ci/setup dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## measure speed
	@.ci/setup dev
	$(BIN)/python -m tests.bench $(ARGS)

golden: ## write the expected answers of the GraphQL tests anew; review the diff
	@.ci/setup dev
	$(BIN)/python -m tests.test_api.golden --write

schema: ## write the GraphQL schema and the JSON Schema of the seed files anew
	@.ci/setup run
	$(BIN)/interop schema --write

released: ## take the GraphQL schema as that of a release: breaking changes count from it
	cp api/schema.graphql tests/node/released.graphql
	echo '{}' >tests/node/breaks.json

lock: ## lock the dependencies anew; ARGS=--upgrade takes newer versions
	@.ci/setup dev
	$(LOCK) $(ARGS) pyproject.toml requirements/base.in -o requirements/base.txt
	$(LOCK) $(ARGS) pyproject.toml requirements/base.in requirements/dev.in \
		-c requirements/base.txt -o requirements/dev.txt
	for peer in raphtory granian; do \
		$(LOCK) $(ARGS) tests/bench/peers/$$peer.in -o tests/bench/peers/$$peer.txt || exit 1; done

vendor: ## renew the scripts of others in api/static/vendor (needs npm)
	@.ci/setup dev
	$(BIN)/python -m tests.test_browser.vendor

screenshots: ## take the pictures of docs/screenshots anew (needs what the tests need)
	@.ci/setup test
	$(BIN)/python -m tests.test_browser.screenshots
	$(BIN)/python -m tests.test_neo4j_browser.screenshots

clean: ## remove .venv and everything else that can be made again
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
