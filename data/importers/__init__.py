"""Brings files of others into the tables in five steps: open, read, clean, check, load."""
