"""Statistics of the edition: pure functions, numbers and arrays in, numbers and arrays out.

Nothing here reads a file, a database or the catalog; a policy is an argument. Shares are fractions of 1,
rates are per the stated `per`, margins are the Census Bureau's 90 % margins. A quantity that is not known
is NaN, never 0; every function carries NaN through.
"""
