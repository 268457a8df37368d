"""`python -m graph` is `interop seed`, without the service."""

from graph.seed_commands import seed

seed(prog_name="python -m graph")
