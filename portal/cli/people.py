"""`flask people`: accounts, from the server itself."""

import secrets
import sys

import click

from ..core import looks, policy
from ..core.changes import Edit, change
from ..core.errors import Missing
from ..models import Division, Grant, User, passwords, second_steps
from ..models.sessions import Session
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
            values = {"login": name, "password": passwords.chosen(User.password, password, name)}
            outcome = work.one(Edit(User, None, values=values)).must()
            click.echo(f"已建用户：{name}" + told(password, password_stdin))
        else:
            outcome = user
        work.one(Edit(Grant, None, values={"user": outcome.id, "role": role, "division": where})).must()
    click.echo(f"已授权：{name} {ROLES[role]['label']} {division or '全部'}")


@commands.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="从标准输入读口令，不提示。")
@click.option("--two-steps", is_flag=True, help="连同两步登录一起去掉：手机和恢复码都丢了的时候用。")
def reset(name, password_stdin, two_steps):
    """Give the user NAME a new password and end all sessions of that user."""
    user = User.get_or_none(User.login == name)
    if user is None:
        raise Missing(f"没有叫“{name}”的用户")
    password = given(password_stdin)
    with change(policy.command_line(), via="setup", why="flask people reset") as work:
        work.one(Edit(User, user.id, values={"password": passwords.chosen(User.password, password, name)})).must()
        taken = two_steps and second_steps.take_away(user)
        ended = Session.end_all(user)
    looks.note(work.by.name, "password", User, user.id, "flask people reset")
    if taken:
        looks.note(work.by.name, "two steps off", User, user.id, "flask people reset --two-steps")
    click.echo(f"已重设：{name}" + told(password, password_stdin))
    if two_steps:
        click.echo("两步登录已去掉。" if taken else "本来就没有两步登录。")
    if ended:
        click.echo(f"已结束登录：{ended} 处")


def given(from_stdin):
    """The password on standard input, or a new random one."""
    return sys.stdin.readline().rstrip("\n") if from_stdin else secrets.token_urlsafe(12)


def told(password, from_stdin):
    """A made password in words; one that was typed is not repeated."""
    return "" if from_stdin else f"，口令：{password}（只显示这一次，请记下来）"
