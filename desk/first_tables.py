"""The tables of a new desk, made at once in today's shape instead of migration by migration.

Sixty migrations take a quarter of a minute of the processor, nearly all of it for states of models that no row will
ever see. An empty database gets the tables as the models are, and the record of the migrations that stand for them;
a test holds both ways to the same tables.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor


def make(executor: MigrationExecutor) -> bool:
    """Make every table in one transaction; False where a migration fills in rows, so that they have to run one by one.

    The database must hold no migration yet. Raises `django.db.DatabaseError`.
    """
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if any(_fills(migration) for migration, _ in plan):
        return False
    emit_pre_migrate_signal(0, False, connection.alias)
    executor.recorder.ensure_schema()
    with _editor() as editor:  # one transaction, with what the editor leaves for its end
        for model in apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        for migration, _ in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
    emit_post_migrate_signal(0, False, connection.alias)
    return True


def _fills(migration: Migration) -> bool:
    """Tell whether a migration of ours does something that a table alone does not show; Django's own and its
    neighbours' only mend rows of earlier versions. One that may be left out says `elidable=True`."""
    ours = apps.get_app_config(migration.app_label).name.startswith("desk.")
    steps = [step for step in migration.operations if isinstance(step, RunPython | RunSQL)]
    return ours and not all(step.elidable for step in steps)


def _editor() -> BaseDatabaseSchemaEditor:
    """Return Django's own editor: in a database that is being made nobody is held up by a lock."""
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.schema import DatabaseSchemaEditor

        return DatabaseSchemaEditor(connection)
    return connection.schema_editor()
