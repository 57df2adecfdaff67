"""Numbers that belong to one person and to nobody else, found in what people write: they are refused, not kept."""

import re
import unicodedata

from stdnum import luhn

# GB 11643-1999: six digits of a place, a day of birth, three digits and a check digit. One typed wrong gives nearly as much away,
# so the check digit is not asked.
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
# ISO/IEC 7812: 16 to 19 digits of which the last is a check digit
_CARD = re.compile(r"(?<!\d)[3-9]\d{15,18}(?!\d)")
_GAP = re.compile(r"(?<=[\dXx])[ \u00a0\-](?=[\dXx])")


def private_numbers(text):
    """What kinds of private numbers `text` holds, in words: 身份证号, 银行卡号; [] for none. Full-width digits and gaps do not hide one."""
    plain = _GAP.sub("", unicodedata.normalize("NFKC", text or ""))
    found = ["身份证号"] if _IDENTITY.search(plain) else []
    if any(luhn.is_valid(card[0]) for card in _CARD.finditer(_IDENTITY.sub("", plain))):
        found.append("银行卡号")
    return found
