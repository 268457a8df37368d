"""From the files of a seed to a checked `Seed`; every problem at once, or none."""

from graph.load.load import Checked, check_folder, checked_folder, load_seed, packaged_seed_folder
from graph.load.nearest import nearest, nearest_few
from graph.load.problems import Place, Problem, SeedError
from graph.load.rules import Rule, SeedWarning
from graph.plain import digest, seed_lines, to_plain

__all__ = [
    "Checked",
    "Place",
    "Problem",
    "Rule",
    "SeedError",
    "SeedWarning",
    "check_folder",
    "checked_folder",
    "digest",
    "load_seed",
    "nearest",
    "nearest_few",
    "packaged_seed_folder",
    "seed_lines",
    "to_plain",
]
