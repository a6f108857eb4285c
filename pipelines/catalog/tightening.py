"""A workspace may make the packaged catalog stricter about people, never looser."""

from collections.abc import Mapping

from pipelines.catalog.entries import Entries
from pipelines.catalog.models import ROLES
from pipelines.catalog.policy import PolicyLine
from pipelines.errors import CatalogError
from pipelines.yaml_file import Entry, nearest

FLAGS = ("is_sensitive", "is_pooled", "reveals")
FINEST_BY_DEFAULT = {"domains": "nested:finest", "groups": "city"}


def check_policy_tightened(
    packaged: Mapping[str, PolicyLine], lines: Mapping[str, PolicyLine], entries: Entries
) -> None:
    """Raise CatalogError unless every constant of a workspace moved only the way it may."""
    for name, line in lines.items():
        place = entries[name].place
        rule = packaged[name]
        if (line.tighter, line.workspace_minimum) != (rule.tighter, rule.workspace_minimum):
            raise CatalogError(
                f"{place('tighter')}: a workspace sets only `value` of `{name}`. Delete the rest."
            )
        if not rule.allows(line.value):
            raise CatalogError(
                f"{place('value')}: `{name}` is {line.value}; a workspace may only tighten the policy. "
                f"Expected {_allowed(rule)}; correct or delete it."
            )


def _allowed(rule: PolicyLine) -> str:
    if rule.workspace_minimum is not None:
        return f"{rule.workspace_minimum} or more"
    return {"higher": f"{rule.value} or more", "lower": f"{rule.value} or less", "fixed": f"{rule.value}"}[
        rule.tighter
    ]


def check_only_tightened(packaged: Mapping[str, Entries], entries: Mapping[str, Entries]) -> None:
    """Raise CatalogError where an overlay makes a sensitive domain or group less protected than packaged, or
    names a constant that the policy does not have.
    """
    for name, entry in entries["policy"].items():
        if name not in packaged["policy"]:
            raise CatalogError(
                f"{entry.place('id')}: the policy has no constant `{name}`."
                f"{nearest(name, packaged['policy'])} "
                f"Expected one of: {', '.join(packaged['policy'])}. Correct or delete it."
            )
    for section, finest in FINEST_BY_DEFAULT.items():
        for name, before in packaged[section].items():
            _check_flags(name, before, entries[section][name])
            _check_level(name, before, entries[section][name], finest)


def _check_flags(name: str, before: Entry, after: Entry) -> None:
    for flag in FLAGS:
        if before.data.get(flag) and not after.data.get(flag):
            raise CatalogError(
                f"{after.place(flag)}: `{name}` is {flag} in the packaged catalog and stays so. "
                f"Expected {flag}: true; delete the line."
            )
    flag = "is_overlapping_published"
    if after.data.get(flag) and not before.data.get(flag):
        raise CatalogError(
            f"{after.place(flag)}: `{name}` is not published at overlapping levels, and a workspace may not "
            "add it. Expected false; delete the line."
        )


def _check_level(name: str, before: Entry, after: Entry, default: str) -> None:
    allowed, chosen = (entry.data.get("finest_level", default) for entry in (before, after))
    if chosen in ROLES and ROLES.index(chosen) > ROLES.index(allowed):
        raise CatalogError(
            f"{after.place('finest_level')}: `{name}` is published down to `{allowed}`; a workspace may only "
            "choose a coarser level. Correct or delete the line."
        )
