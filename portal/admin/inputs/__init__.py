"""Inputs: what each kind is typed into. With scripts an editor writes into that same input; without, it is typed into."""

from ...core import fields
from .base import KEEP, Area, Digits, Input
from .files import File, PictureFile
from .places import Border, Spot
from .relations import Chips, Picker, reference, slug_in
from .times import Clock, DayText, Recurring, Rules
from .words import Address, Check, CompanyCode, Pairs, Paragraphs, Password, Select, Telephone, Whole

__all__ = ["INPUTS", "KEEP", "Input", "Picker", "input_for", "reference", "slug_in"]

INPUTS = {
    fields.Kind: Input,
    fields.Prose: Area,
    fields.Rich: Paragraphs,
    fields.Facts: Pairs,
    fields.Hours: Rules,
    fields.Rule: Recurring,
    fields.Outline: Border,
    fields.Picture: PictureFile,
    fields.Paper: File,
    fields.Choice: Select,
    fields.Flag: Check,
    fields.Count: Whole,
    fields.Amount: Digits,
    fields.Day: DayText,
    fields.Moment: Clock,
    fields.Phone: Telephone,
    fields.Web: Address,
    fields.Code: Digits,
    fields.CreditCode: CompanyCode,
    fields.Point: Spot,
    fields.Belongs: Picker,
    fields.Many: Chips,
    fields.Secret: Password,
}


def input_for(kind):
    """The input that `kind`, or the nearest kind it is made from, is typed into."""
    return next(INPUTS[step] for step in type(kind).__mro__ if step in INPUTS)
