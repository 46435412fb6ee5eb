"""The Django app by which the tests' settings replace a management command of Django's."""
