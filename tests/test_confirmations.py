"""Who said that an edition may come out."""

from pipelines.confirmations import keep_confirmation, read_confirmations
from pipelines.paths import Workspace


def test_each_is_kept_in_a_file_that_is_closed_to_others(tmp_path):
    workspace = Workspace(tmp_path)
    assert read_confirmations(workspace) == []
    keep_confirmation(workspace, "2026-11-03-a1", "Rosa Ñ.")
    keep_confirmation(workspace, "2026-12-03-b2", "Luis")
    assert [(c.edition, c.person) for c in read_confirmations(workspace)] == [
        ("2026-11-03-a1", "Rosa Ñ."),
        ("2026-12-03-b2", "Luis"),
    ]
    file = workspace.private / "confirmed.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert workspace.private.stat().st_mode & 0o777 == 0o700
