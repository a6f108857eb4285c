"""Reads one YAML file per language and refuses them unless every language says everything."""

from collections.abc import Mapping
from pathlib import Path

from babel import Locale, UnknownLocaleError

from pipelines.errors import CatalogError
from pipelines.wording.wording import PLURAL_FORMS, PLURAL_SLOT, Text, Wording, slots
from pipelines.yaml_file import Entry, Place, read_yaml

HERE = Path(__file__).parent
REFERENCE = "en"

Placed = dict[str, tuple[Text, Place]]


def load_wording(
    overlay_folder: Path | None = None, extra: Mapping[str, Mapping[str, str]] | None = None
) -> Wording:
    """The packaged wording, with a workspace's `raw/catalog/wording/<language>.yaml` laid over it by key.

    A file of a language that is not packaged adds the language. `extra` adds texts by language and key
    (names of area levels in coalition.yaml); a language that `extra` does not name takes its English words.
    Raises CatalogError, naming file and line, where languages differ in keys or slots, or a text is empty.
    """
    languages = {path.stem: _read(path) for path in _files(HERE)}
    for path in _files(overlay_folder):
        languages[path.stem] = {**languages.get(path.stem, {}), **_read(path)}
    for language in languages if extra else ():
        languages[language].update(_placed_extra(extra.get(language, extra.get(REFERENCE, {}))))
    reference = languages[REFERENCE]
    ordered = {REFERENCE: reference, **languages}
    for language, texts in ordered.items():
        _check_texts(language, texts)
        _check_same(language, texts, reference)
    return Wording({name: {key: text for key, (text, _) in texts.items()} for name, texts in ordered.items()})


def _files(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.yaml")) if folder is not None and folder.is_dir() else []


def _read(path: Path) -> Placed:
    """The file's nested keys joined by dots, each with its text and place."""
    document = read_yaml(path)
    found: Placed = {}
    for keys, text in _leaves(document, ()):
        name, place = ".".join(keys), document.place(*keys)
        if name in found:
            raise CatalogError(
                f"{place}: the key `{name}` stands twice, first at {found[name][1]}. "
                "Expected each key once; delete or rename one."
            )
        found[name] = (text, place)
    return found


def _leaves(document: Entry, keys: tuple[str, ...]):
    value = document.data
    for key in keys:
        value = value[key]
    if isinstance(value, dict) and value and not _is_plural(value):
        for key in value:
            yield from _leaves(document, (*keys, key))
        return
    if isinstance(value, list | dict) and not _is_plural(value):
        raise CatalogError(
            f"{document.place(*keys)}: `{'.'.join(keys)}` holds a list or nothing. "
            "Expected words, or plural forms one and other; write them."
        )
    yield keys, value if isinstance(value, dict) else _as_text(value)


def _is_plural(value: object) -> bool:
    return isinstance(value, dict) and "other" in value and set(value) <= set(PLURAL_FORMS) and len(value) > 1


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _placed_extra(texts: Mapping[str, str]) -> Placed:
    return {key: (text, Place(Path("coalition.yaml"), 1)) for key, text in texts.items()}


def _check_texts(language: str, texts: Placed) -> None:
    for key, (text, place) in texts.items():
        forms = [text] if isinstance(text, str) else list(text.values())
        if not all(isinstance(form, str) and form.strip() for form in forms):
            raise CatalogError(f"{place}: the text of `{key}` is empty. Expected words; write them.")
        _check_slots_readable(key, text, place)
    if "format.locale" in texts:
        _check_locale(*texts["format.locale"])


def _check_slots_readable(key: str, text: Text, place: Place) -> None:
    try:
        names = slots(text)
    except ValueError as error:
        raise CatalogError(
            f"{place}: the text of `{key}` has a bracket too many or too few ({error}). "
            "Expected slots as {need}; mend it."
        ) from None
    strange = sorted(name for name in names if not name.isidentifier())
    if strange:
        raise CatalogError(
            f"{place}: the text of `{key}` has the slot `{{{strange[0]}}}`. "
            "Expected a plain name in curly brackets, as {need}; correct it."
        )
    if not isinstance(text, str) and PLURAL_SLOT not in names:
        raise CatalogError(
            f"{place}: `{key}` has plural forms, but none has the slot {{{PLURAL_SLOT}}} that chooses. "
            f"Expected {{{PLURAL_SLOT}}} in at least one form; add it."
        )


def _check_locale(text: Text, place: Place) -> None:
    try:
        Locale.parse(str(text))
    except (UnknownLocaleError, ValueError):
        raise CatalogError(
            f"{place}: `{text}` is not a locale that numbers and dates are known for. "
            "Expected one as es_US or fr_FR; correct it."
        ) from None


def _check_same(language: str, texts: Placed, reference: Placed) -> None:
    """Every language has the keys of English and, in each, the same slots."""
    missing = [key for key in reference if key not in texts]
    if missing:
        raise CatalogError(
            f"{reference[missing[0]][1]}: `{missing[0]}` has no words in the language `{language}` "
            f"({len(missing)} missing in all). Expected the key in {language}.yaml too; add it there."
        )
    unknown = [key for key in texts if key not in reference]
    if unknown:
        raise CatalogError(
            f"{texts[unknown[0]][1]}: the key `{unknown[0]}` does not exist in {REFERENCE}.yaml. "
            "Expected the same keys in every language; add it there or delete it here."
        )
    for key, (text, place) in texts.items():
        expected, found = slots(reference[key][0]), slots(text)
        if expected != found:
            raise CatalogError(
                f"{place}: `{key}` has the slots {_named(found)}; in {REFERENCE}.yaml {_named(expected)}. "
                "Expected the same in both; correct one."
            )


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
