"""Secrets and signatures of messages.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import json
import secrets

from django.conf import settings
from django.utils.timezone import now
from standardwebhooks import Webhook as Signer

from analysis.events import JSON

#: Bytes of a key; the specification asks for 24 to 64.
_KEY_BYTES = 32


def make_secret() -> str:
    """Return a new secret, as receivers enter it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def sign(secret: str, message_id: str, payload: JSON) -> tuple[bytes, dict[str, str]]:
    """Return the body of a message and its headers, signed now."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    moment = now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"YouTube-Analyzer/{settings.VERSION}",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(message_id, moment, body),
    }
    return body.encode(), headers
