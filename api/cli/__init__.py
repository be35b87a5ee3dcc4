"""The command line: start the product, look after its database, check plans without storing them."""
