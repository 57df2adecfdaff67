"""Two ways to use a page, with one interface: `Mouse` clicks and types text, `Keyboard` never touches the mouse.

Both count what they do: `acts` are clicks or keys, `typed` the characters of text. What is wanted is always a locator; `key`
is the shortcut that the page has for it. `go` waits for the page that comes next, `press` stays.
"""

from urllib.parse import unquote

from playwright.sync_api import expect

FAR = 160  # stops of Tab after which something counts as out of reach
RING = """element => [element, element.querySelector(':scope > .branches__row'), element.closest('label')].some(one => {
  if (!one) return false;
  const style = getComputedStyle(one);
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
})"""
WHERE = """wanted => {
  const here = document.activeElement;
  if (here === wanted) return 'here';
  if (wanted.type === 'radio' && here.name === wanted.name && here.form === wanted.form && here.type === 'radio') return 'group';
  if (here === document.body || !here) return 'start';
  return here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? 'back' : 'on';
}"""


PARTS = """wanted => {
  const form = wanted.closest('form[data-desk]');
  if (!form || document.querySelector('dialog[open]')) return 0;
  const editors = '[data-hours], [data-recurs], [data-rich], [data-map]';
  const parts = [...form.querySelectorAll(`fieldset.fields, ${editors}, [data-children], .editor__aside section.card`)];
  const [from, to] = [document.activeElement, wanted].map(one => parts.findLastIndex(part => part.contains(one)));
  if (from < 0 || to < 0 || from === to) return 0;
  return (to - from + parts.length) % parts.length <= parts.length / 2 ? 1 : -1;
}"""


class Hands:
    """What both have in common."""

    def __init__(self, page):
        self.page, self.acts, self.typed = page, 0, 0
        page.on("filechooser", lambda chooser: None)  # from now on no dialog of the system opens, however quick the key

    def write(self, text):
        """Type `text` where the focus is."""
        self.page.keyboard.type(text)
        self.typed += len(text)

    def go(self, wanted, key=""):
        """Press what leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.press(wanted, key)

    def send(self, button):
        """Send the form that is being typed into: by its `button`, or by Enter."""
        with self.page.expect_navigation():
            self.press(button)

    def save(self):
        """Send the form of a record."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(self.page.get_by_role("button", name="保存", exact=True), "Control+s")

    def download(self, wanted, key=""):
        """What pressing `wanted` brings."""
        with self.page.expect_download() as download:
            self.press(wanted, key)
        return download.value

    def options_of(self, box):
        return self.page.locator(f"#{box.get_attribute('aria-controls')} [role=option]")


class Mouse(Hands):
    """Clicks, and types text where it clicked."""

    unit = "clicks"

    def press(self, wanted, key=""):
        wanted.click()
        self.acts += 1

    tick = press

    def visit(self, name):
        """A page of the menu."""
        self.go(self.page.get_by_role("navigation", name="后台栏目").get_by_role("link", name=name, exact=True))

    def find(self, text):
        """A record, or a page, by the search for everything."""
        self.press(self.page.get_by_role("link", name="查找"))
        self.write(text)
        self.go(self.page.locator("#palette [role=option]").filter(has_text=text).first)

    def fill(self, box, text):
        """Put `text` in place of what stands in `box`: three clicks take a line."""
        clicks = 3 if box.input_value() and box.get_attribute("type") not in ("time", "date") else 1
        box.click(click_count=clicks)
        self.acts += clicks
        self.write(text)

    def pick(self, box, text, option=""):
        """Type into a picker and take the option that holds `option`."""
        self.fill(box, text)
        self.press(self.options_of(box).filter(has_text=option or text).first)

    def choose(self, box, label, key=""):
        """Open a list of choices, take one."""
        box.scroll_into_view_if_needed()
        box.select_option(label=label)
        self.acts += 2

    def upload(self, box, path):
        """The dialog of the system is two clicks: the file, and 打开."""
        with self.page.expect_file_chooser() as chooser:
            self.press(box)
        chooser.value.set_files(path)
        self.acts += 2

    def row(self, name):
        """The row of a list whose record is called `name`."""
        return self.page.locator("tbody tr").filter(has=self.page.get_by_role("link", name=name, exact=True))

    def open_row(self, name):
        self.go(self.row(name).locator("th a"))

    def place(self, frame, box, text):
        """A point by a click on the map."""
        frame.scroll_into_view_if_needed()
        frame.click(position={"x": 60, "y": 60})
        self.acts += 1

    def stand_on(self, item):
        """Nothing: a mouse goes where it wants."""

    def unfold(self, item):
        """Open a branch of a tree."""
        self.press(item.locator("> .branches__row > .branches__toggle"))

    def at_branch(self, item, act):
        """A button or link in the row of a tree's `item`."""
        self.go(item.locator("> .branches__row").get_by_role(act[0], name=act[1]))


