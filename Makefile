# The commands of the project, implemented in .ci.
.PHONY: help setup run test bench lock

help:
	@echo "make setup   get ready: interpreter, .venv, system libraries, packages, translations"
	@echo "make run     try it out on this machine, with demo data (PORT=8000)"
	@echo "make test    check everything: linters, types, the suite on SQLite, and on PostgreSQL what may differ there"
	@echo "make bench   measure server times and query counts in a throwaway database"
	@echo "make lock    write requirements.lock anew from pyproject.toml"

setup:
	@.ci/setup

run:
	@.ci/serve

test:
	@.ci/test

bench:
	@.ci/bench

lock: setup
	@CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/pip-compile --quiet --output-file requirements.lock pyproject.toml
