"""Rosters as other systems would export them, invented, for tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping

from aboveboard.people.roster_files.sources import Source

Rows = list[dict[str, str]]

UPN_MIA, UPN_ALFIE = "X123456789010", "L123456789011"

ORGS: Rows = [
    {"sourcedId": "o-trust", "name": "Test Learning Trust", "type": "district", "identifier": ""},
    {"sourcedId": "o-hill", "name": "Hill School", "type": "school", "identifier": "900201"},
    {"sourcedId": "o-lake", "name": "Lake School", "type": "school", "identifier": "900202"},
]
USERS: Rows = [
    {
        "sourcedId": "u-ada",
        "givenName": "Ada",
        "familyName": "Okafor",
        "email": "Ada.Okafor@example.test",
        "phone": "01632 960777",
        "password": "never kept",
    },
    {"sourcedId": "u-ben", "givenName": "Ben", "familyName": "Nguyễn", "email": "ben@example.test"},
    {"sourcedId": "u-cleo", "givenName": "Cleo", "familyName": "Marsh", "email": "cleo@example.test"},
    {
        "sourcedId": "u-mia",
        "givenName": "Mia",
        "familyName": "Shaw",
        "email": "mia@pupils.example.test",
        "userIds": f"{{UPN:{UPN_MIA}}}",
        "agentSourcedIds": "u-mum",
    },
    {"sourcedId": "u-mum", "givenName": "Sal", "familyName": "Shaw", "email": "sal@home.example.test"},
]


def role(source_id: str, user: str, name: str, org: str, begins: str = "", ends: str = "") -> dict[str, str]:
    return {
        "sourcedId": source_id,
        "userSourcedId": user,
        "role": name,
        "beginDate": begins,
        "endDate": ends,
        "orgSourcedId": org,
    }


ROLES: Rows = [
    role("r-ada", "u-ada", "teacher", "o-hill", "2020-09-01"),
    role("r-ada2", "u-ada", "teacher", "o-lake", "2026-09-01", "2027-07-20"),
    role("r-ben", "u-ben", "ext:supply_teacher", "o-hill", "2026-11-02"),
    role("r-cleo", "u-cleo", "districtAdministrator", "o-trust", "2021-01-04"),
    role("r-mia", "u-mia", "student", "o-hill"),
    role("r-mum", "u-mum", "parent", "o-hill"),
]
DEMOGRAPHICS: Rows = [{"sourcedId": "u-mia", "birthDate": "2014-05-05", "sex": "female"}]
ENROLLMENTS: Rows = [
    {
        "sourcedId": f"e-{number}",
        "schoolSourcedId": "o-hill",
        "userSourcedId": "u-mia",
        "role": "student",
        "beginDate": begins,
    }
    for number, begins in enumerate(("2025-09-02", "2024-09-03"))
]

HEADINGS = {
    "orgs": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "users": "sourcedId status dateLastModified enabledUser username userIds givenName familyName email sms phone "
    "agentSourcedIds grades password preferredGivenName preferredFamilyName primaryOrgSourcedId",
    "roles": "sourcedId status dateLastModified userSourcedId roleType role beginDate endDate orgSourcedId",
    "demographics": "sourcedId status dateLastModified birthDate sex",
    "enrollments": "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role beginDate"
    " endDate",
}


def as_csv(headings: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(headings), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def in_zip(files: Mapping[str, bytes], name: str = "roster.zip") -> Source:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return Source(name, content=packed.getvalue())


def manifest(modes: Mapping[str, str]) -> bytes:
    lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.2"]
    return "\r\n".join([*lines, *(f"file.{name},{mode}" for name, mode in modes.items())]).encode()


def oneroster(mode: str = "bulk", **changed: Rows) -> Source:
    """The school above, or with some of its files replaced; a delta has only the files that are given."""
    rows = {
        "orgs": ORGS,
        "users": USERS,
        "roles": ROLES,
        "demographics": DEMOGRAPHICS,
        "enrollments": ENROLLMENTS,
    }
    rows = {**rows, **changed} if mode == "bulk" else changed
    modes = {name: mode if name in rows else "absent" for name in HEADINGS}
    files = {f"{name}.csv": as_csv(HEADINGS[name].split(), given) for name, given in rows.items()}
    return in_zip({"manifest.csv": manifest(modes), **files})


def without(rows: Rows, *source_ids: str) -> Rows:
    return [row for row in rows if row["sourcedId"] not in source_ids]


def common_transfer(pupils: str, *, version: str = "24.0") -> Source:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><CTfile><Header><DocumentName>Common Transfer File</DocumentName>'
        f"<CTFversion>{version}</CTFversion><SourceSchool><LEA>900</LEA><Estab>2001</Estab></SourceSchool></Header>"
        f"<CTFpupilData>{pupils}</CTFpupilData></CTfile>"
    )
    return Source("ctf.xml", content=text.encode())
