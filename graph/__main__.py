"""`python -m graph` is `interop seed`, without the service."""

from graph.cli import seed

seed(prog_name="python -m graph")
