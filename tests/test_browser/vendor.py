"""The scripts of others that the pages use: what they are, and how to renew them.

`VENDOR.json` says for each package its version, its licence, the checksum that npm has for the
archive, and which files were taken from it with which changes. To upgrade, write the new version
there, empty its `integrity`, and run `make vendor` (needs npm).
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

STATIC = Path(__file__).parents[2] / "api" / "static"
FOLDER = STATIC / "vendor"
MANIFEST = FOLDER / "VENDOR.json"


class VendoredFile(TypedDict):
    """One file: where it lies below `vendor/`, where in the archive, what was changed."""

    path: str
    taken_from: str
    change: str | None
    sha256: str


class Package(TypedDict):
    """One npm package and the files taken from it."""

    name: str
    version: str
    licence: str
    homepage: str
    integrity: str
    bundles: list[str]
    files: list[VendoredFile]


def read_manifest() -> list[Package]:
    """Return what `VENDOR.json` says."""
    packages: list[Package] = json.loads(MANIFEST.read_text("utf-8"))["packages"]
    return packages


def sha256(path: Path) -> str:
    """Return the checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def without_fonts(style: str) -> str:
    """Drop the embedded fonts, which are most of the file: the system's own serve as well."""
    return re.sub(r"@font-face\{[^}]*\}", "", style)


CHANGES: dict[str, Callable[[str], str]] = {"embedded fonts removed": without_fonts}


def download(package: Package, folder: Path) -> Path:
    """Fetch the archive with npm, unpack it below `folder` and return where its files are."""
    command = [shutil.which("npm") or "npm", "pack", "--json", f"--pack-destination={folder}"]
    command.append(f"{package['name']}@{package['version']}")
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    archive = json.loads(answer)[0]
    if package["integrity"] not in ("", archive["integrity"]):
        sys.exit(
            f"{archive['id']}: npm has {archive['integrity']}, expected {package['integrity']}"
        )
    package["integrity"] = archive["integrity"]
    with tarfile.open(folder / archive["filename"]) as tar:
        tar.extractall(folder / package["name"], filter="data")
    return folder / package["name"] / "package"


def renew(package: Package, unpacked: Path) -> None:
    """Write the files of one package and note their checksums."""
    for file in package["files"]:
        target = FOLDER / file["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (unpacked / file["taken_from"]).read_bytes().decode()
        change = CHANGES[file["change"]] if file["change"] else str
        target.write_bytes(change(text).encode())
        file["sha256"] = sha256(target)


def main() -> None:
    """Renew every file from npm."""
    packages = read_manifest()
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            renew(package, download(package, Path(folder)))
    text = json.dumps({"packages": packages}, indent=2, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
