"""`flask people`: accounts, from the server itself."""

import secrets
import sys

import click

from ..core import policy
from ..core.changes import Edit, change
from ..core.errors import Missing
from ..models import Division, Grant, User
from ..roles import ROLES
from .group import Commands

commands = Commands("people", help="账号：新增、重设口令。")


@commands.command()
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), required=True, help="角色。")
@click.option("--division", help="范围：行政区划的网址名或名称；不写则全部。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读口令，不提示。")
def add(name, role, division, password_stdin):
    """Make the user NAME, or give one that exists another grant."""
    where = Division.named(division) if division else None
    with change(policy.command_line(), via="seed", why="flask people add") as work:
        user = User.get_or_none(User.login == name)
        if user is None:
            password = given(password_stdin)
            outcome = work.one(Edit(User, None, values={"login": name, "password": User.password.read(password)})).must()
            click.echo(f"已建用户：{name}" + ("" if password_stdin else f"，口令：{password}（只显示这一次，请记下来）"))
        else:
            outcome = user
        work.one(Edit(Grant, None, values={"user": outcome.id, "role": role, "division": where})).must()
    click.echo(f"已授权：{name} {ROLES[role]['label']} {division or '全部'}")


@commands.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="从标准输入读口令，不提示。")
def reset(name, password_stdin):
    """Give the user NAME a new password."""
    user = User.get_or_none(User.login == name)
    if user is None:
        raise Missing(f"没有叫“{name}”的用户")
    password = given(password_stdin)
    with change(policy.command_line(), via="setup", why="flask people reset") as work:
        work.one(Edit(User, user.id, values={"password": User.password.read(password)})).must()
    click.echo(f"已重设：{name}" + ("" if password_stdin else f"，口令：{password}（只显示这一次，请记下来）"))


def given(from_stdin):
    """The password on standard input, or a new random one."""
    return sys.stdin.readline().rstrip("\n") if from_stdin else secrets.token_urlsafe(12)
