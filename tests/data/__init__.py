"""What is kept and how: migrations, constraints, queries, importers, the private cluster."""
