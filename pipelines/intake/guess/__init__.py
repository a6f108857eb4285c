"""What each column of a file never seen may be: a proposal with its evidence, which a person confirms."""
