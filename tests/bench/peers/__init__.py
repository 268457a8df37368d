"""Others that answer the questions of the contest, each as its users would write it."""
