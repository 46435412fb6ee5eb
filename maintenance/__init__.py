"""What maintainers run: the documentation site and releases."""
