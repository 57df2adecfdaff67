"""JSON-LD: what a page is about in the words of schema.org, from public facts alone; what is not known is left out."""

import json

from markupsafe import Markup

from ...core import clock
from ..addresses import address
from ..canonical import whole
from . import pictured, stamp

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REGIONS = ("province", "prefecture")
STATUSES = {"scheduled": "EventScheduled", "postponed": "EventPostponed", "cancelled": "EventCancelled", "done": "EventScheduled"}
PERIODS = {"DAILY": "P{}D", "WEEKLY": "P{}W", "MONTHLY": "P{}M", "YEARLY": "P{}Y"}
# Data are not run, yet "</script>" and "<!--" would end them; U+2028 and U+2029 are line ends to some readers.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def script(thing):
    """The data block that holds `thing`."""
    text = json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False, separators=(",", ":"))
    return Markup(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')  # noqa: S704, escaped above


def known(**facts):
    """The facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def thing(kind, face, **facts):
    """What is said of any record: its type, its identity, its name, its page, its picture."""
    picture = pictured(face)
    url = whole(address(face))
    return {"@type": kind, "@id": url} | known(name=face.title, url=url, image=picture and picture[0], **facts)


def where(above, street=""):
    """PostalAddress of a place below the divisions `above`."""
    region = " ".join(face.title for face in above if face.level in REGIONS)
    local = " ".join(face.title for face in above if face.level not in REGIONS)
    return {"@type": "PostalAddress", "addressCountry": "CN"} | known(addressRegion=region, addressLocality=local, streetAddress=street)


def area(above):
    """AdministrativeArea of the last of the divisions `above`, None for none."""
    return {"@type": "AdministrativeArea", "name": above[-1].title, "url": whole(address(above[-1]))} if above else None


def spot(point):
    """GeoCoordinates of a point (longitude, latitude)."""
    return point and {"@type": "GeoCoordinates", "latitude": point[1], "longitude": point[0]}


def hours(week):
    """OpeningHoursSpecification of a week and of what comes instead of it from today on."""
    if not week:
        return None
    out = [spell(span, dayOfWeek=[DAYS[day]]) for day, spans in enumerate(week.days) for span in spans]
    for one in week.exceptions:
        if one.last >= clock.today():
            dates = {"validFrom": one.first.isoformat(), "validThrough": one.last.isoformat()}
            out += [spell(span, **dates) for span in one.spans or ((0, 0),)]  # from 00:00 to 00:00: closed all day
    return out


def spell(span, **facts):
    """One OpeningHoursSpecification; `span`: minutes after midnight."""
    opens, closes = (f"{minutes // 60 % 24:02}:{minutes % 60:02}" for minutes in span)
    return {"@type": "OpeningHoursSpecification", **facts, "opens": opens, "closes": "23:59" if span[1] == 1440 else closes}


def division(face, page):
    number = page.get("number")
    return thing(
        "GovernmentOffice",
        face,
        telephone=face.hotline or (number and number.number),
        description=face.summary,
        address=where([*page.get("above", ()), face]),
        areaServed={"@type": "AdministrativeArea", "name": face.title},
    )


def grid(face, page):
    above, number = page.get("above", ()), page.get("number")
    telephone = next((post.number.number for post in page.get("posts", ()) if post.number), None) or (number and number.number)
    about = face.scope_text or face.features
    return thing("GovernmentOffice", face, telephone=telephone, description=about, address=where(above), areaServed=area(above))


def station(face, page):
    above, serves = page.get("above", ()), face.category == "service"
    return thing(
        "GovernmentOffice" if serves else "Place",
        face,
        telephone=face.phone,
        description=face.summary,
        address=where(above, face.address),
        geo=spot(face.point),
        openingHoursSpecification=hours(face.hours),
        areaServed=area(above) if serves else None,
    )


def service(face, page):
    above = page.get("above", ())
    places = [thing("Place", one, address=where((), one.address)) for one in page.get("stations", ())]
    channel = known(
        servicePhone=face.phone and {"@type": "ContactPoint", "telephone": face.phone},
        serviceUrl=face.web,
        serviceLocation=places,
    )
    provider = thing("GovernmentOrganization", face.provider) if face.provider else None
    return thing(
        "GovernmentService",
        face,
        description=face.description,
        provider=provider,
        areaServed=area(above),
        availableChannel=channel and {"@type": "ServiceChannel", **channel},
        hoursAvailable=hours(face.hours),
    )


def activity(face, page):
    """Event; None for one whose time is not known, which no reader could place."""
    above, coming = page.get("above", ()), next(iter(face.verb("next_dates", 1)), None)
    start, end = coming or (face.starts_at, face.ends_at)
    if start is None and not face.held_on:
        return None
    place = face.station
    return thing(
        "Event",
        face,
        description=face.summary,
        startDate=begins(start, face.all_day) if start else face.held_on,
        endDate=end and begins(end, face.all_day),
        eventStatus=f"https://schema.org/{STATUSES[face.status]}",
        eventAttendanceMode="https://schema.org/OfflineEventAttendanceMode",
        eventSchedule=schedule(face.recurrence),
        location={"@type": "Place"}
        | known(
            name=(place and place.title) or face.venue or (above[-1].title if above else ""),
            address=where(above, (place and place.address) or ""),
            geo=spot(place and place.point),
        ),
        organizer=thing("Organization", face.organiser) if face.organiser else None,
        isAccessibleForFree=True if face.fee == "免费" else None,
    )


def begins(moment, is_whole_day):
    """The moment, or its day alone."""
    return stamp(moment)[:10] if is_whole_day else stamp(moment)


def schedule(rule):
    """Schedule of a recurrence, None for none."""
    if not rule:
        return None
    clocked = None if rule.time is None else f"{rule.time // 60:02}:{rule.time % 60:02}"
    ends = (rule.time + rule.length) % 1440 if rule.length else None
    days = [f"{place}{CODES[day]}" if place else f"https://schema.org/{DAYS[day]}" for place, day in rule.weekdays]
    return {"@type": "Schedule", "repeatFrequency": PERIODS[rule.every].format(rule.interval), "scheduleTimezone": clock.ZONE.key} | known(
        byDay=days,  # the first Saturday is 1SA and the last day of a month -1, as in iCalendar: schema.org has no words for them
        byMonthDay=list(rule.days),
        byMonth=rule.month or None,
        startDate=rule.start and rule.start.isoformat(),
        endDate=rule.until and rule.until.isoformat(),
        repeatCount=rule.count or None,
        startTime=clocked,
        endTime=None if ends is None else f"{ends // 60:02}:{ends % 60:02}",
        exceptDate=[day.isoformat() for day in rule.stops],
    )


ABOUT = {"division": division, "grid": grid, "station": station, "service": service, "activity": activity}


def linked(name, face, page):
    """The data block on the record `face`, `page` being what its page knows (name → value); "" for kinds without one.

    What is not real is told to nobody as a fact.
    """
    about = ABOUT.get(name) if face is not None and not face.synthetic else None
    told = about(face, page) if about else None
    return script(told) if told else ""
