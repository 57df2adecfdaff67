"""`python -m benchmarks.cms.fill URL`: make the peer's database, and copy every live station of the portal at URL into it."""

import sys

from portal.models import Division as Place
from portal.models import Grid, Station

from ..grounds import opened
from . import wsgi  # noqa: F401  (Django is set up)

BATCH = 2_000


def main(url):
    """Tables, one list of stations below the first page, and a page each with the facts that both show."""
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with opened(url), transaction.atomic():
        index, divisions, grids = begun(), places(), dict(Grid.select(Grid.id, Grid.name).tuples())
        query = Station.live().order_by(Station.id)
        for start in range(0, query.count(), BATCH):
            write(index, list(query.offset(start).limit(BATCH)), divisions, grids, start)
    connection.cursor().execute("ANALYZE")
    connection.close()


def begun():
    """The `StationIndexPage` below the first page that Wagtail makes by itself."""
    from wagtail.models import Page

    from .models import StationIndexPage

    return Page.objects.get(depth=2).add_child(instance=StationIndexPage(title="服务站点", slug="stations"))


def places():
    """id of a division of the portal → its copy here; the number to ring is already inherited."""
    from .models import Division

    copies = {}
    for place in Place.live().order_by(Place.area):
        hotline = place.hotline or (copies[place.parent_id].hotline if place.parent_id in copies else "")
        copies[place.id] = Division(name=place.name, slug=place.slug, parent=copies.get(place.parent_id), hotline=hotline)
        copies[place.id].save()
    return copies


def write(index, stations, divisions, grids, start):
    """A row of the page tree and one of its own for each of `stations`, as Wagtail writes them when a page is published.

    Publishing 100,000 of them one by one takes long, and both tables get the same rows in any case.
    """
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Page

    from .models import StationPage

    now, kind = timezone.now(), ContentType.objects.get_for_model(StationPage)
    pages = [
        Page(
            title=one.name,
            draft_title=one.name,
            slug=one.slug,
            url_path=f"{index.url_path}{one.slug}/",
            path=Page._get_path(index.path, index.depth + 1, start + number),
            depth=index.depth + 1,
            live=True,
            locale=index.locale,
            content_type=kind,
            first_published_at=now,
            last_published_at=now,
        )
        for number, one in enumerate(stations, start=1)
    ]
    Page.objects.bulk_create(pages)
    fields = StationPage._meta.local_concrete_fields
    own = [StationPage(page_ptr=page, **facts(one, divisions, grids)) for page, one in zip(pages, stations, strict=True)]
    marks, columns = ", ".join(["%s"] * len(fields)), ", ".join(connection.ops.quote_name(field.column) for field in fields)
    rows = [[field.get_db_prep_save(getattr(page, field.attname), connection) for field in fields] for page in own]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {StationPage._meta.db_table} ({columns}) VALUES ({marks})", rows)
    index.numchild += len(pages)
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild)


def facts(station, divisions, grids):
    """name → value of what the page of `station` shows."""
    return {
        "category": station.category,
        "kind": station.shape()["kind"].words(station.kind),
        "sort": station.sort,
        "division": divisions[station.division_id],
        "grid": grids.get(station.grid_id, ""),
        "address": station.address or "",
        "phone": station.phone or "",
        "hours": station.hours and station.hours.json["week"],
        "summary": station.summary or "",
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
