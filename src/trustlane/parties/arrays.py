"""Many values as one parameter of a query, where a placeholder for each would cost more than the query."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Field, ForeignObject, Lookup

if TYPE_CHECKING:
    Comparison = Lookup[Any]
else:
    Comparison = Lookup  # takes a parameter for the type checker only


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Comparison):
    """`field__among=values`: like `in`, for any number of values, which go to the server as one array."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[object]) -> None:
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The comparison; an array is compared by its hash or through an index, whichever is cheaper."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*parameters, self.rhs)
