"""What can be run on its own: the rules, and the ledger's formats, load no framework."""

import json
import subprocess
import sys

import pytest

LOAD_EVERYTHING = """
import importlib, json, pkgutil, sys, time
started = time.process_time()
package = importlib.import_module(sys.argv[1])
names = [found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
spent = time.process_time() - started
print(json.dumps({"names": names, "spent": spent, "loaded": sorted({name.partition(".")[0] for name in sys.modules})}))
"""
HEAVY = {
    "django",
    "allauth",
    "psycopg",
    "sqlite3",
    "ssl",
    "asyncio",
    "typst",
    "openpyxl",
    "xlsxwriter",
    "hypothesis",
}


@pytest.mark.one_database
@pytest.mark.parametrize("package", ["aboveboard.ledger.pure", "aboveboard.rules"])
def test_it_loads_without_django_or_anything_else_that_is_heavy(package, record_property):
    done = subprocess.run(
        [sys.executable, "-c", LOAD_EVERYTHING, package], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert len(found["names"]) > 10
    assert HEAVY.isdisjoint(found["loaded"])
    # About 0.1 s. Written down and not asserted: how long it takes belongs to the machine.
    record_property("seconds of processor time", found["spent"])
