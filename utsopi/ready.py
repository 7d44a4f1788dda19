"""Statements that are put into SQL once for as long as the process lives, and then only filled in.

Of a look-up that finds one row the ORM spends nine tenths on writing its SQL, anew each time. In what every page
needs, and in a step that is sent with every tap, that is most of the cost:

    ROLES = Ready(lambda: Grant.objects.filter(account=Blank("account", UUIDField)).values_list("role", flat=True))
    ROLES.all(account=kim.pk)

What comes back is what the queryset itself would give: records with all that select_related and
annotate name, or values.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import FlatValuesListIterable, get_related_populators
from django.db.models.sql import DeleteQuery, InsertQuery


class Blank(models.Expression):
    """A place in a query for a value that is known later, by name; `kind` says how the database wants it."""

    def __init__(self, name: str, kind: type[models.Field]):
        super().__init__(output_field=kind())
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def fill(self, values: dict[str, Any]):
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Ready:
    """`build` gives a queryset with blanks, of records or of values_list(flat=True)."""

    def __init__(self, build: Callable[[], models.QuerySet]):
        self._build = build
        self._written: dict[str, tuple] = {}
        self._deleting: dict[str, tuple] = {}

    def all(self, **values) -> list:
        """Everything that is found with these values in the blanks. One statement."""
        sql, params, read = self._written.get(connection.vendor) or self._write()
        with _cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            return [read(row) for row in cursor.fetchall()]

    def delete(self, **values) -> None:
        """Takes them away; for records on which nothing hangs."""
        sql, params = self._deleting.get(connection.vendor) or self._write_deleting()
        with _cursor() as cursor:
            cursor.execute(sql, _filled(params, values))

    def first(self, **values):
        """The first of them; None where there is none."""
        return next(iter(self.all(**values)), None)

    def _write(self) -> tuple:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self._written[connection.vendor] = sql, params, _reader(queryset, compiler)
        return self._written[connection.vendor]

    def _write_deleting(self) -> tuple:
        query = self._build().query.chain(klass=DeleteQuery)
        self._deleting[connection.vendor] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return self._deleting[connection.vendor]


def _cursor():
    """On PostgreSQL one that sends the values apart from the statement, so that the server plans it once for as long as
    the connection lives; the ORM's own cursors write values into the statement, which is then planned each time."""
    wrapper = connection.cursor()
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.base import ServerBindingCursor

        wrapper.cursor = ServerBindingCursor(connection.connection)
    return wrapper


def _filled(params, values: dict) -> list:
    return [param.fill(values) if isinstance(param, Blank) else param for param in params]


_inserting: dict[tuple, tuple] = {}


def insert(record: models.Model) -> None:
    """Writes a new record as save(force_insert=True) does, fields that seal themselves too; without signals, and
    not for a model that inherits from another with a table of its own."""
    kind = type(record)
    sql, fields = _inserting.get((connection.vendor, kind)) or _write_inserting(record)
    values = [field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields]
    with _cursor() as cursor:
        cursor.execute(sql, values)
    record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def _write_inserting(record: models.Model) -> tuple:
    fields = record._meta.local_concrete_fields
    query = InsertQuery(type(record))
    query.insert_values(fields, [record])
    ((sql, _params),) = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    _inserting[connection.vendor, type(record)] = sql, fields
    return sql, fields


def _reader(queryset: models.QuerySet, compiler) -> Callable[[tuple], Any]:
    """What makes a record, or a value, of a row as the database gives it."""
    of_python = [
        (place, converters, expression)
        for place, (converters, expression) in compiler.get_converters(
            [column for column, *_more in compiler.select]
        ).items()
    ]
    make = _value if queryset._iterable_class is FlatValuesListIterable else _maker(compiler)

    def read(row: tuple):
        values = list(row)
        for place, converters, expression in of_python:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return make(values)

    return read


def _value(values: list):
    return values[0]


def _maker(compiler) -> Callable[[list], models.Model]:
    found = compiler.klass_info
    first, last = found["select_fields"][0], found["select_fields"][-1] + 1
    names = [column.target.attname for column, *_more in compiler.select[first:last]]
    related = get_related_populators(found, compiler.select, DEFAULT_DB_ALIAS)
    annotated = compiler.annotation_col_map.items()

    def make(values: list) -> models.Model:
        record = found["model"].from_db(DEFAULT_DB_ALIAS, names, values[first:last])
        for each in related:
            each.populate(values, record)
        for name, place in annotated:
            setattr(record, name, values[place])
        return record

    return make
