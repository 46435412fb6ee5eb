"""A security key in software: it answers what a page asks of the browser, as WebAuthn has it."""

import hashlib
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


class SecurityKey:
    """A key with one credential, of the site at ``host``."""

    def __init__(self, host="testserver"):
        self.host, self.id = host, b"key-of-the-tests"
        self._private = ec.generate_private_key(ec.SECP256R1())

    def register(self, options):
        """Return the answer to the creation options of a page."""
        public = ES256.from_cryptography_key(self._private.public_key())
        data = self._data(0x41, AttestedCredentialData.create(b"\0" * 16, self.id, public))
        client = self._client(CollectedClientData.TYPE.CREATE, options)
        return self._answer(clientDataJSON=client, attestationObject=AttestationObject.create("none", data, {}))

    def sign(self, options):
        """Return the answer to the request options of a page."""
        data, client = self._data(0x01), self._client(CollectedClientData.TYPE.GET, options)
        signature = self._private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags, credential=None):
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, 0, credential or b"")

    def _client(self, kind, options):
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], f"https://{self.host}")

    def _answer(self, **response):
        encoded = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        own = websafe_encode(self.id)
        answer = {"id": own, "rawId": own, "type": "public-key", "response": encoded, "clientExtensionResults": {}}
        return json.dumps(answer)
