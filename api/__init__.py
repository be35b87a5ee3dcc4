"""Every door (JSON, OGC, pages, command line) and the procedures behind the doors."""
