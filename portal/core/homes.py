"""Every model that holds records, and what points at a record among them."""

from . import policy

HOMES = []  # in order of dependence, parents first; filled by portal.models


def pointing_at(home, id, actor, most=3):
    """What points at a record, in words: 网格“第一网格”; what `actor` may not see is only said to be elsewhere."""
    words, elsewhere = [], False
    for other in HOMES:
        for field in (*other.shape().relations, *other.shape().many):
            if field.target is not home:
                continue
            pointing = (
                other.id.in_(field.through.select(field.through.owner).where(field.through.target == id)) if field.many else field == id
            )
            visible = policy.visible(actor, other).where(pointing)
            shown = [f"“{named(record, actor)}”" for record in visible.order_by(other.id).limit(most + 1)]
            if shown:
                words.append(other._meta.label + "".join(shown[:most]) + (f"等 {visible.count()} 条" if len(shown) > most else ""))
            elsewhere = elsewhere or (not shown and other.select(other.id).where(pointing).limit(1).exists())
    return words or (["别处的记录"] if elsewhere else [])


def named(record, actor):
    """The title of `record`; of the records in it only those that `actor` may see."""

    def titled(field, id):
        seen = policy.visible(actor, field.target).where(field.target.id == id).first()
        return seen.title if seen is not None else f"别处的{field.target._meta.label}"

    return record.title_of(record.__data__, titled) or record.slug
