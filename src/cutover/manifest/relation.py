"""What must hold within one side's answers: how lists align, order, pages, filters, groups, whose rows."""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from cutover.manifest.value import Keyed, Scalar, Text, Texts, Value, mistake

ORDERED_BY = r"^\S+( (asc|desc))?$"
FIELD_OF = r"^((year|month) of )?\S+$"

OrderedBy = Annotated[str, StringConstraints(pattern=ORDERED_BY)]
"""A field that rows are ordered by, and its direction: `closing_date desc`; asc unless it says so."""

FieldOf = Annotated[str, StringConstraints(pattern=FIELD_OF)]
"""A field of a row, dotted where it is nested; `year of` and `month of` read a moment (UTC)."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _one_or_more(pattern: str) -> WithJsonSchema:
    text = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [text, {"type": "array", "items": text}]})


OrderedBys = Annotated[tuple[OrderedBy, ...], BeforeValidator(_as_tuple), _one_or_more(ORDERED_BY)]
FieldsOf = Annotated[tuple[FieldOf, ...], BeforeValidator(_as_tuple), _one_or_more(FIELD_OF)]


class ListRule(Value):
    """How the elements of a list within an answer are brought side by side.

    `multiset`: its order means nothing. `position`: its order is what it means. `key`: each element is known
    by these fields. The path is written without indices: `items[].tags`.
    """

    path: str
    align: Literal["multiset", "position"] | None = None
    key: Texts = ()

    @model_validator(mode="after")
    def _says_how(self) -> "ListRule":
        if (self.align is None) == (not self.key):
            raise mistake(
                "manifest-list-alignment",
                f"List {self.path!r} does not say in one way how its elements align.",
                "Write multiset, position, or {key: …}.",
            )
        return self


class SortField(Value):
    """The field that a value of the sorting parameter stands for, where the two have different names."""

    value: Text
    field: Text


class Order(Value):
    """How the rows of a list are ordered: by the field that parameter `by` names, else by `default`.

    Parameter `direction` says asc or desc; where it is not given, the direction is that of `default`'s first
    field. Rows that are equal in all these fields may stand in any order. `texts` says whether the order of
    texts is that of their code points, or nobody can tell (a collation of the server's own).
    """

    by: Text | None = None
    direction: Text | None = None
    default: OrderedBys = ()
    fields: Annotated[tuple[SortField, ...], Keyed("value", short="field")] = ()
    nulls: Literal["last", "first"] = "last"
    texts: Literal["code_points", "any"] = "code_points"


class Paging(Value):
    """How a list is paged: the parameters, and the figures that stand beside the rows, by their names.

    Without `size` a page has `usual` rows, and never more than `most`. `number`, `length` and `offset` say
    which page it is, `received` how many rows it holds, `total` how many the list has, `last` the number of
    pages, `following` and `previous` the neighbours' numbers or null.
    """

    page: Text
    size: Text
    usual: Annotated[int, Field(ge=1)] = 25
    most: Annotated[int, Field(ge=1)] = 100
    total: Text | None = None
    received: Text | None = None
    number: Text | None = None
    length: Text | None = None
    offset: Text | None = None
    last: Text | None = None
    following: Text | None = None
    previous: Text | None = None


class Filter(Value):
    """What a parameter narrows a list to: rows whose `field` is equal to its value, at least or at most it.

    `contains`: the text stands in one of the fields, whatever the case. Without a field the rows do not show
    what they are narrowed by. `default` is the value that counts where the parameter is not given.
    """

    parameter: Text
    field: FieldsOf = ()
    compares: Literal["equals", "at_least", "at_most", "contains"] = Field(default="equals", alias="is")
    default: Scalar = None


class Scope(Value):
    """Whose rows a list holds: those `of` the viewer's `own`, of the viewer's `agents`, `team`, or `all`.

    `agents`: the viewer's own, and the team's where the viewer is its owner (`sees` in migration.yaml). `by`
    is the field that says whose a row is.
    """

    of: Literal["own", "agents", "team", "all"]
    by: Text | None = None


class AskedFor(Value):
    """The value of a parameter of the question, `otherwise` where it is not given."""

    parameter: Text
    otherwise: Scalar = None


def _wanted_kind(value: Any) -> str:
    return "asked" if isinstance(value, dict | AskedFor) else "literal"


class Condition(Value):
    """A field of the details and the value that it must have to be counted."""

    field: FieldOf
    value: Annotated[
        Annotated[AskedFor, Tag("asked")] | Annotated[Scalar, Tag("literal")], Discriminator(_wanted_kind)
    ]


Conditions = Annotated[tuple[Condition, ...], Keyed("field", short="value", wrap=True)]


class Counted(Value):
    """A field of a group that counts details; `where` narrows them."""

    name: Text
    where: Conditions = ()


class MadeOf(Value):
    """A field of a group and the field of the details that it is made of."""

    name: Text
    field: FieldOf


class Sums(Value):
    """The details that a grouping adds up: the list `of` another endpoint, asked in the same user's name.

    `by` holds the group's fields, none where the answer is one object. `count` fields count details, `total`
    fields add up a field of theirs, `highest` hold its largest value. Details that do not meet `where` do not
    count, nor those that have nothing in a field of `given`.
    """

    of: Text
    by: Annotated[tuple[MadeOf, ...], Keyed("name", short="field")] = ()
    count: Annotated[tuple[Counted, ...], Keyed("name", short="where", wrap=True)] = ()
    total: Annotated[tuple[MadeOf, ...], Keyed("name", short="field")] = ()
    highest: Annotated[tuple[MadeOf, ...], Keyed("name", short="field")] = ()
    where: Conditions = ()
    given: FieldsOf = ()
