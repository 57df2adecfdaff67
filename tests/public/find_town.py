"""A made-up town to find one's grid in: names of a common sort, no people. The addresses of records stand before their names."""

from portal.core import policy
from portal.core.changes import Edit, change
from portal.core.hours import Week
from portal.models import Assignment, Building, Division, Enterprise, Grid, Organization, RoleType, Station

# address  name  [short name]
STREETS = {
    "wenchang": ("文昌街道", "0533-00000101"),
    "yucai": ("育才街道", None),
    "liuhe": ("柳河镇", None),
}
COMMUNITIES = {
    "wenchang": {"qingquan": ("清泉社区", 3), "chaoyang": ("朝阳社区", 2), "zhenxing": ("振兴社区", 2)},
    "yucai": {"changning": ("长宁社区", 2), "xiangyun": ("祥云社区", 3), "dufu": ("杜甫社区", 1)},
    "liuhe": {
        "dongli": ("东里村", 1),
        "xili": ("西里村", 1),
        "sanlihe": ("三里河村", 1),
        "xinghua": ("杏花村", 0),
        "santang": ("三塘村", 2),
    },
}
# address  (community, name, other names, kind, number of its grid, its houses: number of their grid → names)
ESTATES = {
    "shanshui": ("qingquan", "山水一城", "一城小区", "estate", None, {1: "1号楼 2号楼 3号楼", 2: "4号楼 5号楼 6号楼"}),
    "yangguang": ("qingquan", "阳光花园", "", "estate", 3, {3: "1号楼 2号楼 3号楼 4号楼"}),
    "jiankang": ("qingquan", "健康路12号院", "棉麻公司院", "courtyard", 3, {}),
    "jingui": ("chaoyang", "金桂苑", "", "estate", 1, {None: "1号楼 2号楼 9号楼 10号楼 11号楼 12号楼"}),
    "xingfuli": ("chaoyang", "幸福里小区", "", "estate", 2, {2: "1号楼 2号楼"}),
    "mianfang": ("chaoyang", "老棉纺厂宿舍", "棉纺厂家属院；老棉纺", "courtyard", 2, {2: "东楼 西楼"}),
    "dasha": ("chaoyang", "朝阳大厦", "", "estate", 1, {1: "A座 B座"}),
    "yicun": ("zhenxing", "振兴一村", "", "estate", 1, {1: "1号楼 2号楼"}),
    "ercun": ("zhenxing", "振兴二村", "", "estate", 2, {2: "1号楼 2号楼"}),
    "yongxing": ("zhenxing", "永兴家园", "", "estate", 2, {2: "1号楼 2号楼 3号楼 8号楼"}),
    "yaju": ("changning", "长宁雅居", "", "estate", 1, {1: "1号楼 2号楼 3号楼"}),
    "yangguang-b": ("changning", "阳光花园", "", "estate", 1, {1: "1号楼 2号楼 5号楼"}),
    "hetang": ("changning", "荷塘月色", "", "estate", 2, {2: "1号楼 2号楼 3号楼"}),
    "gongyu": ("xiangyun", "祥云公寓", "", "estate", 1, {1: "A座 B座 C座"}),
    "yujing": ("xiangyun", "御景豪庭", "豪庭", "estate", 2, {2: "1号楼 2号楼 15号楼"}),
    "wanhe-1": ("xiangyun", "万和城一期", "", "estate", 1, {1: "1号楼 2号楼"}),
    "wanhe-2": ("xiangyun", "万和城二期", "", "estate", 3, {3: "1号楼 2号楼"}),
    "caotang": ("dufu", "草堂人家", "", "estate", None, {None: "1号楼 2号楼"}),
    "shangpu": ("dufu", "草堂路沿街商铺", "", "shop_row", 1, {}),
}
# address  (community, name, short name, number of its grid or address of its estate)
BODIES = {
    "yiyuan": ("qingquan", "东升县人民医院", "县医院", 2),
    "youeryuan": ("chaoyang", "文昌街道中心幼儿园", "中心幼儿园", 1),
    "shixiao": ("zhenxing", "东升县实验小学", "实验小学", 2),
    "shizhong": ("changning", "东升县实验中学", "实验中学", 2),
    "weishengyuan": ("sanlihe", "柳河镇卫生院", "", 1),
    "wuye": ("zhenxing", "永兴家园物业服务中心", "", "yongxing"),
}
# address  (community, name, short name, number of its grid)
FIRMS = {
    "jiuchang": ("zhenxing", "东升县振兴酒厂有限公司", "振兴酒厂", 1),
    "yanke": ("xiangyun", "东升光明眼科医院", "光明眼科", 2),
    "dadi": ("changning", "大地双语幼儿园", "", 2),
    "nongmao": ("qingquan", "清泉农贸市场", "", 3),
    "chaoshi": ("chaoyang", "荷塘月色超市", "", 1),
}
STATIONS = {
    "qingquan-zhan": ("qingquan", "清泉社区党群服务站", "party_station", 1, "118.1010,36.1010"),
    "yanglao": ("chaoyang", "文昌街道综合养老服务中心", "care_center", None, None),
    "yizhan": ("xiangyun", "云朵驿站", "city_post", 2, "118.3010,36.1010"),
}


