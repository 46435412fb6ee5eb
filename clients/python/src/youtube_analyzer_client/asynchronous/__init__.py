"""The asynchronous client. ``synchronous`` is generated from it by ``clients/python/generate.py``."""
