"""The scripts that make the coefficients which ship beside the code, each from named data."""
