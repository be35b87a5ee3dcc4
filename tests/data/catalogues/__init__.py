"""The catalogues, their search and their matching."""
