"""The siting screen as a product: services, doors, files, map."""
