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
            shown = [f"“{record}”" for record in visible.order_by(other.id).limit(most + 1)]
            if shown:
                words.append(other._meta.label + "".join(shown[:most]) + (f"等 {visible.count()} 条" if len(shown) > most else ""))
            elsewhere = elsewhere or (not shown and other.select(other.id).where(pointing).limit(1).exists())
    return words or (["别处的记录"] if elsewhere else [])
