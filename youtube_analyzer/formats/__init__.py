"""How dates are written in each language, where it differs from Django's formats."""