class Keyboard(Hands):
    """Tab, arrows, Enter, Space and the shortcuts that pages tell when asked with ?."""

    unit = "keys"

    def key(self, name):
        self.page.keyboard.press(name)
        self.acts += 1

    def reach(self, wanted):
        """Bring the focus to `wanted` with Tab (or Shift+Tab when it lies behind), and see that it shows."""
        expect(wanted).to_be_visible()
        element = wanted.element_handle()
        way = ""
        while step := element.evaluate(PARTS):
            self.key("Alt+PageDown" if step > 0 else "Alt+PageUp")
        for _ in range(FAR):
            where = element.evaluate(WHERE)
            if where == "here":
                break
            if where == "group":
                self.key("ArrowDown")
                continue
            if (
                where == "start"
                and not way
                and element.evaluate("element => !!element.closest('main') && !document.querySelector('dialog[open]')")
            ):
                self.skip()
            way = way or ("Shift+Tab" if where == "back" else "Tab")
            if element.evaluate(WHERE) != "here":
                self.key(way)
        else:
            raise AssertionError(f"{wanted} is out of the keyboard's reach on {self.page.url}")
        assert element.evaluate(RING), f"nothing shows that the focus is on {wanted} of {self.page.url}"

    def skip(self):
        """Past the menu, by the link that every page begins with."""
        self.key("Tab")
        if self.page.evaluate("document.activeElement.matches('.skip')"):
            self.key("Enter")

    def press(self, wanted, key=""):
        if key:
            expect(wanted).to_be_visible()
            self.key(key)
        else:
            self.reach(wanted)
            self.key("Enter")

    def send(self, button):
        assert button.evaluate("button => button.form === document.activeElement.form && document.activeElement.matches('input')")
        with self.page.expect_navigation():
            self.key("Enter")

    def tick(self, wanted, key=""):
        if key:
            return self.press(wanted, key)
        self.reach(wanted)
        if not (wanted.get_attribute("type") == "radio" and wanted.is_checked()):
            self.key("Space")

    def visit(self, name):
        """Any page, by the search for everything."""
        self.find(name)

    def find(self, text):
        self.key("Control+k")
        with self.page.expect_response(lambda answer: unquote(answer.url).endswith(f"palette?q={text}")):
            self.write(text)
        expect(self.page.locator("#palette [role=option]").first).to_contain_text(text)
        wanted = self.page.locator("#palette [role=option][aria-selected=true]")
        for _ in range(12):
            if text in wanted.inner_text():
                break
            self.key("ArrowDown")
        with self.page.expect_navigation():
            self.key("Enter")

    def fill(self, box, text):
        self.reach(box)
        if box.input_value() and box.get_attribute("type") not in ("time", "date"):
            self.key("Control+a")
        self.write(text)

    def pick(self, box, text, option=""):
        self.fill(box, text)
        options, wanted = self.options_of(box), option or text
        expect(options.filter(has_text=wanted).first).to_be_visible()
        back = wanted in options.last.inner_text() and options.count() > 1  # the last one is nearer from behind
        for _ in range(options.count()):
            self.key("ArrowUp" if back else "ArrowDown")
            if wanted in options.and_(self.page.locator("[aria-selected=true]")).inner_text():
                break
        self.key("Enter")

    def choose(self, box, label, key=""):
        if key:
            self.key(key)
        self.reach(box)
        at, to = box.evaluate("(box, label) => [box.selectedIndex, [...box.options].findIndex(one => one.label === label)]", label)
        assert to >= 0, f"{label} is no choice of {box}"
        for _ in range(abs(to - at)):
            self.key("ArrowDown" if to > at else "ArrowUp")
        assert box.evaluate("box => box.selectedOptions[0].label") == label

    def upload(self, box, path):
        """In the dialog of the system the file's name is typed, then Enter."""
        self.reach(box)
        with self.page.expect_file_chooser() as chooser:
            self.key("Enter")
        chooser.value.set_files(path)
        self.typed += len(path.name)
        self.acts += 1

    def open_row(self, name):
        """Walk a list with J until the row, then Enter."""
        for _ in range(30):
            self.key("j")
            if self.page.evaluate("document.activeElement.textContent.trim()") == name:
                break
        with self.page.expect_navigation():
            self.key("Enter")

    def place(self, frame, box, text):
        """A point by its coordinates."""
        self.fill(box, text)

    def stand_on(self, item):
        """Walk a tree with the arrows until `item`."""
        self.reach(self.page.locator("[role=treeitem][tabindex='0']"))
        for _ in range(30):
            where = item.element_handle().evaluate(WHERE)
            if where == "here":
                return
            behind = where == "back" and not item.evaluate("item => document.activeElement.contains(item)")
            self.key("ArrowUp" if behind else "ArrowDown")
        raise AssertionError(f"{item} is out of the arrows' reach")

    def unfold(self, item):
        self.stand_on(item)
        self.key("ArrowRight")

    def at_branch(self, item, act):
        self.stand_on(item)
        self.go(item.locator("> .branches__row").get_by_role(act[0], name=act[1]))
