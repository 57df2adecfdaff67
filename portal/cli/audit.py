"""`flask audit`: seal the history, and say whether it is as it was sealed."""

import sys
import time

import click

from ..core import clock, seals, verifying
from .group import Commands

commands = Commands("audit", help="留痕：封存、核验。")

# Seconds before progress is told.
PATIENCE = 2


@commands.command()
def seal():
    """Seal every change and every look that no seal covers yet."""
    count = seals.seal()
    head = seals.newest()
    click.echo(f"新封存 {count} 批。" if count else "没有要封存的。")
    if head:
        click.echo(told(head))


@commands.command()
@click.option("--head", is_flag=True, help="核验以后打印最新一号封存，请抄在别处保存。")
@click.option("--expect", metavar="DIGEST", default="", help="抄下来的摘要：链里必须有它。")
@click.option("--last", type=click.IntRange(min=1), help="只核验最后几号。")
def verify(head, expect, last):
    """Hold every revision and the whole chain against what was sealed; exit 1 naming the first seal that is broken."""
    verdict = verifying.verify(expect.strip().lower(), last, progress())
    if not verdict:
        where = f"第 {verdict.seal.id} 号封存（{local(verdict.seal.at)}）对不上：" if verdict.seal else "对不上："
        raise click.ClickException("\n".join([where, *verdict.broken]))
    words = f"对得上：{verdict.seals} 号封存，改动 {verdict.changes} 个，登录和查看 {verdict.looks} 条"
    click.echo(f"{words}。" if last else f"{words}；还没有封存的改动 {verdict.unsealed} 个。")
    if head and verdict.head:
        click.echo(told(verdict.head))


def told(seal):
    """第 12 号 2026-03-12 14:20:00 9f86d0…: what to keep elsewhere."""
    return f"第 {seal.id} 号　{local(seal.at)}　{seal.digest}"


def local(at):
    """A stored moment (naive UTC) on the neighbourhood's clock, in words."""
    return f"{clock.local(at.replace(tzinfo=clock.datetime.UTC)):%Y-%m-%d %H:%M:%S}"


def progress():
    """A function that tells now and then how far it is, once it takes long."""
    last = time.monotonic()

    def tell(done, total):
        nonlocal last
        if time.monotonic() - last > PATIENCE:
            last = time.monotonic()
            click.echo(f"核验到第 {done} 号，共 {total} 号", file=sys.stderr)

    return tell
