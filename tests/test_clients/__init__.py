"""The service as the programs of others see it: clients, compilers, linters, audits."""
