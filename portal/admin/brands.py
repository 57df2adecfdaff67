"""Admin screens of service brands, and who builds each part of them."""

from ..models import BrandLink, ServiceBrand
from .screens import Screen


class BrandScreen(Screen):
    """Brands have a public page each."""

    public_path = "/brands/"


def screens():
    return [BrandScreen(ServiceBrand, category="品牌"), Screen(BrandLink, category="品牌")]
