"""What the land says: pure computation on shapes and the maps drawn from it."""
