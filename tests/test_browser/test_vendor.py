"""The scripts of others are what `VENDOR.json` says."""

import pytest

from tests.test_browser.vendor import CHANGES, FOLDER, MANIFEST, Package, read_manifest, sha256

PACKAGES = read_manifest()
each_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])


@each_package
def test_checksums(package: Package) -> None:
    """No file was changed by hand."""
    said = {file["path"]: file["sha256"] for file in package["files"]}

    assert {path: sha256(FOLDER / path) for path in said} == said


@each_package
def test_origin(package: Package) -> None:
    """Each package says where it comes from, and brings its licence."""
    assert package["integrity"].startswith("sha512-")
    assert package["licence"]
    assert f"{package['name']}/LICENSE" in [file["path"] for file in package["files"]]
    assert {file["change"] for file in package["files"]} <= {None, *CHANGES}


def test_nothing_else() -> None:
    """Every file in the folder is accounted for."""
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}

    assert there == {MANIFEST.name} | {file["path"] for p in PACKAGES for file in p["files"]}
