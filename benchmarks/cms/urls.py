"""Its addresses: Wagtail's, and one to ask whether it is there."""

from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls

urlpatterns = [path("healthz", lambda request: HttpResponse("ok")), path("", include(urls))]
