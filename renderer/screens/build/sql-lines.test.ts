import { describe, expect, it } from 'vitest';
import { sqlLines } from './sql-lines.ts';

const squeezed = (sql: string): string => sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\s+/g, (piece) => (piece.trim() === '' ? '' : piece));

describe('sqlLines', () => {
  it('puts parts and clauses on lines, and moves inner queries in', () => {
    expect(sqlLines('select "a", min(b, c) as d from (select *, 1 as b from t) where "a" > 1')).toBe('select "a",\n  min(b, c) as d\nfrom (\n  select *,\n    1 as b\n  from t\n)\nwhere "a" > 1');
  });

  it('changes nothing but space, and no space in names and texts', () => {
    const sql = `select "x  from (y", 'a,  ''b'' (', (case when "c" in ('1', '2') then null end) as "z" from "t (select" rows left join (select "r" from (select "r" from s)) f using ("r") order by "r" limit 3`;
    expect(squeezed(sqlLines(sql))).toBe(squeezed(sql));
    expect(sqlLines(sql)).toContain('"x  from (y"');
    expect(sqlLines(sql)).toContain("'a,  ''b'' ('");
    expect(sqlLines(sql)).toContain('\nleft join (');
  });
});
