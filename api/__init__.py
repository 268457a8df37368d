"""The service: GraphQL over HTTP, the page, and the command line."""
