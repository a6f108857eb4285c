"""A wording file that is wrong is refused, naming file and line."""

from pathlib import Path

import pytest

from pipelines.errors import CatalogError
from pipelines.wording import load_wording

PACKAGED = Path(__file__).parents[2] / "pipelines" / "wording"


def overlay(folder: Path, **files: str) -> Path:
    for language, text in files.items():
        (folder / f"{language}.yaml").write_text(text, encoding="utf-8")
    return folder


def refuse(folder: Path) -> str:
    with pytest.raises(CatalogError) as fault:
        load_wording(folder)
    return str(fault.value)


def test_a_workspace_changes_a_text(tmp_path):
    wording = load_wording(overlay(tmp_path, en="need: {food: Groceries and meals}\n"))
    assert wording.text("en", "need.food") == "Groceries and meals"
    assert wording.text("es", "need.food") == load_wording().text("es", "need.food")


def test_a_pseudo_language_is_one_more_file(tmp_path):
    text = (PACKAGED / "en.yaml").read_text(encoding="utf-8").replace('"en_GB"', '"de_DE"')
    wording = load_wording(overlay(tmp_path, xx=text.replace('food: "Food"', 'food: "[Fööd]"')))
    assert wording.languages == ("en", "es", "xx")
    assert wording.text("xx", "need.food") == "[Fööd]"
    assert wording.format_number("xx", 1234567) == "1.234.567"


def test_a_language_that_lacks_a_key_is_named_with_the_key(tmp_path):
    message = refuse(overlay(tmp_path, xx="format: {locale: de_DE}\n"))
    assert message.startswith("pipelines/wording/en.yaml line ")
    assert "has no words in the language `xx`" in message
    assert "xx.yaml" in message


def test_a_key_in_one_language_only_is_refused(tmp_path):
    message = refuse(overlay(tmp_path, en="need.tea: Tea\n"))
    assert message.startswith(f"{tmp_path / 'en.yaml'} line 1: `need.tea` has no words in the language `es`")


def test_a_key_that_english_lacks_is_refused(tmp_path):
    message = refuse(overlay(tmp_path, es="\nneed.te: Té\n"))
    assert message.startswith(f"{tmp_path / 'es.yaml'} line 2: the key `need.te` does not exist in en.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("need.food: \n", "the text of `need.food` is empty"),
        ('need.food: "  "\n', "the text of `need.food` is empty"),
        ("need.food: [a, b]\n", "`need.food` holds a list or nothing"),
        ('need.food: "For {need"\n', "has a bracket too many or too few"),
        ('need.food: "For {0}"\n', "has the slot `{0}`"),
        ('need.food: "For {need!r:>{n}}"\n', "`need.food` has the slots"),
        ('need.food: "For {who}"\n', "`need.food` has the slots {who}; in en.yaml none"),
        ("need.food: {one: Comida, other: Comidas}\n", "none has the slot {n}"),
        ('need.food: "Comida"\nneed: {food: Comida}\n', "the key `need.food` stands twice"),
        ("format.locale: klingon\n", "`klingon` is not a locale"),
    ],
)
def test_a_faulty_text_is_refused(tmp_path, text, words):
    message = refuse(overlay(tmp_path, es=text))
    assert message.startswith(f"{tmp_path / 'es.yaml'} line ")
    assert words in message


def test_extra_texts_take_english_where_a_language_has_none():
    wording = load_wording(extra={"en": {"area_level.ward.one": "ward"}})
    assert wording.text("es", "area_level.ward.one") == "ward"


def test_extra_texts_are_taken_by_language():
    extra = {"en": {"area_level.ward.one": "ward"}, "es": {"area_level.ward.one": "barrio electoral"}}
    assert load_wording(extra=extra).text("es", "area_level.ward.one") == "barrio electoral"
