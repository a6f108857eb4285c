"""One YAML file per indicator. (A package only so that an installed copy carries the files.)"""
