"""Writes tables as files that other programs open, block by block, each with its sources and terms."""
