import sys

import pytest
from tools import check_files, install_browser


@pytest.mark.parametrize(
    "line",
    # In two pieces, or this file would be found itself.
    [
        '"resolved": "https://somewhere.example/a.tgz"',
        "--extra-index" + "-url https://packages.example.org/simple",
        "see /ro" + "ot/.cache/pip",
        "https://npm.artifactory" + ".example.org/a",
    ],
)
def test_a_registry_or_a_machines_path_is_found(line):
    assert [what for what, pattern in check_files.UNWANTED.items() if pattern.search(line)]


@pytest.mark.parametrize(
    "line", ["/var/lib/aboveboard", "src/aboveboard/web/work/", "https://staff.example.org/"]
)
def test_an_ordinary_address_or_path_is_let_pass(line):
    assert not [what for what, pattern in check_files.UNWANTED.items() if pattern.search(line)]


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.txt", ["build"]), ("requirements-dev.txt", ["build", "dev"])]
)
def test_both_lock_files_fit_what_the_project_asks_for(lock, extras):
    assert check_files.lock_troubles(lock, extras) == []


def test_a_lock_file_that_lacks_something_is_found():
    assert check_files.lock_troubles("requirements.txt", ["dev"])


def test_the_browser_that_is_named_is_the_one_used(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", sys.executable)
    assert install_browser.find_browser() == sys.executable


def test_a_named_browser_that_is_not_there_is_an_error_and_not_passed_over(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    with pytest.raises(SystemExit, match="BROWSER_PATH is /nowhere/chromium"):
        install_browser.find_browser()


def test_without_any_browser_and_any_way_to_one_it_fails_loudly(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(install_browser, "playwright_browser", lambda: None)
    monkeypatch.setattr(install_browser.sys, "executable", "/bin/false")
    with pytest.raises(SystemExit, match="none could be installed"):
        install_browser.install_browser()
