"""Use cases, each read like the procedure manual; they know no HTTP, no HTML and no command line."""
