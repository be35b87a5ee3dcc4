"""The suite; every folder is a package, so that none can pass itself off as one of the product's."""
