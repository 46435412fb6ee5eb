"""Who asks: access tokens, attempts to log in, and the groups of the staff."""
