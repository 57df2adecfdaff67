"""The registers: terms, levels, posts, buildings, bodies, brands, services, activities, notices and figures."""

from peewee import (
    SQL,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    DateTimeField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

# Columns that older tables get: (table, column, what SQL says of it).
ADDED = (
    ("division", "outline", "TEXT"),
    ("grid", "urban_rural", "VARCHAR(40)"),
    ("grid", "unit_basis", "VARCHAR(100)"),
    ("grid", "boundary_status", "VARCHAR(40)"),
    ("grid", "outline", "TEXT"),
    ("station", "operator_id", "INTEGER REFERENCES organization (id) ON DELETE RESTRICT"),
    ("station", "picture", "VARCHAR(200)"),
    ("station", "picture_alt", "VARCHAR(100)"),
)
INDEXED = (("station", "operator_id"), ("station", "picture"))


def exactly_one(*columns):
    """The constraint that one of `columns` is set and the others are not."""
    return Check(" + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns) + " = 1")


def tables(db):
    """The tables as they were on this day; `portal.models` may move on without changing this page."""

    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def restrict(model, **options):
        return ForeignKeyField(model, on_delete="RESTRICT", backref="!", **options)

    def words(most=255, **options):
        return CharField(max_length=most, null=options.pop("null", True), **options)

    class Source(Table):
        pass

    class Division(Table):
        pass

    class Grid(Table):
        pass

    class Station(Table):
        pass

    class Record(Table):
        slug = words(80, unique=True)
        state = CharField(max_length=40, default="draft", constraints=[SQL("DEFAULT 'draft'")])
        publish_at = DateTimeField(null=True)
        expire_at = DateTimeField(null=True)
        synthetic = BooleanField(default=False)
        natural = CharField(unique=True)
        area = CharField(default="/", index=True)
        sort = CharField(default="", index=True)
        touched = CharField(max_length=1000, default="")
        version = IntegerField(default=1)
        created_at = DateTimeField()
        created_by = CharField()
        updated_at = DateTimeField()
        updated_by = CharField()

    class Term(Record):
        vocabulary = words(40, null=False)
        code = words(40, null=False)
        name = words(60, null=False, index=True)
        parent = restrict("self", null=True)
        code_scheme = words(60)
        ordinal = IntegerField(null=True)
        note = TextField(null=True)

    class RoleType(Record):
        code = words(40, null=False)
        name = words(40, null=False, index=True)
        category = words(40, null=False, index=True)
        duties = TextField(null=True)
        needs_training = BooleanField(default=False)
        default_public = BooleanField(default=True)
        applies_to = words(40)
        ordinal = IntegerField(null=True)

    class Level(Record):
        scheme = words(40, null=False)
        ordinal = IntegerField()
        name = words(60, null=False, index=True)
        scheme_name = words(60)
        scheme_kind = words(40, null=False)
        division = restrict(Division, null=True)
        meaning = words(100)
        unit_basis = words(100)
        claimed_levels = IntegerField(null=True)
        note = TextField(null=True)
        editor_name = words(60)

    class Building(Record):
        division = restrict(Division)
        parent = restrict("self", null=True)
        name = words(60, null=False, index=True)
        kind = words(40, null=False, index=True)
        grid = restrict(Grid, null=True)
        aliases = words(200)
        address = words(120)
        point = words(20, index=True)
        households = IntegerField(null=True)
        persons = IntegerField(null=True)
        risk_color = words(40)
        star = IntegerField(null=True)
        star_theme = words(30)
        search_key = words(300, null=False, index=True, default="")

    class Organization(Record):
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        name = words(80, null=False, index=True)
        short_name = words(40)
        org_type = words(40)
        parent = restrict("self", null=True)
        grid = restrict(Grid, null=True)
        estate = restrict(Building, null=True)
        uscc = words(18, unique=True)
        formation = words(40)
        founded_on = words(10)
        phone = words(24)
        address = words(120)
        web = words(500)
        summary = TextField(null=True)
        contact_name = words(40)
        contact_phone = words(24)

    class Enterprise(Record):
        name = words(100, null=False, index=True)
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        short_name = words(40)
        uscc = words(18, unique=True)
        industry = restrict(Term, null=True)
        above_scale = BooleanField(default=False)
        grid = restrict(Grid, null=True)
        address = words(120)
        point = words(20, index=True)
        products = words(120)
        phone = words(24)
        web = words(500)
        founded_on = words(10)
        summary = TextField(null=True)
        picture = words(200, index=True)
        picture_alt = words(100)
        growth_goal = words(40)
        growth_stage = words(40)
        remarks = TextField(null=True)
        contact_name = words(40)
        contact_phone = words(24)

    class PartyCommunity(Record):
        name = words(80, null=False, index=True)
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        founded_on = words(10)
        mandate_by = words(100)
        population_min = IntegerField(null=True)
        population_max = IntegerField(null=True)
        emergency_name = words(60)
        claimed_members = IntegerField(null=True)
        summary = TextField(null=True)
        story = TextField(null=True)
        picture = words(200, index=True)
        picture_alt = words(100)

    class MemberUnit(Record):
        community = restrict(PartyCommunity)
        organization = restrict(Organization, null=True, index=False)
        enterprise = restrict(Enterprise, null=True, index=False)
        division = restrict(Division, null=True, index=False)
        grid = restrict(Grid, null=True, index=False)
        role = words(40, null=False, default="member")
        step = words(40, null=False, default="active")
        joined_on = words(10)
        left_on = words(10)
        commitments = TextField(null=True)
        agreement_no = words(60)
        agreement = words(200, index=True)

        class Meta:
            constraints = [exactly_one("organization_id", "enterprise_id", "division_id", "grid_id")]

    class Service(Record):
        name = words(80, null=False, index=True)
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        description = TextField(null=True)
        provider = restrict(Organization, null=True)
        phone = words(24)
        web = words(500)
        recurrence = TextField(null=True)
        hours = TextField(null=True)
        when_text = words(120)
        fee = words(40)
        fee_text = words(120)
        eligibility = TextField(null=True)
        materials = TextField(null=True)
        assured_on = words(10)

    class ServiceBrand(Record):
        division = restrict(Division)
        code = words(60, null=False)
        name = words(60, null=False, index=True)
        parent = restrict("self", null=True)
        kind = words(40, null=False, index=True)
        digit = words(10)
        ordinal = IntegerField(null=True)
        meaning = words(120)
        inferred = BooleanField(default=False)
        summary = TextField(null=True)
        measures = TextField(null=True)
        note = TextField(null=True)
        story = TextField(null=True)
        picture = words(200, index=True)
        picture_alt = words(100)

    class BrandLink(Record):
        brand = restrict(ServiceBrand)
        role = words(40, null=False, default="builds")
        grid = restrict(Grid, null=True, index=False)
        division = restrict(Division, null=True, index=False)
        organization = restrict(Organization, null=True, index=False)
        enterprise = restrict(Enterprise, null=True, index=False)
        community = restrict(PartyCommunity, null=True, index=False)
        station = restrict(Station, null=True, index=False)
        service = restrict(Service, null=True, index=False)
        note = words(120)

        class Meta:
            constraints = [
                exactly_one("grid_id", "division_id", "organization_id", "enterprise_id", "community_id", "station_id", "service_id")
            ]

    class Activity(Record):
        name = words(80, null=False, index=True)
        division = restrict(Division)
        round_no = IntegerField(null=True)
        kind = words(40, null=False, index=True)
        status = words(40, null=False, default="scheduled")
        starts_at = DateTimeField(null=True, index=True)
        ends_at = DateTimeField(null=True)
        all_day = BooleanField(default=False)
        recurrence = TextField(null=True)
        held_on = words(10)
        when_text = words(120)
        station = restrict(Station, null=True)
        venue = words(120)
        grid = restrict(Grid, null=True)
        organiser = restrict(Organization, null=True)
        community = restrict(PartyCommunity, null=True)
        brand = restrict(ServiceBrand, null=True)
        phone = words(24)
        registration = words(40)
        capacity = IntegerField(null=True)
        fee = words(60)
        summary = TextField(null=True)
        agenda = TextField(null=True)
        minutes = TextField(null=True)
        picture = words(200, index=True)
        picture_alt = words(100)

    class Person(Record):
        number = words(40, null=False)
        name = words(40, null=False)
        division = restrict(Division)
        employer = restrict(Organization, null=True)
        occupation = restrict(Term, null=True)
        rank = words(40)
        badge_no = words(20, unique=True)
        work_phone = words(24)
        private_phone = words(24)
        residence = restrict(Building, null=True)
        consent_publish = BooleanField(default=False)
        consent_on = words(10)

    class Assignment(Record):
        role = restrict(RoleType)
        grid = restrict(Grid, null=True, index=False)
        division = restrict(Division, null=True, index=False)
        community = restrict(PartyCommunity, null=True, index=False)
        organization = restrict(Organization, null=True, index=False)
        station = restrict(Station, null=True, index=False)
        building = restrict(Building, null=True, index=False)
        activity = restrict(Activity, null=True, index=False)
        ordinal = IntegerField(default=1)
        step = words(40, null=False, default="active")
        kind = words(40, null=False, default="standing")
        headcount = IntegerField(null=True, default=1)
        duty_text = TextField(null=True)
        duty_phone = words(24)
        duty_hours = TextField(null=True)
        team_no = words(20)
        selection = words(40)
        starts_on = words(10)
        ends_on = words(10)
        trained_on = words(10)
        assured_on = words(10)
        person = restrict(Person, null=True)
        holder_name = words(40)
        name_public = BooleanField(default=False)

        class Meta:
            constraints = [
                exactly_one("grid_id", "division_id", "community_id", "organization_id", "station_id", "building_id", "activity_id")
            ]

    class Notice(Record):
        headline = words(120, null=False, index=True)
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        category = restrict(Term, null=True)
        grid = restrict(Grid, null=True)
        community = restrict(PartyCommunity, null=True)
        issued_on = words(10, index=True)
        number = words(60)
        issuer = words(80)
        summary = TextField(null=True)
        body = TextField(null=True)
        paper = words(200, index=True)
        picture = words(200, index=True)
        picture_alt = words(100)
        keywords = words(100)
        web = words(500)
        pinned = BooleanField(default=False)
        review_due = words(10)

    class Figure(Record):
        name = words(60, null=False, index=True)
        division = restrict(Division, null=True, index=False)
        grid = restrict(Grid, null=True, index=False)
        building = restrict(Building, null=True, index=False)
        organization = restrict(Organization, null=True, index=False)
        enterprise = restrict(Enterprise, null=True, index=False)
        community = restrict(PartyCommunity, null=True, index=False)
        brand = restrict(ServiceBrand, null=True, index=False)
        station = restrict(Station, null=True, index=False)
        service = restrict(Service, null=True, index=False)
        activity = restrict(Activity, null=True, index=False)
        as_of = words(10)
        source = restrict(Source, null=True)
        qualifier = words(40, null=False, default="exact")
        value = DecimalField(max_digits=14, decimal_places=2, null=True)
        value_min = DecimalField(max_digits=14, decimal_places=2, null=True)
        value_max = DecimalField(max_digits=14, decimal_places=2, null=True)
        unit = words(20)
        as_printed = words(60)
        period = words(40)
        note = TextField(null=True)

        class Meta:
            constraints = [
                exactly_one(
                    "division_id",
                    "grid_id",
                    "building_id",
                    "organization_id",
                    "enterprise_id",
                    "community_id",
                    "brand_id",
                    "station_id",
                    "service_id",
                    "activity_id",
                )
            ]

    def links(model, name, target):
        meta = type("Meta", (), {"table_name": f"{model._meta.table_name}_{name}", "primary_key": CompositeKey("owner", "target")})
        return type(f"{model.__name__}{name.title()}", (Table,), {"owner": restrict(model), "target": restrict(target), "Meta": meta})

    made = [
        Term,
        RoleType,
        Level,
        Building,
        Organization,
        Enterprise,
        PartyCommunity,
        MemberUnit,
        Service,
        ServiceBrand,
        BrandLink,
        Activity,
        Person,
        Assignment,
        Notice,
        Figure,
    ]
    many = [links(model, "sources", Source) for model in made if model is not Person]
    many += [
        links(RoleType, "source_groups", Term),
        links(Service, "stations", Station),
        links(Service, "channels", Term),
        links(Service, "free_for", Term),
        links(Service, "audience", Term),
        links(Activity, "audience", Term),
        links(Notice, "channels", Term),
        links(Notice, "audience", Term),
    ]
    return [*made, *many]


def up(migrator, db):
    made = tables(db)
    db.create_tables(made, safe=False)
    for table, column, what in ADDED:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {what}')
    db.execute_sql('ALTER TABLE "station" RENAME COLUMN "alias" TO "aliases"')  # peewee's models have a method of that name
    for table, column in INDEXED:
        db.execute_sql(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    for model in made:
        table = model._meta.table_name
        # what a record is about is one of many columns, so an index of each holds only the rows that use it
        for field in model._meta.sorted_fields:
            if field.column_name.endswith("_id") and not field.index:
                column = field.column_name
                db.execute_sql(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}") WHERE "{column}" IS NOT NULL')
        if db.kind == "postgres":
            for column in ("slug", "natural", "area", "sort", "point", "search_key"):
                if column in model._meta.columns:
                    db.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar(300) COLLATE "C"')


def down(migrator, db):
    for table, column in INDEXED:
        db.execute_sql(f'DROP INDEX "{table}_{column}"')
    db.execute_sql('ALTER TABLE "station" RENAME COLUMN "aliases" TO "alias"')
    for table, column, _ in ADDED:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    db.drop_tables(tables(db))
