"""The folder of a server: its data, settings, logs, password, and which process it is.

Only a folder that is new, empty or marked as ours is used, so that `--delete-data` deletes nothing
that a person put somewhere.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadArgumentError
from graph.neo4j_server.errors import HomeError, WrongPasswordError

__all__ = ["Home", "check_password", "write_secret"]

MARK = "README.txt"
MARK_TEXT = """\
This folder belongs to `interop neo4j` of platform-interop-graph: the data, settings, logs and
password of a Neo4j server. `interop neo4j down --delete-data` empties it.
"""
FOLDERS = ("certificates", "conf", "data", "import", "licenses", "logs", "plugins", "run")
FILES = ("container.env", "means", "password", "server.json", "start.args", "lock", MARK)
SHORTEST_PASSWORD = 8  # Neo4j refuses shorter ones


@dataclass(frozen=True, slots=True)
class Home:
    """The folder and the places in it."""

    path: Path

    @property
    def password_file(self) -> Path:
        """Holds the password; only its owner may read it."""
        return self.path / "password"

    @property
    def server_file(self) -> Path:
        """Says which process the server is."""
        return self.path / "server.json"

    @property
    def log(self) -> Path:
        """What the server printed since it was last started."""
        return self.path / "logs" / "neo4j.log"

    @property
    def conf(self) -> Path:
        """The folder of the server's settings."""
        return self.path / "conf"

    @property
    def is_ours(self) -> bool:
        """Whether `interop neo4j` made this folder."""
        return (self.path / MARK).is_file()

    @property
    def has_data(self) -> bool:
        """Whether a server has run here: from then on it keeps the password itself."""
        return (self.path / "data" / "databases" / "system").exists()

    @property
    def means(self) -> str | None:
        """By what the server of this home runs, so that its data are found again."""
        try:
            return (self.path / "means").read_text("utf-8").strip()
        except OSError:
            return None

    def prepare(self, means: str) -> None:
        """Make the folder, or refuse one that is somebody else's or cannot be written."""
        if (kept := self.means) not in (None, means):
            raise HomeError(
                f"The server of {self.path} runs by {kept}, and so its data are not to be had by "
                f"{means}: choose another folder with --home, or delete them with "
                "`interop neo4j down --delete-data`."
            )
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.is_ours:
                if next(self.path.iterdir(), None):
                    raise HomeError(
                        f"{self.path} holds other files: choose an empty or a new folder with --home."
                    )
                self.path.chmod(0o700)
                (self.path / MARK).write_text(MARK_TEXT, "utf-8")
            (self.path / "means").write_text(means + "\n", "utf-8")
            for folder in (self.conf, self.log.parent):
                folder.mkdir(exist_ok=True)
            write_secret(self.path / "start.args", "")  # whether files can be written, too
        except OSError as error:
            raise HomeError(
                f"The server's folder {self.path} cannot be written ({error.strerror}): choose "
                "another with --home or INTEROP_NEO4J_HOME."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one command at a time start or stop a server here."""
        with (self.path / "lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def password(self) -> str | None:
        """The password that is kept here."""
        try:
            return self.password_file.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def choose_password(self, given: str | None, *, has_data: bool) -> str:
        """Return the `given` password, or the kept one, or a new one.

        Before the first start it is kept here; afterwards the server knows it, and what is `given`
        may be wrong (see `keep_password`).
        """
        if given is not None:
            check_password(given)
        password = given or self.password()
        if password is None and has_data:
            raise WrongPasswordError(
                f"The password of the server in {self.path} is not known: {self.password_file} is "
                "gone. Give it in NEO4J_PASSWORD."
            )
        password = password or secrets.token_urlsafe(18)
        if not has_data:
            self.keep_password(password)
        return password

    def keep_password(self, password: str) -> None:
        """Keep a password that is known to be right."""
        if password != self.password():
            write_secret(self.password_file, password + "\n")

    def delete(self) -> None:
        """Delete what a server and we put here, and the folder, if it holds nothing else."""
        if not self.path.exists():
            return
        if not self.is_ours:
            raise HomeError(f"{self.path} was not made by `interop neo4j`; nothing was deleted.")
        for name in FOLDERS:
            shutil.rmtree(self.path / name, ignore_errors=True)
        for name in FILES:
            (self.path / name).unlink(missing_ok=True)
        if next(self.path.iterdir(), None) is None:
            self.path.rmdir()


def check_password(password: str) -> None:
    """Refuse a password that Neo4j would refuse."""
    if len(password) < SHORTEST_PASSWORD or not password.isprintable():
        raise BadArgumentError(
            "NEO4J_PASSWORD",
            f"{len(password)} characters",
            f"{SHORTEST_PASSWORD} or more printable ones",
        )


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at no time anyone else."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, "utf-8")
