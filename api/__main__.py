"""`python -m api` is the command `interop`."""

from api.cli import main

main()
