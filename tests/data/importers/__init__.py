"""Tests of the importers, on a real PostGIS and on small cut-outs of real files."""
