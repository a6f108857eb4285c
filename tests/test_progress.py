"""Progress on paper: a line as each step begins, and none for its shares."""

from needs.progress import tell_progress


def test_without_a_terminal_each_step_is_one_line(capsys) -> None:
    with tell_progress() as tell:
        tell("partner stoop")
        tell("partner stoop", 0.5)
        tell("writing")
    assert capsys.readouterr().err.split("\n") == ["  partner stoop", "  writing", ""]
