"""The second step of signing in: a code that an authenticator shows, or one of ten that were written down.

None of it is a record: the secret is in no revision, export, list or form. It is kept encrypted under a key made from the
portal's own, which no copy of the database holds.
"""

import base64
import functools
import hashlib
import re
import secrets

import peewee
import pyotp

from ..core import clock
from ..core.db import database
from ..core.errors import Refused
from .accounts import User

STEP = 30  # seconds a code is shown for
DRIFT = (0, -1, 1)  # steps a telephone's clock may be off
CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike
PLAIN = re.compile(r"[A-Z2-7]+")  # a secret as it was kept before they were encrypted

_key = {"text": ""}


class Locked(Refused):
    """A second step that was kept under another key of the portal: no code of it can be checked any more."""

    status = 409

    def __init__(self, login):
        super().__init__(
            "服务器的密钥换过了，手机上的码已经认不出来。请输入一个恢复码，登录后停用两步登录再重新启用；"
            f"恢复码也没有的，请管理员在服务器上运行 flask people reset {login} --two-steps。"
        )


def use(key):
    """Keep secrets under a key made from `key`, the portal's own, from now on."""
    _key["text"] = key


@functools.cache
def _cipher(key):
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=b"second step").derive(key.encode())))


def locked(secret):
    """`secret` as it is kept."""
    return _cipher(_key["text"]).encrypt(secret.encode()).decode()


def opened(kept):
    """The secret that was kept as `kept`, or None when that was under another key."""
    from cryptography.fernet import InvalidToken

    try:
        return kept if PLAIN.fullmatch(kept) else _cipher(_key["text"]).decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


class SecondStep(peewee.Model):
    """The secret that a user's authenticator shares with us, proved once with a code of it."""

    user = peewee.ForeignKeyField(User, unique=True, on_delete="CASCADE", backref="+")
    secret = peewee.CharField(max_length=200)  # as `locked` gives it: 140 characters
    used = peewee.IntegerField()  # the last step a code was taken for: no code counts twice
    confirmed_at = peewee.DateTimeField()

    class Meta:
        database = database
        legacy_table_names = False


class RecoveryCode(peewee.Model):
    """One of the codes for the day the telephone is lost; only its digest is kept, and each works once."""

    user = peewee.ForeignKeyField(User, on_delete="CASCADE", backref="+")
    digest = peewee.CharField(max_length=64)
    used_at = peewee.DateTimeField(null=True)

    class Meta:
        database = database
        legacy_table_names = False


def new_secret():
    """A secret that nobody has."""
    return pyotp.random_base32()


def address(secret, login, issuer):
    """What the square picture says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret, code):
    """The time step whose code of `secret` is `code`, or None."""
    now, code = int(clock.now().timestamp()) // STEP, "".join(code.split())
    totp = pyotp.TOTP(secret)
    known = [(now + drift, totp.generate_otp(now + drift)) for drift in DRIFT]
    return next((step for step, right in known if secrets.compare_digest(right.encode(), code.encode())), None)


def set_up(user, secret, code):
    """Ten new recovery codes after taking `secret` as the second step of `user`.

    None when `code` is not of it, or when another request took it at the same moment: that one shows the codes.
    """
    step = step_of(secret, code)
    if step is None:
        return None
    try:
        with database.atomic():
            take_away(user)
            SecondStep.create(user=user, secret=locked(secret), used=step, confirmed_at=_now())
            return new_codes(user)
    except peewee.IntegrityError:
        return None


def take_away(user):
    """Leave `user` with the password alone; whether there was more."""
    with database.atomic():
        RecoveryCode.delete().where(RecoveryCode.user == user).execute()
        return bool(SecondStep.delete().where(SecondStep.user == user).execute())


def new_codes(user):
    """Ten new recovery codes of `user`, to be shown once; the old ones are void."""
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    with database.atomic():
        RecoveryCode.delete().where(RecoveryCode.user == user).execute()
        for code in codes:
            RecoveryCode.create(user=user, digest=_digest(code))
    return codes


def codes_left(user):
    """How many recovery codes of `user` were not used yet."""
    return RecoveryCode.select().where(RecoveryCode.user == user, RecoveryCode.used_at.is_null()).count()


def passes(user, typed):
    """ "code" or "recovery" when `typed` proves the second step of `user`, now and only this once; else "".

    Raises `Locked` when it is no recovery code, and no code can be checked.
    """
    second = SecondStep.get_or_none(SecondStep.user == user)
    secret = second and opened(second.secret)
    step = secret and step_of(secret, typed)
    if step is not None and secret:
        kept = {"secret": locked(secret)} if PLAIN.fullmatch(second.secret) else {}
        fresh = SecondStep.update(used=step, **kept).where(SecondStep.id == second.id, SecondStep.used < step).execute()
        return "code" if fresh else ""
    mine = RecoveryCode.user == user, RecoveryCode.digest == _digest(typed), RecoveryCode.used_at.is_null()
    if second and RecoveryCode.update(used_at=_now()).where(*mine).execute():
        return "recovery"
    if second and secret is None:
        raise Locked(user.login)
    return ""


def _digest(code):
    """What is kept of a recovery code, however it was spaced."""
    return hashlib.sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).hexdigest()


def _now():
    return clock.now().replace(tzinfo=None)
