"""Room for the secrets of second steps as they are kept encrypted; those there are become so at the next sign-in.

SQLite keeps no text to a length.
"""


def up(migrator, db):
    if db.kind == "postgres":
        db.execute_sql('ALTER TABLE "second_step" ALTER COLUMN "secret" TYPE varchar(200)')


def down(migrator, db):
    db.execute_sql('DELETE FROM "second_step" WHERE length("secret") > 64')  # encrypted: nobody could read them any more
    if db.kind == "postgres":
        db.execute_sql('ALTER TABLE "second_step" ALTER COLUMN "secret" TYPE varchar(64)')
