"""Measurements of the product beside its peers, in one run on one machine; not part of the product."""
