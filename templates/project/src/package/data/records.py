"""Splits the text of a CSV file into records, in the way the model's own data was split."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|\r|\n")
LONGEST_FIELD = 8 * 2**20


@dataclass(frozen=True)
class Record:
    """A record and the line that it begins on, from 1; `problem` says why it cannot be read."""

    line: int
    fields: list[str]
    problem: str | None = None


class _Broken(Exception):
    """A quoted field that cannot be read."""


class RecordReader:
    """Reads records one after another.

    A quoted field that is not closed, or goes on after its closing quote, costs its first line alone:
    reading goes on with the next line, so that one bad quote never swallows the rows after it.
    With an empty quote no character quotes.
    """

    def __init__(self, text: str, delimiter: str, quote: str = '"') -> None:
        self._text = text
        self._delimiter = delimiter
        self._quote = quote
        self._field_end = re.compile(f"[{re.escape(delimiter)}\r\n]")
        self._at = 0
        self._line = 1

    def read(self, width: int | None = None) -> Iterator[Record]:
        """The records from here on; with a width, a record of another one has a problem."""
        while self._at < len(self._text):
            record = self._record(width)
            if record is not None:
                yield record

    def _record(self, width: int | None) -> Record | None:
        start, line = self._at, self._line
        try:
            fields, end, lines = self._fields(start)
        except _Broken as broken:
            return self._skip_line(start, str(broken))
        after = self._past_line_end(end)
        blank = fields == [""] and after - start <= 2 and not self._is_quote(start)
        if blank and not (width == 1 and after < len(self._text)):
            self._at, self._line = after, line + 1
            return None
        if width is not None and len(fields) != width:
            noun = "field" if len(fields) == 1 else "fields"
            problem = f"{len(fields)} {noun} where {width} are expected"
            if lines > 1:
                return self._skip_line(start, f"{problem}, in a quoted text over several lines")
            self._at, self._line = after, line + 1
            return Record(line, fields, problem)
        self._at, self._line = after, line + lines
        return Record(line, fields)

    def _fields(self, start: int) -> tuple[list[str], int, int]:
        fields: list[str] = []
        at, lines = start, 1
        while True:
            opening = self._past_spaces(at)
            if self._is_quote(opening):
                value, at = self._quoted(opening)
                lines += len(LINE_END.findall(value))
            else:
                found = self._field_end.search(self._text, at)
                end = found.start() if found else len(self._text)
                value, at = self._text[at:end], end
            fields.append(value)
            if self._text[at : at + 1] != self._delimiter:
                return fields, at, lines
            at += 1

    def _quoted(self, opening: int) -> tuple[str, int]:
        pieces: list[str] = []
        at = opening + 1
        while True:
            quote = self._text.find(self._quote, at)
            if quote < 0 or quote - opening > LONGEST_FIELD:
                raise _Broken("a quote is opened and never closed")
            pieces.append(self._text[at:quote])
            if self._is_quote(quote + 1):
                pieces.append(self._quote)
                at = quote + 2
                continue
            end = self._past_spaces(quote + 1)
            if self._text[end : end + 1] not in ("", self._delimiter, "\n", "\r"):
                raise _Broken("text follows a closing quote")
            return "".join(pieces), end

    def _is_quote(self, at: int) -> bool:
        return self._quote != "" and self._text[at : at + 1] == self._quote

    def _skip_line(self, start: int, problem: str) -> Record:
        line = self._line
        found = LINE_END.search(self._text, start)
        self._at, self._line = (found.end() if found else len(self._text)), line + 1
        return Record(line, [], problem)

    def _past_spaces(self, at: int) -> int:
        while self._text[at : at + 1] == " ":
            at += 1
        return at

    def _past_line_end(self, at: int) -> int:
        found = LINE_END.match(self._text, at)
        return found.end() if found else at
