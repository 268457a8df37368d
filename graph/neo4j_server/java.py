"""The Java that runs the server, if it is new enough."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from graph.neo4j_server.errors import ToolMissingError

__all__ = ["OLDEST_JAVA", "find_java"]

OLDEST_JAVA = 17  # what Neo4j 5 asks for
PATIENCE = 30  # seconds for `java -version`
ADVICE = (
    "On Debian or Ubuntu: sudo apt-get install default-jre-headless. Or name one with --java. "
    "Or use a server that runs already: set NEO4J_URI."
)


def find_java(named: str | None = None, java_home: Path | None = None) -> str:
    """Return the path of a Java that is new enough: the one `named`, or of `java_home`, or on PATH."""
    wanted = named or (str(java_home / "bin" / "java") if java_home else "java")
    path = shutil.which(wanted)
    if path is None:
        where = "on PATH" if wanted == "java" else f"at {wanted}"
        raise ToolMissingError(
            f"Neo4j needs Java {OLDEST_JAVA} or newer, and there is none {where}. {ADVICE}"
        )
    version = _version(path)
    if version is None:
        raise ToolMissingError(f"{path} does not say which Java it is. {ADVICE}")
    if version < OLDEST_JAVA:
        raise ToolMissingError(
            f"Neo4j needs Java {OLDEST_JAVA} or newer; {path} is Java {version}. {ADVICE}"
        )
    return path


def _version(path: str) -> int | None:
    """Return 17 for `openjdk version "17.0.1"`, 8 for the old way of writing, "1.8.0_292"."""
    try:
        said = subprocess.run(
            [path, "-version"], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Options from the environment are announced in lines of their own, before the version.
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(found[1]) if found else None