def build():
    """Write the town through the door, all of it live."""
    with change(policy.command_line("测试"), via="seed") as work:
        ids = {}

        def make(home, slug=None, **values):
            ids[slug] = work.one(Edit(home, None, values={"slug": slug, "state": "published"} | values)).must().id
            return ids[slug]

        prefecture = make(Division, "anhe", name="安和市", short_name="安和", level="prefecture", hotline="12345")
        county = make(Division, "dongsheng", name="东升县", short_name="东升", level="county", parent=prefecture)
        for slug, (name, hotline) in STREETS.items():
            level = "town" if name.endswith("镇") else "street"
            make(Division, slug, name=name, level=level, parent=county, hotline=hotline, short_name=name[:2])
        for street, places in COMMUNITIES.items():
            for slug, (name, grids) in places.items():
                make(Division, slug, name=name, level="village" if name.endswith("村") else "community", parent=ids[street])
                for number in range(1, grids + 1):
                    make(Grid, f"{slug}-{number}", name=f"第{'一二三'[number - 1]}网格", kind="small", number=number, division=ids[slug])
        worker = make(RoleType, "wangge-yuan", name="网格员", code="find_worker", category="worker")
        hours = Week.read("每天 全天")
        for slug in [f"{slug}-1" for places in COMMUNITIES.values() for slug, (_, grids) in places.items() if grids]:
            make(
                Assignment,
                f"post-{slug}",
                role=worker,
                grid=ids[slug],
                duty_phone="0533-00000202",
                duty_hours=hours,
                assured_on="2026-03-05",
            )
        _build_estates(make, ids)
    return ids


def _build_estates(make, ids):
    def grid(home, number):
        return ids[f"{home}-{number}"] if number else None

    for slug, (home, name, aliases, kind, number, houses) in ESTATES.items():
        make(Building, slug, name=name, aliases=aliases or None, kind=kind, division=ids[home], grid=grid(home, number))
        for inner, names in houses.items():
            for house in names.split():
                place = {"division": ids[home], "parent": ids[slug], "grid": grid(home, inner)}
                make(
                    Building,
                    f"{slug}-{house.removesuffix('号楼').removesuffix('座').lower()}" if house[0].isascii() else None,
                    name=house,
                    kind="building",
                    **place,
                )
    for slug, (home, name, short, tie) in BODIES.items():
        place = {"estate": ids[tie]} if isinstance(tie, str) else {"grid": grid(home, tie)}
        make(Organization, slug, name=name, short_name=short or None, kind="institution", division=ids[home], **place)
    for slug, (home, name, short, number) in FIRMS.items():
        make(Enterprise, slug, name=name, short_name=short or None, kind="company", division=ids[home], grid=grid(home, number))
    for slug, (home, name, kind, number, point) in STATIONS.items():
        at = tuple(map(float, point.split(","))) if point else None
        make(Station, slug, name=name, kind=kind, division=ids[home], grid=grid(home, number), point=at, hours=Week.read("每天 全天"))
