"""No telephone, address or number in a simulated file belongs to anyone."""

import json
import re
from pathlib import Path

import fastexcel
import pytest

ENCODINGS = {"harbor_helpline": "cp1252", "harbor_tenants": "latin-1", "open_door": "utf-16"}
TELEPHONE = re.compile(r"\(?\b(\d{3})\)?[ .-]?(\d{3})[ .-](\d{4})\b")
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
SOCIAL_SECURITY = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


def text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        cells = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars()
        return "\n".join(str(cell) for row in cells.rows() for cell in row)
    if path.suffix == ".json":
        return json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    return path.read_text(encoding=ENCODINGS.get(path.parent.name, "utf-8-sig"))


@pytest.fixture(scope="module")
def texts(small) -> dict[str, str]:
    return {str(p.relative_to(small.intake)): text_of(p) for p in sorted(small.intake.glob("*/*"))
            if p.name != "calendar.csv" and p.suffix != ".yaml"}  # fmt: skip


def test_every_telephone_is_one_kept_for_fiction(texts):
    found = [(name, m.group()) for name, text in texts.items() for m in TELEPHONE.finditer(text)]
    assert len(found) > 100
    wrong = [name for name, number in found if not re.search(r"555-01\d\d$", number)]
    assert not wrong


def test_every_mail_address_is_at_example_org(texts):
    found = [(name, m.group()) for name, text in texts.items() for m in EMAIL.finditer(text)]
    assert len(found) > 50
    assert not [name for name, address in found if not address.endswith("@example.org")]


def test_every_social_security_number_is_one_that_none_has(texts):
    found = [(name, m.group()) for name, text in texts.items() for m in SOCIAL_SECURITY.finditer(text)]
    assert len(found) >= 3
    assert not [name for name, number in found if not number.startswith("987-65-432")]


def test_words_of_immigration_status_stand_in_reasons_and_notes(texts):
    words = r"\bundocumented|No SSN|asylum|DACA|visa expired|Sin papeles|Immigration status"
    assert any(re.search(words, text) for text in texts.values())
    assert "Undocumented, afraid to give a name." in texts["harbor_neighbors/Requests-Grid view.csv"]
