"""The folder of a server: whose it is, and its secret."""

from pathlib import Path

import pytest

from graph.errors import BadArgumentError
from graph.neo4j_server.errors import HomeError, WrongPasswordError
from graph.neo4j_server.home import MARK, Home


@pytest.fixture
def made(home: Path) -> Home:
    """Return a home that is ready for a server run by Java."""
    Home(home).prepare("java")
    return Home(home)


def test_new_home(made: Home) -> None:
    """The folder is its owner's alone, says what it is, and by what its server runs."""
    assert made.path.stat().st_mode & 0o777 == 0o700
    assert "interop neo4j" in (made.path / MARK).read_text("utf-8")
    assert made.means == "java"
    assert not made.has_data


def test_folder_of_somebody_else(home: Path) -> None:
    """A folder that holds other files is not used."""
    home.mkdir()
    (home / "thesis.tex").touch()

    with pytest.raises(HomeError, match=r"holds other files.*--home"):
        Home(home).prepare("java")
    assert [path.name for path in home.iterdir()] == ["thesis.tex"]


def test_delete_folder_of_somebody_else(home: Path) -> None:
    """Deleting data never deletes what we did not make."""
    (home / "data").mkdir(parents=True)

    with pytest.raises(HomeError, match="nothing was deleted"):
        Home(home).delete()
    assert (home / "data").is_dir()


def test_delete(made: Home) -> None:
    """The folder goes, if nothing else is in it."""
    made.choose_password(None, has_data=False)

    made.delete()

    assert not made.path.exists()


def test_delete_beside_other_files(made: Home) -> None:
    """What a person put into the folder later stays."""
    (made.path / "notes.txt").touch()

    made.delete()

    assert [path.name for path in made.path.iterdir()] == ["notes.txt"]


def test_cannot_be_written(tmp_path: Path) -> None:
    """The message names the folder and the ways to choose another."""
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "home"

    with pytest.raises(HomeError, match=f"{path} cannot be written .*--home or INTEROP_NEO4J_HOME"):
        Home(path).prepare("java")


def test_other_means(made: Home) -> None:
    """Data beside the home are not looked for in Docker."""
    with pytest.raises(HomeError, match=r"runs by java.*not to be had by docker"):
        made.prepare("docker")


def test_made_password(made: Home) -> None:
    """A password is made once, kept, and read by its owner only."""
    password = made.choose_password(None, has_data=False)

    assert len(password) >= 20
    assert made.password_file.stat().st_mode & 0o777 == 0o600
    assert made.choose_password(None, has_data=False) == password


def test_given_password(made: Home) -> None:
    """A given password is kept before the first start; later only once it is known to be right."""
    made.choose_password("correct-horse", has_data=False)

    assert made.choose_password("battery-staple", has_data=True) == "battery-staple"
    assert made.password() == "correct-horse"


def test_password_file_is_gone(made: Home) -> None:
    """No new password is made up for a server that has another one."""
    with pytest.raises(WrongPasswordError, match=r"is gone.*NEO4J_PASSWORD"):
        made.choose_password(None, has_data=True)


@pytest.mark.parametrize("password", ["", "short", "two lines\nof it"])
def test_password_that_neo4j_refuses(made: Home, password: str) -> None:
    """The message tells the rule and not the password."""
    with pytest.raises(
        BadArgumentError, match=r"NEO4J_PASSWORD: found .* expected 8 or more"
    ) as caught:
        made.choose_password(password, has_data=False)
    assert not password or password not in str(caught.value)
