"""Two kinds of page, and the places that stations lie in."""

from django.core.paginator import Paginator
from django.db import models
from wagtail.models import Page

SIZE = 30  # rows a page, as on the portal's list
MOST = 1000  # how far the portal counts


class Division(models.Model):
    """A community, or the street above it."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True, allow_unicode=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    hotline = models.CharField(max_length=40, blank=True)


class Leaves(Paginator):
    """Counts as far as the portal does; Django's own counts every row, however many."""

    @property
    def count(self):
        return self.object_list.order_by()[: MOST + 1].count()

    @property
    def said(self):
        """12, or 1000+."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


class StationIndexPage(Page):
    """The list of stations."""

    def get_context(self, request, *arguments, **named):
        stations = StationPage.objects.live().filter(category="service").select_related("division").order_by("sort", "id")
        leaves = Leaves(stations, SIZE)
        found = super().get_context(request, *arguments, **named)
        number = int(request.GET.get("page", 1))
        rows = list(stations[(number - 1) * SIZE : number * SIZE + 1])
        return found | {"stations": rows[:SIZE], "more": len(rows) > SIZE, "number": number, "total": leaves.said}


class StationPage(Page):
    """The page of a station."""

    category = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    sort = models.CharField(max_length=300)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    grid = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(null=True)
    summary = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["category", "sort"], name="in_order")]
