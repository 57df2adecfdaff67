"""The browser's libraries, as their makers published them: `make vendor` holds the files to vendor.toml.

python tools/vendor.py           says which file is missing, altered or not listed
python tools/vendor.py refresh   fetches the listed versions again with `npm pack`; an unexpected content is not taken
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "portal/static/vendor"
OURS = {"vendor.toml", "leaflet.css"}  # the list, and the sheet that puts Leaflet's in a layer below ours


def libraries(folder=VENDOR):
    """The libraries that vendor.toml lists."""
    return tomllib.loads((folder / "vendor.toml").read_text())["library"]


def home(library):
    """The folder of one library: leaflet-1.9.4."""
    return f"{library['name']}-{library['version']}"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def troubles(folder=VENDOR):
    """A sentence for each file that is missing, altered or not listed."""
    listed = {}
    for library in libraries(folder):
        listed |= {f"{home(library)}/{file['to']}": file["sha256"] for file in library["file"]}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    out = [f"{name} is missing" for name in listed.keys() - there.keys()]
    out += [f"{name} is not listed" for name in there.keys() - listed.keys() - OURS]
    out += [f"{name} was altered" for name in listed.keys() & there.keys() if digest(there[name].read_bytes()) != listed[name]]
    return sorted(out)


def refresh(library, folder=VENDOR):
    """Fetch one library again and write its files, provided that they are what the list says."""
    with tempfile.TemporaryDirectory() as scratch:
        asked = ["npm", "pack", "--silent", f"{library['name']}@{library['version']}"]
        subprocess.run(asked, cwd=scratch, check=True)  # noqa: S603 - the names come from our own list
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as package:
            for file in library["file"]:
                data = package.extractfile(f"package/{file['from']}").read()
                if digest(data) != file["sha256"]:
                    raise SystemExit(f"{home(library)}: {file['from']} is not what vendor.toml lists: {digest(data)}")
                target = folder / home(library) / file["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)


if __name__ == "__main__":
    if sys.argv[1:] == ["refresh"]:
        for library in libraries():
            refresh(library)
    if found := troubles():
        raise SystemExit("\n".join(found))
    print("vendored:", ", ".join(map(home, libraries())))
