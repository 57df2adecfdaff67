"""A person at a browser, as far as HTML goes: opens pages, follows links, fills forms in and sends them."""

from collections import Counter, defaultdict
from urllib.parse import urljoin

from bs4 import BeautifulSoup

DATA = ("application/json", "application/ld+json")  # types of script that are data and never run


class Visitor:
    """Opens pages of `app`; every page is held to what it owes its reader."""

    def __init__(self, app):
        self.client = app.test_client()
        self.url = self.page = self.answer = None

    def visit(self, url, status=200):
        """The page at `url` (redirects followed), parsed and checked."""
        return self._take(self.client.get(url, follow_redirects=True), url, status)

    def _take(self, answer, url, status):
        self.answer, self.url = (
            answer,
            answer.request.path + (f"?{answer.request.query_string.decode()}" if answer.request.query_string else ""),
        )
        assert answer.status_code == status, f"{url}: {answer.status_code}, wanted {status}"
        if answer.mimetype != "text/html":
            answer.get_data()  # what is streamed holds its request open until it is read
            return answer
        self.page = BeautifulSoup(answer.data, "lxml")
        sound(self.page, url)
        return self.page

    def send(self, form=None, status=200, files=None, **values):
        """Send a form of the current page (a CSS selector; the first POST form by default) with `values` filled in."""
        form = self.page.select_one(form or "main form[method=post]")
        assert form is not None, f"{self.url} has no such form"
        data = filled(form) | {name: value for name, value in values.items() if value is not None} | (files or {})
        url = urljoin(self.url, form.get("action") or self.url)
        if (form.get("method") or "get").lower() == "post":
            return self._take(self.client.post(url, data=data, follow_redirects=True), url, status)
        return self._take(self.client.get(url, query_string=data, follow_redirects=True), url, status)

    def sign_in(self, login="admin", password="correct horse battery", status=200):
        """Sign in to the admin."""
        self.visit("/admin/login")
        return self.send("form[method=post]", login=login, password=password, status=status)

    def enter(self, login):
        """Sign in as `sign_in` does, into a page that is drawn sooner than the home page."""
        self.visit("/admin/login?next=/admin/help/")
        return self.send("form[method=post]", login=login, password="correct horse battery")


def filled(form):
    """name → value of what the form already holds, as a browser would send it."""
    data = {}
    for box in form.select("input[name], select[name], textarea[name]"):
        kind, name = box.get("type", "text"), box["name"]
        if (
            box.has_attr("disabled")
            or kind in ("submit", "button", "file")
            or (kind in ("checkbox", "radio") and not box.has_attr("checked"))
        ):
            continue
        if box.name == "select":
            chosen = box.select_one("option[selected]") or box.select_one("option")
            data[name] = chosen.get("value", chosen.text) if chosen else ""
        elif box.name == "textarea":
            data[name] = box.text.removeprefix("\n")
        else:
            data[name] = box.get("value", "on" if kind == "checkbox" else "")
    return data


def sound(page, url):
    """Assert what every page owes its reader: language, title, one h1, landmarks, labels, no repeated id, no inline script."""
    assert page.html["lang"] == "zh-CN", f"{url} has no language"
    assert page.title.text.strip(" ·"), f"{url} has no title"
    tags = defaultdict(list)  # one walk: selectors would walk the page again for each question
    for tag in page.find_all(True):
        tags[tag.name].append(tag)
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], f"{url}: inline handler or style"
    assert len(tags["h1"]) == 1, f"{url} needs one h1"
    assert len(tags["main"]) == 1, f"{url} needs one main"
    ids = Counter(tag["id"] for alike in tags.values() for tag in alike if tag.has_attr("id"))
    assert not [id for id, times in ids.items() if times > 1], f"{url} repeats an id: {ids.most_common(3)}"
    labels = {label.get("for") for label in tags["label"]}
    for box in (*tags["input"], *tags["select"], *tags["textarea"]):
        if box.get("type") not in ("hidden", "submit"):
            assert box.get("aria-label") or box.get("id") in labels - {None} or box.find_parent("label"), f"{url}: no label for {box}"
    for tag in tags["script"]:
        assert tag.has_attr("src") or tag.get("type") in DATA, f"{url} has an inline script"
    for form in tags["form"]:
        if form.get("method", "").lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"{url}: a form without CSRF token"
    for link in tags["a"]:
        assert not link.get("href", "javascript:").startswith("javascript:"), f"{url}: dead link {link}"
