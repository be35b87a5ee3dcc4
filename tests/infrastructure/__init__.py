"""The suite's own footing: what the other tests rely on."""
