"""Features and tiles over HTTP, ours beside tipg on the same published views."""
