"""The wording as rows of the edition's table `label`, and back: an edition carries its own words.

A text with plural forms is one row a form, `<key>.one` and `<key>.other`.
"""

from collections.abc import Iterable, Mapping

from pipelines.wording.wording import PLURAL_FORMS, Text, Wording


def label_rows(wording: Wording) -> list[tuple[str, str, str]]:
    """Language, key and text of every word, as table `label` holds them."""
    return [
        (language, name, text)
        for language in wording.languages
        for key, value in wording.texts[language].items()
        for name, text in _forms(key, value)
    ]


def wording_of_labels(rows: Iterable[tuple[str, str, str]]) -> Wording:
    """The wording that `label_rows` was made of."""
    texts: dict[str, dict[str, Text]] = {}
    children: dict[str, dict[str, dict[str, str]]] = {}
    for language, key, text in rows:
        texts.setdefault(language, {})[key] = text
        parent, _, form = key.rpartition(".")
        children.setdefault(language, {}).setdefault(parent, {})[form] = text
    for language, found in children.items():
        for key, forms in found.items():
            if _is_plural(forms):
                texts[language][key] = forms
    return Wording(texts)


def _forms(key: str, value: Text) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [(f"{key}.{form}", text) for form, text in value.items()]
    return [(key, value)]


def _is_plural(forms: Mapping[str, str]) -> bool:
    return "other" in forms and len(forms) > 1 and set(forms) <= set(PLURAL_FORMS)
