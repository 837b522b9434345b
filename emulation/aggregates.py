"""Aggregates that both databases know by different names."""

from django.db.models import Aggregate, JSONField


class JSONList(Aggregate):
    """The values of a group as one JSON list; the order is the reader's business."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)
