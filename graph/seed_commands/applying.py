"""Give a seed to a running server or to a Neo4j, and keep what was there before."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.control import RefusedError, Server, pack, report
from graph.errors import StoreError
from graph.load import digest, load_seed
from graph.load.lines import is_lines, write_lines
from graph.model import Seed
from graph.seed_commands.shared import progress_bar
from graph.seed_commands.target import Target
from graph.store import seed_in

if TYPE_CHECKING:
    from graph.store.neo4j_store import Neo4jStore

__all__ = ["Applying", "open_neo4j", "seed_of", "show"]

_PAUSE = 0.5


class Applying:
    """One run of `apply` or `restore`; `seed` is a folder, or a file of JSON lines."""

    def __init__(
        self,
        seed: Path,
        *,
        dry_run: bool,
        backup: Path | None,
        version: str | None,
        wait: float,
    ) -> None:
        """Take what to apply, and how; nothing is done yet."""
        if backup is not None and not is_lines(backup):
            raise click.UsageError(f"{backup}: a backup is a file .jsonl, or .jsonl.gz.")
        if backup is not None and backup.exists():
            raise click.UsageError(f"{backup} is there already: name a new file for the backup.")
        self.seed = seed
        self.dry_run = dry_run
        self.backup = None if dry_run else backup
        self.version = version
        self.wait = wait

    def run(self, target: Target) -> dict[str, Any]:
        """Do it; what it did, in JSON's words. Raises what stores, servers and seeds raise."""
        return self._serve(target) if isinstance(target, Server) else self._store(target)

    def _serve(self, server: Server) -> dict[str, Any]:
        with tempfile.TemporaryFile() as archive:
            pack(self.seed, archive)
            with self._backed_up(server.seed):
                deadline = time.monotonic() + self.wait
                while True:
                    archive.seek(0)
                    try:
                        return server.apply(archive, dry_run=self.dry_run, version=self.version)
                    except RefusedError as error:
                        if error.code != "APPLYING" or time.monotonic() > deadline:
                            raise
                    time.sleep(_PAUSE)

    def _store(self, uri: str) -> dict[str, Any]:
        seed = load_seed(self.seed)
        with open_neo4j(uri) as store:
            if self.dry_run:
                return report(store.difference(seed), dry_run=True)
            with (
                self._backed_up(lambda: seed_in(store.reader())),
                progress_bar("applying") as progress,
            ):
                applied = store.apply(seed, progress=progress, expected=self.version)
        return report(applied, dry_run=False)

    @contextmanager
    def _backed_up(self, served: Callable[[], Seed]) -> Iterator[None]:
        """Keep what is served now, and take care that it is this that is replaced."""
        if self.backup is None:
            yield
            return
        try:
            seed = served()
        except StoreError as error:
            if error.code != "STORE_EMPTY":
                raise
            click.echo("There is no graph yet, so nothing is backed up.", err=True)
            yield
            return
        write_lines(seed, self.backup)
        self.version = self.version or digest(seed)
        try:
            yield
        except BaseException:
            self.backup.unlink(missing_ok=True)
            raise


def seed_of(target: Target) -> Seed:
    """The seed of the graph that a server serves or a Neo4j holds."""
    if isinstance(target, Server):
        return target.seed()
    with open_neo4j(target) as store:
        return seed_in(store.reader())


def open_neo4j(uri: str) -> Neo4jStore:
    """The Neo4j at an address, as the environment says to get in."""
    from graph.settings import Neo4jEnvironment
    from graph.store.neo4j_store import Neo4jSettings, Neo4jStore

    return Neo4jStore(Neo4jSettings(uri, **Neo4jEnvironment().model_dump()))


def show(done: dict[str, Any], *, as_json: bool) -> None:
    """Tell what an apply did, or would do."""
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
        return
    would = " would be" if done["dryRun"] else ""
    counts = ", ".join(f"{done[name]} {name}" for name in ("added", "changed", "removed"))
    if done["version"] == done["previous"]:
        click.echo(f"Graph {done['version']}: nothing{would} changed.")
    else:
        click.echo(f"Graph {done['version']}{would}: {counts}.")
    for id in done["kept"]:
        click.echo(f"Kept, no longer as ours, since others tied something to it: {id}")
