"""One CSV file, written row by row: its headings are those of the first row of each part that fills it."""

import csv
import itertools

MARKS = {"状态": "已发布", "示例数据": "是"}


class Sheet:
    """The file of one model, filled by `parts`: iterators of rows, heading → text. Nothing is kept in memory."""

    def __init__(self, plural, parts):
        firsts = [(next(part, None), part) for part in map(iter, parts)]
        self.parts = [itertools.chain([first], rest) for first, rest in firsts if first is not None]
        marks = dict(list(MARKS.items())[1:]) if plural == "people" else MARKS  # persons are never published
        self.marks = marks if self.parts else {}
        own = dict.fromkeys(heading for first, _ in firsts if first for heading in first)
        self.headings = [*(heading for heading in own if heading not in self.marks), *self.marks]
        self.key = {"terms": ("词表", "代码"), "roletypes": ("代号",)}.get(plural)  # parts share words and posts

    def write(self, path):
        """Write the file at `path`; how many rows it has."""
        count, seen = 0, set()
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.headings)
            for row in itertools.chain.from_iterable(self.parts):
                if self.key:
                    key = tuple(row[heading] for heading in self.key)
                    if key in seen:
                        continue
                    seen.add(key)
                full = self.marks | row
                if len(full) > len(self.headings) or not full.keys() <= set(self.headings):
                    raise ValueError(f"{path.name}: a row has headings that the first row has not: {full.keys() - set(self.headings)}")
                writer.writerow([full.get(heading, "") for heading in self.headings])
                count += 1
        return count
