"""`flask seed`: records from files and back, as often as one likes."""

import contextlib
import json
import sys
import time
from pathlib import Path

import click
from flask import current_app

from ..core import exporting, files, importing, looks, policy
from ..core.errors import Refused
from ..core.importing import runs
from ..core.importing.desk import Desk
from ..models import SEEDED
from .group import Commands

commands = Commands("seed", help="数据文件：导入、检查、导出、模板、示例数据。")

# Seconds before a progress bar appears.
PATIENCE = 2
# Refused values of a file that its report in the admin names.
REPORTED = 10_000


def found(paths):
    """[(home, path)] for files and folders in `paths`, parents first whatever their order."""
    pairs = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix.lower() in files.SUFFIXES)
            if not inside:
                raise Refused(f"“{path}”里没有 CSV、XLSX 或 YAML 文件")
        elif path.exists():
            inside = [path]
        else:
            raise Refused(f"没有“{path}”这个文件或文件夹")
        pairs += [(importing.shape_named(file.stem, SEEDED), file) for file in inside]
    return sorted(pairs, key=lambda pair: SEEDED.index(pair[0]))


class Progress:
    """A bar on the terminal, once a file has taken longer than PATIENCE."""

    def __init__(self, path, length):
        self.path, self.length, self.started, self.bar = path, length, time.monotonic(), None

    def __call__(self, done):
        if self.bar is None and time.monotonic() - self.started > PATIENCE:
            self.bar = click.progressbar(length=max(self.length, done), label=self.path.name, file=sys.stderr)
            self.bar.render_progress()
        if self.bar is not None:
            self.bar.update(done - self.bar.pos)

    def finish(self):
        if self.bar is not None:
            self.bar.render_finish()


def run(paths, folder, check=False, atomic=False, force=False):
    """The `Report` of importing everything in `paths`; what stays of each file's report lies in the data folder `folder`."""
    by, pairs = policy.command_line(), found(paths)
    if check or atomic:
        tables = [(home, files.open_table(path), str(path)) for home, path in pairs]
        return importing.load_all(tables, by, via="seed", check=check, atomic=atomic, force=force)
    total = importing.Report()
    for home, path in pairs:
        table = files.open_table(path)
        progress = Progress(path, table.length)
        total.add(remembered(Desk(folder), home, path, table, by, force, progress))
        progress.finish()
    return total


def remembered(desk, home, path, table, by, force, progress):
    """The `Report` of importing one file; the import stands among those of the admin, with a report that stays."""
    kept = runs.begin(by, home, "seed", path.name, length=table.length, state="loading")
    try:
        report = importing.load(home, table, by, via="seed", file=str(path), force=force, progress=progress, run=kept)
    except BaseException:
        with contextlib.suppress(Refused):
            runs.keep(kept, state="stopped", ended=runs.stamp())
        raise
    wrong = {}
    for entry in report.refused[:REPORTED]:
        wrong.setdefault(entry["line"], []).append([entry["column"], entry["value"], entry["reason"]])
    with desk.store(kept) as store:
        store.add(1, [("refused", line, None, "", {"cells": [], "reasons": reasons}) for line, reasons in wrong.items()])
        store.add(1, [("conflicts", line, None, "", {}) for line in dict.fromkeys(entry["line"] for entry in report.conflicts[:REPORTED])])
        store.keep()
    figures = {name: len({entry["line"] for entry in getattr(report, name)}) for name in ("conflicts", "refused")}
    runs.keep(kept, state="done", ended=runs.stamp(), **figures)
    return report


def data_folder():
    """The data folder of the portal that runs this command."""
    return current_app.config["PORTAL_DATA_DIR"]


def tell(report, as_json, checked=False):
    """Print `report`; exit 1 when anything was refused or in conflict."""
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        words = ("将新建", "将修改", "不变") if checked else ("新建", "修改", "不变")
        counts = (report.created, report.changed, report.unchanged)
        click.echo(
            "　".join(f"{word} {count}" for word, count in zip(words, counts, strict=True))
            + f"　冲突 {len(report.conflicts)}　拒绝 {len(report.refused)}"
        )
        for title, entries in (("冲突", report.conflicts), ("拒绝", report.refused)):
            for entry in entries:
                where = f"{entry['file']}:{entry['line']}"
                click.echo(f"{title}　{where}　{entry['column']}　{entry['value'] or '（空）'}　{entry['reason']}")
        if report.undone:
            click.echo("有行没被接受，按 --atomic 的要求什么都没有写入。")
    if not report.clean:
        raise SystemExit(1)


@commands.command("load")
@click.argument("paths", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="有人改过的值也用文件里的盖掉。")
@click.option("--atomic", is_flag=True, help="有一行不行就全部不写。")
@click.option("--json", "as_json", is_flag=True, help="只打印一个 JSON 对象。")
def load(paths, force, atomic, as_json):
    """Import the files or folders PATHS; running it again changes nothing."""
    tell(run(paths, data_folder(), atomic=atomic, force=force), as_json)


@commands.command("check")
@click.argument("paths", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="按 load --force 检查。")
@click.option("--json", "as_json", is_flag=True, help="只打印一个 JSON 对象。")
def check(paths, force, as_json):
    """Say what `load` would do with PATHS, and write nothing."""
    tell(run(paths, data_folder(), check=True, force=force), as_json, checked=True)


@commands.command("dump")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="放到哪个文件夹。")
@click.option("--personal", is_flag=True, help="连个人信息一起导出。")
def dump(folder, personal):
    """Write every record to CSV files that `load` reads back without a change; files about persons are written down."""
    folder.mkdir(parents=True, exist_ok=True)
    for home in SEEDED:
        count = home.select().count()
        if personal and count and any(not field.secret for field in home.shape().personal):  # written down before it leaves
            looks.note(policy.command_line().name, "export", home, None, f"csv {count} 条 含个人信息 flask seed dump --personal")
        exporting.dump(home, folder / f"{home._meta.plural}.csv", personal)
        click.echo(f"{home._meta.plural}.csv　{count} 条")


@commands.command("template")
@click.argument("shape")
def template(shape):
    """Print the headings of SHAPE as a CSV to fill in."""
    home = importing.shape_named(shape, SEEDED)
    click.echo(",".join(field.label for field in home.shape() if not field.secret))


@commands.command("generate")
@click.option("--profile", required=True, help="seeds/profiles 里的名字，或一个 YAML 文件。")
@click.option("--scale", default=1.0, show_default=True, help="规模的倍数。")
@click.option("--seed", default=1, show_default=True, help="随机种子；同样的种子得到同样的文件。")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="放到哪个文件夹。")
@click.option("--private", is_flag=True, help="连人员一起编，姓名是“示例甲”这样的。")
def generate(profile, scale, seed, folder, private):
    """Write synthetic CSV files, every row marked as such; no persons unless --private."""
    from . import synthetic

    for name, count in synthetic.write(synthetic.profile_named(profile), scale, seed, folder, private):
        click.echo(f"{name}　{count} 条")
