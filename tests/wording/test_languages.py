"""English and Spanish say the same things, and nothing that the product's own rules forbid."""

import inspect
import re
from datetime import date

import pytest

from pipelines.estimates import verdicts
from pipelines.tables import edition
from pipelines.tables.accounts import ROW_FATES, ROW_REASONS
from pipelines.wording import load_wording, slots

WORDING = load_wording()
PAIRS = [(language, key) for language in WORDING.languages for key in WORDING.keys]

VERDICTS = {
    "en": [
        "Clear difference",
        "Probable difference",
        "About the same",
        "Can't tell apart",
        "Not enough to say",
    ],
    "es": [
        "Diferencia clara",
        "Diferencia probable",
        "Casi igual",
        "No se distinguen",
        "No hay datos para decirlo",
    ],
}
TERMS = {
    "unmet_need": ("asked and did not get help", "pidieron ayuda y no consta que la recibieran"),
    "silent_area": ("places we are not reaching", "lugares a los que no llegamos"),
    "reliability_care": ("few cases, use with care", "pocos casos, usar con cuidado"),
    "hidden": ("hidden to protect people", "oculto para proteger a las personas"),
    "denominator": ("out of whom", "de quiénes"),
    "vintage": ("year of data", "año de los datos"),
    "income_groups": ("five income groups", "cinco grupos de ingreso"),
    "row_account": ("every row, accounted for", "cada fila, rendida"),
}


def forms(language: str, key: str) -> list[str]:
    text = WORDING.texts[language][key]
    return [text] if isinstance(text, str) else list(text.values())


def test_both_languages_have_the_same_keys_in_the_same_number():
    assert WORDING.languages == ("en", "es")
    assert set(WORDING.texts["en"]) == set(WORDING.texts["es"])
    assert len(WORDING.keys) > 600


def test_both_languages_have_the_same_slots():
    assert [k for k in WORDING.keys if slots(WORDING.texts["en"][k]) != slots(WORDING.texts["es"][k])] == []


def test_no_text_is_empty_or_padded():
    assert [pair for pair in PAIRS for form in forms(*pair) if form != form.strip() or not form] == []


def test_plural_texts_have_the_forms_that_their_language_needs():
    for language, key in PAIRS:
        if not isinstance(WORDING.texts[language][key], str):
            assert set(WORDING.texts[language][key]) == {"one", "other"}, (language, key)


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", r"hot ?spots?"), ("en", "vulnerable"), ("en", "crisis"), ("en", "needy"), ("en", "illegal"),
     ("es", "vulnerables?"), ("es", "puntos? calientes?"), ("es", "crisis"), ("es", "ilegal")],
)  # fmt: skip
def test_a_word_that_no_verdict_earns_is_nowhere(language, word):
    found = [
        key for key in WORDING.keys for form in forms(language, key) if re.search(rf"\b{word}\b", form, re.I)
    ]
    assert found == []


def test_no_text_names_a_city():
    assert [p for p in PAIRS for form in forms(*p) if re.search("New York|Nueva York|NYC", form)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_verdicts_are_the_words_of_the_product(language):
    ids = ("clear", "probable", "about_same", "cannot_tell", "not_enough")
    assert [WORDING.text(language, f"verdict.{name}") for name in ids] == VERDICTS[language]


@pytest.mark.parametrize("term", TERMS)
def test_terms_are_the_words_of_the_product(term):
    assert tuple(WORDING.text(language, f"term.{term}") for language in ("en", "es")) == TERMS[term]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "edition of 3 Nov"), ("es", "edición del 3 nov")],
)
def test_an_edition_is_called_by_its_day(language, said):
    day = WORDING.format_date(language, date(2026, 11, 3), "day")
    assert WORDING.text(language, "term.edition_of", day=day) == said


def test_every_title_of_the_log_names_need_or_group_and_every_title_its_period():
    for key in WORDING.keys:
        if match := re.fullmatch(r"indicator\.(\w+)\.title", key):
            text = WORDING.texts["en"][key]
            assert "{period}" in text, key
            assert re.search(r"of every 100|per 1,000", text), f"{match[1]} does not say out of whom"


def test_english_sentences_are_short():
    """Eighth-grade level: no sentence of the catalog's explanations is over 40 words."""
    for key in WORDING.keys:
        if re.match(
            r"(indicator\.\w+\.(what|why)|caveat|verdict_means|reason_not|refusal|policy|method)\b", key
        ):
            for sentence in re.split(r"(?<=[.!?:])\s", WORDING.texts["en"][key]):
                assert len(sentence.split()) <= 40, key


def test_spanish_opens_its_questions():
    wrong = [k for k in WORDING.keys for form in forms("es", k) if form.count("?") != form.count("¿")]
    assert wrong == []


def test_no_spanish_sentence_was_left_in_english():
    """A text of several words that reads the same in both languages was not translated."""
    for key in WORDING.keys:
        english = re.sub(r"\{\w+\}", "", " ".join(forms("en", key)))
        is_sentence = len(re.findall(r"[a-zA-Z]{3,}", english)) > 2
        assert not is_sentence or forms("en", key) != forms("es", key), key


def test_every_reason_that_can_hold_a_verdict_back_has_words():
    source = inspect.getsource(verdicts)
    reasons = set(re.findall(r'^        "(\w+)":', source, re.M))
    assert len(reasons) >= 20
    assert [reason for reason in sorted(reasons) if not WORDING.has(f"reason_not.{reason}")] == []


@pytest.mark.parametrize(
    ("prefix", "ids"),
    [
        ("status", edition.ESTIMATE_STATUSES),
        ("reliability", edition.RELIABILITIES),
        ("verdict", edition.VERDICTS),
        ("verdict_means", edition.VERDICTS),
    ],
)
def test_every_value_that_an_edition_can_hold_has_words(prefix, ids):
    assert [name for name in ids if not WORDING.has(f"{prefix}.{name}")] == []


@pytest.mark.parametrize("language", WORDING.languages)
def test_every_fate_of_a_row_and_every_reason_has_words(language):
    keys = [f"row_fate.{fate}" for fate in ROW_FATES]
    keys += [f"row_reason.{reason}" for reason in ROW_REASONS if reason != "all"]
    said = [WORDING.text(language, key) for key in keys]
    assert len(set(said)) == len(keys)
