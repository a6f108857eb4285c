"""The desk: a local page on which an organiser goes from a partner's file to an edition.

An application apart from the dashboard, over the same functions as the commands: it asks, shows and calls.
"""
