"""Where something could stand: a screen over the standard grid that keeps every reason, pure and
streamable."""
