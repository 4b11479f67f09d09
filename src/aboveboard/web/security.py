"""What a browser may load: our own files and nothing else, no inline style, no script without a nonce."""

from typing import Any

from csp.constants import NONCE, NONE, SELF

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # data: is for the QR code with which an authenticator app is set up.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # Chromium applies form-action to redirects too: single sign-on must add its provider's address here.
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
