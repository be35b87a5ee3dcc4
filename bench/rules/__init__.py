"""The rulebook beside OpenFisca, zen-engine, json-logic, plain Python and NumPy, on demands all can write."""
