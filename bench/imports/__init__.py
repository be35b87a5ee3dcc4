"""Imports beside peers: seconds from a file to an indexed table."""
