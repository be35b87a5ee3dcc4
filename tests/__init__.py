"""The suite; every folder is a package, so that no test folder can pass itself off as one of the product's."""
