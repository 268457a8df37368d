"""Changing the graph of a server that runs: over a socket of its machine, or over HTTP with a key."""
