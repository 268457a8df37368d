"""What the commands of `interop seed` have in common: options, exit codes, how errors end them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from graph.control import ControlError
from graph.errors import BadArgumentError, StoreError
from graph.load import SeedError

__all__ = [
    "EXIT_PROBLEMS",
    "EXIT_UNABLE",
    "EXIT_USAGE",
    "ending_well",
    "json_option",
    "progress_bar",
    "seed_option",
]

EXIT_PROBLEMS = 1
EXIT_USAGE = 2
EXIT_UNABLE = 3

seed_option = click.option(
    "--seed",
    "folder",
    type=click.Path(path_type=Path),
    envvar="INTEROP_SEED",
    help="The seed's folder, or its file of JSON lines; the packaged one if not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], object] | None]:
    """A bar on the terminal that is told what is done and how much there is; None where none looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # loaded only where somebody looks
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def ending_well() -> Iterator[None]:
    """Make of an error its message and its exit code: bad seeds, stores that cannot, files."""
    try:
        yield
    except SeedError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_PROBLEMS)
    except BadArgumentError as error:
        raise click.UsageError(str(error)) from error
    except (StoreError, ControlError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNABLE)
    except BrokenPipeError:
        raise  # click ends quietly where nobody reads on
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}.", err=True)
        sys.exit(EXIT_UNABLE)
