"""The history of a record: who, when, through which door, why, what differed; and bringing it back."""

from portal.core import importing
from portal.core.files import rows_of
from portal.models import Station
from tests.makers import edit


def change(visitor, record, **values):
    visitor.visit(f"/admin/stations/edit/?id={record.slug}")
    return visitor.send("form.editor", **values)


def test_each_step_says_who_when_through_which_door_and_why(town, clerk):
    change(clerk, town.station, phone="0533-1111111", _why="电话核实")
    page = clerk.visit(f"/admin/stations/history/?id={town.station.slug}")

    steps = [link.text for link in page.select(".revisions__link")]
    assert len(steps) == 2
    assert all(word in steps[0] for word in ("第 2 版", "修改", "电话核实", "clerk", "手工"))
    assert page.select_one(".revisions time")["datetime"].endswith("+08:00")
    row = page.select_one(".diff tbody tr")
    assert [cell.text for cell in row.select("th, td")] == ["电话", "0533-3241234", "0533-1111111"]
    assert row.select("del")
    assert row.select("ins")


def test_a_step_of_an_import_says_so(town, admin):
    table = rows_of("表.csv", "名称,所属区划,别名\n东驿站,历山社区,东站\n".encode())
    importing.load(Station, table, by=town.admin.actor(), file="表.csv")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    assert "导入" in page.select_one(".revisions__link").text
    assert "表.csv" in page.select_one(".revisions__link").text


def test_personal_fields_stay_masked_in_the_history(town, admin):
    change(admin, town.station, contact_name="钱小七", contact_phone="13912345679")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    assert "负责人" in page.select_one(".diff").text
    for secret in ("王小五", "钱小七", "13812345678", "13912345679"):
        assert secret not in page.text


def test_a_whole_revision_is_restored_and_the_restoring_is_history_too(town, admin):
    change(admin, town.station, phone="0533-1111111", address="南街 3 号")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    page = admin.send("form[action*=restore]")

    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address, now.version) == ("0533-3241234", None, 3)
    assert "已把“东驿站”恢复成第 1 版" in page.text
    assert "恢复成第 1 版" in page.select_one(".revisions__link").text


def test_only_the_ticked_fields_are_restored(town, admin):
    change(admin, town.station, phone="0533-1111111", address="南街 3 号")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    assert "请先勾选" in admin.send("form[action*=restore]", chosen="1").text

    admin.visit(admin.page.select(".revisions__link")[-1]["href"])
    admin.send("form[action*=restore]", chosen="1", field="phone")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == ("0533-3241234", "南街 3 号")


def test_a_revision_of_another_record_is_not_restored_here(town, admin):
    edit(town.far_station, phone="0531-7777777")
    page = admin.visit(f"/admin/stations/history/?id={town.far_station.slug}")
    foreign = page.select(".revisions__link")[-1]["href"].rpartition("=")[2]
    change(admin, town.station, phone="0533-1111111")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    admin.send("form[action*=restore]", revision=foreign, status=404)


def test_a_deleted_record_keeps_its_history_and_comes_back(town, admin):
    admin.visit(f"/admin/stations/details/?id={town.station.slug}")
    admin.send("form[action*=delete]")
    page = admin.send("main form", _why="重复")
    assert page.select_one(".revisions__link").text.startswith("第 2 版 · 删除")
    assert "重复" in page.text

    page = admin.send("form[action*=restore]")
    back = Station.get(Station.name == "东驿站")
    assert back.phone == "0533-3241234"
    assert back.contact_name == "王小五"
    assert back.slug == town.station.slug
    assert "恢复" in page.text


def test_the_dashboard_names_the_latest_changes_in_ones_scope(town, clerk):
    edit(town.far_station, phone="0531-7777777")
    edit(town.station, phone="0533-1111111")
    page = clerk.visit("/admin/")
    recent = page.select_one("[aria-labelledby=recent]")
    assert "东驿站" in recent.text
    assert "西驿站" not in recent.text
    clerk.visit(recent.a["href"])
    assert clerk.page.h1.text.startswith("东驿站")
