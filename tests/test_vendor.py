"""What browsers load that others wrote is pinned, unaltered and comes with its licence."""

import importlib.util
import shutil

import pytest

spec = importlib.util.spec_from_file_location("vendor", "tools/vendor.py")
vendor = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vendor)


def test_every_vendored_file_is_what_the_list_says():
    assert vendor.troubles() == []


def test_every_library_names_its_licence_and_brings_its_text():
    for library in vendor.libraries():
        assert library["licence"]
        assert library["origin"]
        assert "LICENSE" in [file["to"] for file in library["file"]]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "leaflet-1.9.4/leaflet.js").write_text("other"), "leaflet-1.9.4/leaflet.js was altered"),
        (lambda folder: (folder / "leaflet-1.9.4/LICENSE").unlink(), "leaflet-1.9.4/LICENSE is missing"),
        (lambda folder: (folder / "more.js").write_text("x"), "more.js is not listed"),
    ],
    ids=["altered", "missing", "not listed"],
)
def test_a_file_that_is_not_what_the_list_says_is_named(tmp_path, harm, said):
    folder = tmp_path / "vendor"
    shutil.copytree(vendor.VENDOR, folder)
    harm(folder)

    assert vendor.troubles(folder) == [said]
