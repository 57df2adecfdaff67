"""`flask db`: the tables, and the first administrator."""

import secrets

import click
from flask import current_app

from ..core import migrating, planner, policy, seals
from ..core.changes import Edit, change
from ..models import SEEDED, Grant, User
from .group import Commands
from .seed import data_folder, run, tell

commands = Commands("db", help="数据库：建表、升级。")


@commands.command()
@click.option("--seed-when-empty", "seeds", type=click.Path(exists=True), help="还没有数据时，把这个文件夹里的数据导入。")
def upgrade(seeds):
    """Apply missing migrations; make the first administrator when nobody can sign in yet."""
    for name in migrating.upgrade():
        click.echo(f"已升级：{name}")
    if not User.select().exists():
        password = current_app.config["PORTAL_ADMIN_PASSWORD"]
        made = password or secrets.token_urlsafe(12)
        first_administrator(made)
        click.echo(
            "已建管理员：admin" + ("（口令取自 PORTAL_ADMIN_PASSWORD）" if password else f"，口令：{made}（只显示这一次，请记下来）")
        )
    seals.seal()
    planner.learn()
    if seeds and not any(home.select(home.id).limit(1).exists() for home in SEEDED):
        tell(run([seeds], data_folder()), as_json=False)


@commands.command()
def status():
    """Say which migrations are missing; exit 1 when any is."""
    missing = migrating.pending()
    for name in missing:
        click.echo(f"待升级：{name}")
    if missing:
        raise SystemExit(1)
    click.echo("数据库是最新的。")


def first_administrator(password):
    """Make the user `admin` with every right, in one change."""
    with change(policy.command_line("系统"), via="setup", why="第一个管理员") as work:
        user = work.one(Edit(User, None, values={"login": "admin", "password": User.password.read(password)})).must()
        work.one(Edit(Grant, None, values={"user": user.id, "role": "administrator"})).must()
