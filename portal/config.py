"""Settings: units and defaults, read from the environment. The embedded default needs none of them."""

import os
import secrets
from pathlib import Path


class Misconfigured(ValueError):
    """A setting that cannot be followed; the sentence names it and says what to write instead."""


# name → (default, what it is); docs/guides/settings.md is held to this list by a test
SETTINGS = {
    "PORTAL_DATA_DIR": ("var", "folder of the database, the secret key and exports"),
    "PORTAL_DATABASE_URL": ("", "sqlite:///path or postgresql://…; empty: portal.db in the data folder"),
    "PORTAL_SECRET_KEY": ("", "signs sessions, encrypts second steps; empty: made once and kept in the data folder"),
    "PORTAL_ADMIN_PASSWORD": ("", "password of the first administrator; empty: made and printed once"),
    "PORTAL_SITE_NAME": ("家门口", "name of the site, on every page"),
    "PORTAL_BASE_PATH": ("", "path the site is mounted under, such as /jiedao"),
    "PORTAL_INSECURE_COOKIES": ("1", "1: cookies travel over plain http too; set 0 behind https"),
    "PORTAL_SESSION_IDLE": ("8", "hours without a click after which somebody is signed out"),
    "PORTAL_SESSION_LONGEST": ("24", "hours after which everybody signs in again"),
    "PORTAL_TWO_STEPS": ("", "roles that must sign in with two steps, such as administrator auditor"),
    "PORTAL_TRUSTED_PROXIES": ("0", "how many proxies stand in front; 0: none, forwarded headers are ignored"),
    "PORTAL_PUBLIC_ORIGIN": ("", "scheme and host residents know the site by, such as https://www.example.gov.cn"),
    "PORTAL_SITE_CODE": ("", "ten digits that identify a government site"),
    "PORTAL_HOST_UNIT": ("", "the body that runs the site"),
    "PORTAL_HOST_PHONE": ("", "its office number"),
    "PORTAL_ICP_RECORD": ("", "number of the ICP record"),
    "PORTAL_POLICE_RECORD": ("", "number of the public-security record"),
    "PORTAL_CORRECTION_LINK": ("", "where faults of government sites are reported (找错)"),
    "PORTAL_ORGAN_MARK_LINK": ("", "the certificate of the mark of party and government organs"),
    "HOST": ("127.0.0.1", "address to listen on"),
    "PORT": ("8000", "port to listen on"),
}


def from_environment(given=None):
    """name → text of every setting; what is `given` wins over the environment, that over the default."""
    settings = {name: os.environ.get(name, default) for name, (default, _) in SETTINGS.items()} | (given or {})
    folder = Path(settings["PORTAL_DATA_DIR"])
    settings["PORTAL_DATABASE_URL"] = settings["PORTAL_DATABASE_URL"] or f"sqlite:///{folder / 'portal.db'}"
    return settings


def secret_key(settings):
    """The key that signs sessions: the setting, else one kept in the data folder, made the first time."""
    if settings["PORTAL_SECRET_KEY"]:
        return settings["PORTAL_SECRET_KEY"]
    path = Path(settings["PORTAL_DATA_DIR"]) / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
