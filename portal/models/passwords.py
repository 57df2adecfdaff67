"""What may be a password: long enough, not one that everybody tries first, and not the login."""

from argon2 import PasswordHasher

from ..core.errors import Invalid, Unreadable

hasher = PasswordHasher()  # argon2id with RFC 9106's low-memory parameters, argon2-cffi's default

LEAST_DIGITS = 16  # a telephone has eleven digits, a day of birth eight
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")
COMMON = (
    *("password", "passw0rd", "admin", "administrator", "root", "user", "test", "welcome", "letmein", "iloveyou", "woaini"),
    *("qwe", "asd", "zxc", "abc", "mima", "wangge", "jiamenkou", "shandong", "jinan", "lixia"),
)


def hashed(password):
    """The hash to keep of `password`. Raises `Unreadable` for one that anybody would guess."""
    if sentence := trivial(password):
        raise Unreadable(sentence)
    return hasher.hash(password)


def trivial(password):
    """What is too plain about `password`, as a sentence, or None."""
    plain = "".join(letter for letter in password.lower() if letter.isalnum())
    if len(set(plain)) < 4:
        return "口令里不同的字符太少，容易猜到，请换一个，比如用空格隔开的四个词"
    if plain.isdecimal() and len(plain) < LEAST_DIGITS:
        return f"只有数字的口令容易猜到，请加上字母或汉字，或者用 {LEAST_DIGITS} 位以上"
    if any(plain in run or plain in run[::-1] for run in RUNS) or _common(plain):
        return "这样的口令谁都会先试一试，请换一个，比如用空格隔开的四个词"
    return None


def _common(plain):
    """Whether `plain` is made of words from the top of every list, and digits."""
    for word in sorted(COMMON, key=len, reverse=True):
        plain = plain.replace(word, "")
    return not plain or (plain.isdecimal() and len(plain) < LEAST_DIGITS)


def chosen(field, password, login):
    """The hash of a `password` that somebody chose for `login`. Raises `Unreadable`, or `Invalid` when none was typed."""
    if not password:
        raise Invalid({field.name: ["请填写新口令"]})
    if login in password.lower() and len(password) < len(login) + field.min:
        raise Unreadable("口令里不能只有登录名，请换一个")
    return field.read(password)
