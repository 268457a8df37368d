"""The GraphQL types: what can be asked for, described; no resolver of `api.query` is used here."""
