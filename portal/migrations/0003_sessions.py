"""Sessions kept on the server, the second step of signing in, brakes on tries, and an index of looks by person."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model


def tables(db):
    """The tables as of this migration."""

    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        pass

    class Session(Base):
        digest = CharField(max_length=64, unique=True)
        user = ForeignKeyField(User, on_delete="CASCADE")
        steps = IntegerField()
        account = IntegerField()
        proof = CharField(max_length=16)
        address = CharField(max_length=64)
        browser = CharField(max_length=80)
        created_at = DateTimeField(index=True)
        seen_at = DateTimeField()
        ended_at = DateTimeField(null=True)

    class SecondStep(Base):
        user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
        secret = CharField(max_length=64)
        used = IntegerField()
        confirmed_at = DateTimeField()

    class RecoveryCode(Base):
        user = ForeignKeyField(User, on_delete="CASCADE")
        digest = CharField(max_length=64)
        used_at = DateTimeField(null=True)

    class Brake(Base):
        key = CharField(unique=True)
        count = IntegerField()
        at = DateTimeField(index=True)
        until = DateTimeField(null=True)

    return [Session, SecondStep, RecoveryCode, Brake]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)
    db.execute_sql('CREATE INDEX "look_by_id" ON "look" ("by", "id")')


def down(migrator, db):
    db.execute_sql('DROP INDEX "look_by_id"')
    db.drop_tables(tables(db))
