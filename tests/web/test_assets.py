"""What the asset build gives: `make assets` comes before the tests."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "src/aboveboard/web/assets"
SCRIPTS = (
    *("Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi"),
    *("Hebrew", "KR", "Malayalam", "SC", "Sinhala", "Tamil", "Telugu", "Thai"),
)


def test_the_lock_file_names_no_registry_and_pins_everything():
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if "integrity" not in entry]
    wanted = lock["packages"][""]["dependencies"].values()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted)


def test_the_style_sheet_has_nothing_that_is_the_governments_alone():
    styles = (ASSETS / "static/aboveboard.css").read_text()
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles
    assert not re.search(r"url\([\"']?(https?:|//|data:)", styles)
    assert not [name for name in (ASSETS / "static/images").iterdir() if "crown" in name.name]


def test_every_picture_that_the_styles_name_is_there(tmp_path):
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(location=ASSETS / "static")
    paths = [
        str(path.relative_to(ASSETS / "static")) for path in (ASSETS / "static").rglob("*") if path.is_file()
    ]
    for path in paths:
        with source.open(path) as file:
            storage.save(path, file)
    outcomes = list(storage.post_process({path: (source, path) for path in paths}))
    assert not [error for _, _, error in outcomes if isinstance(error, Exception)]
    assert ASSETS / "static" in settings.STATICFILES_DIRS


@pytest.mark.parametrize("script", SCRIPTS)
def test_there_is_a_font_for_names_in_each_script(script):
    assert (ASSETS / f"fonts/NotoSans{script}_400Regular.ttf").exists()
    assert (ASSETS / "fonts/NotoNastaliqUrdu_400Regular.ttf").exists()
    assert (ASSETS / "fonts/NotoSans_700Bold.ttf").exists()
