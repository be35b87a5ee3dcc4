"""The catalogues a plan is held against, found by name and matched to free text; loaded on first use."""
