import subprocess
import sys
import zipfile

import pytest
from tests.architecture.rooms import PACKAGE, ROOT


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return set(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist())


def test_a_released_wheel_holds_the_built_assets(contents):
    assert "aboveboard/web/assets/static/aboveboard.css" in contents
    assert any(name.startswith("aboveboard/web/assets/fonts/") for name in contents)


def test_a_released_wheel_holds_every_template_and_module(contents):
    kept = {
        f"aboveboard/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix in (".py", ".html", ".css", ".js", ".txt", ".typ", ".typed")
    }
    assert kept - contents == set()
