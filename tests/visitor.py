"""A person at a browser, as far as HTML goes: opens pages, follows links, fills forms in and sends them."""

from urllib.parse import urljoin

from bs4 import BeautifulSoup


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
            return answer
        self.page = BeautifulSoup(answer.data, "html.parser")
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
    assert len(page.select("h1")) == 1, f"{url} needs one h1"
    assert len(page.select("main")) == 1, f"{url} needs one main"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)), f"{url} repeats an id: {sorted(i for i in ids if ids.count(i) > 1)[:3]}"
    for box in page.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
        labelled = box.get("aria-label") or box.find_parent("label") or (box.get("id") and page.select_one(f'label[for="{box["id"]}"]'))
        assert labelled, f"{url}: no label for {box}"
    for tag in page.select("script:not([src])"):
        assert tag.get("type") == "application/json", f"{url} has an inline script"
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") or name == "style" for name in tag.attrs)], (
        f"{url}: inline handler or style"
    )
    for form in page.select("form[method=post]"):
        assert form.select_one("input[name=csrf_token]"), f"{url}: a form without CSRF token"
    for link in page.select("a[href^='javascript:'], a:not([href])"):
        raise AssertionError(f"{url}: dead link {link}")
