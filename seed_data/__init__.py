"""The seed data: YAML files of entities, events, sources, figures and statements; see README.md."""
