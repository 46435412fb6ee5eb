"""Django's PostgreSQL backend with a check of idle connections that needs no round trip; set as ``ENGINE``."""
