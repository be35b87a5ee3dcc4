"""Takes official statistics in: one reader for each kind of file, one cleaner and one store for all."""
