"""The whole policy as one table: role → area (a module of `models`) → verbs."""

EVERYTHING = "see create change delete publish import export"

ROLES = {
    "administrator": {"label": "管理员", "*": "*"},
    "clerk": {
        "label": "经办人",
        "places": "see change export",
        "vocabulary": "see",
        "levels": "see export",
        "grids": EVERYTHING,
        "buildings": EVERYTHING,
        "organizations": EVERYTHING,
        "enterprises": EVERYTHING,
        "communities": EVERYTHING,
        "stations": EVERYTHING,
        "services": EVERYTHING,
        "brands": EVERYTHING,
        "activities": EVERYTHING,
        "people": EVERYTHING,
        "notices": EVERYTHING,
        "figures": EVERYTHING,
        "feedback": "see change",
    },
    "auditor": {"label": "审计员", "*": "see export"},
}
