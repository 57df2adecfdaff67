"""The group all commands stand in: a refusal is one line on the terminal, never a trace."""

import click
from flask.cli import AppGroup

from ..core.errors import Refused


class Commands(AppGroup):
    """A group whose commands end with exit code 1 and one sentence when they are refused."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except OSError as trouble:
            raise click.ClickException(f"文件读写不了：{trouble.strerror}（{trouble.filename}）") from trouble
