"""`interop ask`: the questions at the command line, each a GraphQL document beside this file."""
