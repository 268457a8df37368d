"""The questions: each is a function of a reader and its arguments, the same for every store."""
