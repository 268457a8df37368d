"""From the files of a seed to a checked `Seed`; every problem at once, or none."""

from graph.load.load import check_folder, load_seed, packaged_seed_folder
from graph.load.nearest import nearest, nearest_few
from graph.load.problems import Place, Problem, SeedError
from graph.plain import digest, seed_lines, to_plain

__all__ = [
    "Place",
    "Problem",
    "SeedError",
    "check_folder",
    "digest",
    "load_seed",
    "nearest",
    "nearest_few",
    "packaged_seed_folder",
    "seed_lines",
    "to_plain",
]
