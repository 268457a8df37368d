"""Loading: from the files of a seed to its values, and what is said of bad ones."""
