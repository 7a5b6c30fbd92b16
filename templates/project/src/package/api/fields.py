"""The values of a row in a request. Null is missing; a number in quotes is not a number."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from ..data.table import microseconds


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text holds no NUL character")
    return text


def _instant(value: int | str) -> int | str:
    try:
        microseconds(value)
    except ValueError:
        raise ValueError("an instant is an ISO 8601 text or microseconds since 1970") from None
    return value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)] | None
Flag = StrictBool | None
Text = Annotated[StrictStr, AfterValidator(_plain)] | None
Instant = Annotated[StrictInt | StrictStr, AfterValidator(_instant)] | None
