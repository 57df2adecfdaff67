"""The tables of both kinds of page and of their places, as `django makemigrations` wrote them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("slug", models.SlugField(allow_unicode=True, unique=True)),
                ("hotline", models.CharField(blank=True, max_length=40)),
                ("parent", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="cms.division")),
            ],
        ),
        migrations.CreateModel(
            name="StationPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=40)),
                ("sort", models.CharField(max_length=300)),
                ("grid", models.CharField(blank=True, max_length=60)),
                ("address", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("hours", models.JSONField(null=True)),
                ("summary", models.TextField(blank=True)),
                ("division", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cms.division")),
            ],
            options={
                "indexes": [models.Index(fields=["category", "sort"], name="in_order")],
            },
            bases=("wagtailcore.page",),
        ),
    ]
