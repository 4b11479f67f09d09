"""The one secret that Django itself needs, made on first run and readable by its owner alone."""

import os
import secrets
from pathlib import Path


def secret_key(data: Path) -> str:
    """The signing key of sessions and forms, from `data`/keys/django; made, mode 0600, when there is none.

    Two processes that start at once agree: the file is linked into place whole, and the loser reads the winner's.
    """
    path = data / "keys" / "django"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
