"""Why a backup or a restore ended."""


class BackupFailed(Exception):
    """It was tried and did not succeed; nothing was changed."""


class BackupRefused(Exception):
    """It was not begun, because a condition is not met; the message says which, and what to do."""
