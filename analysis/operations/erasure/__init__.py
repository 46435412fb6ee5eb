"""Erases the author of comments from everything that is stored."""

from analysis.operations.erasure.services import Erased, erase, erase_listed, forget_erasure, is_channel_id

__all__ = ["Erased", "erase", "erase_listed", "forget_erasure", "is_channel_id"]
