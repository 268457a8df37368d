"""Which Java is taken, and what is said where none will do."""

from pathlib import Path

import pytest

from graph.neo4j_server.errors import ToolMissingError
from graph.neo4j_server.java import find_java
from tests.test_neo4j_server.conftest import Tool


def script(version: str) -> str:
    """Return the script of a Java that says a version, as Java does, on standard error."""
    return f"""echo 'openjdk version "{version}" 2025-04-15' >&2"""


@pytest.mark.parametrize("version", ["17.0.15", "17", "21-ea", "25.0.1"])
def test_new_enough(tool: Tool, version: str) -> None:
    """Java 17 and whatever is newer is taken."""
    java = tool("java", script(version))

    assert find_java() == str(java)


@pytest.mark.parametrize(("version", "major"), [("1.8.0_292", 8), ("11.0.27", 11), ("16", 16)])
def test_too_old(tool: Tool, version: str, major: int) -> None:
    """An older Java is named with its version, and what to do."""
    tool("java", script(version))

    with pytest.raises(ToolMissingError, match=rf"17 or newer; .*java is Java {major}\. .*apt-get"):
        find_java()


def test_none(tool: Tool) -> None:
    """Without Java the message says what to install."""
    with pytest.raises(ToolMissingError, match=r"none on PATH.*default-jre-headless.*NEO4J_URI"):
        find_java()


def test_options_announced_first(tool: Tool) -> None:
    """Java tells of options from the environment before its version."""
    java = tool("java", "echo 'Picked up JAVA_TOOL_OPTIONS: -Xss1m' >&2\n" + script("21.0.2"))

    assert find_java() == str(java)


def test_stub_that_is_no_java(tool: Tool) -> None:
    """A command that only says where to get Java is not taken for one."""
    tool("java", "echo 'Unable to locate a Java Runtime.' >&2; exit 1")

    with pytest.raises(ToolMissingError, match="does not say which Java it is"):
        find_java()


def test_named(tool: Tool, tmp_path: Path) -> None:
    """The one that is named wins over JAVA_HOME, and that over PATH."""
    tool("java", script("17"))
    named = tool("other", script("21"))
    java_home = tmp_path / "jdk"
    (java_home / "bin").mkdir(parents=True)
    of_home = tool("java-of-home", script("21")).rename(java_home / "bin" / "java")

    assert find_java(java_home=java_home) == str(of_home)
    assert find_java(str(named), java_home) == str(named)


def test_named_but_not_there(tmp_path: Path) -> None:
    """A path that leads nowhere is named in the message."""
    with pytest.raises(ToolMissingError, match=f"none at {tmp_path}/java"):
        find_java(f"{tmp_path}/java")
