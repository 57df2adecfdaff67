"""The whole policy as one table: role → area (a module of `models`) → verbs."""

ROLES = {
    "administrator": {"label": "管理员", "*": "*"},
    "clerk": {
        "label": "经办人",
        "places": "see change export",
        "grids": "see create change delete publish import export",
        "stations": "see create change delete publish import export",
        "vocabulary": "see",
    },
    "auditor": {"label": "审计员", "*": "see export"},
}
