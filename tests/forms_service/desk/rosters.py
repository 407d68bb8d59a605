"""What a test does with a roster at HR's desk: upload it, find its token, count the people."""

from __future__ import annotations

import io
import re

from kinerja_office import records
from tests.forms_service.desk.office import Desk, Person

URL = "/meja/pegawai"


def upload(who: Person, data: bytes, name: str = "pegawai.csv", **fields: str) -> object:
    return who.post(URL, {"berkas": (io.BytesIO(data), name), **fields}, content_type="multipart/form-data")


def token(page: str) -> str:
    found = re.search(r'name="unggahan" value="([^"]+)"', page)
    assert found
    return found.group(1)


def people(desk: Desk) -> int:
    with desk.office.store.read() as view:
        return len(records.roster(view).employees)
