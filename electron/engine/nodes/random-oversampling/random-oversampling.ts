import { z } from 'zod';
import { ROW } from '../../../contract/column.ts';
import { identifier, sql } from '../../sql/sql.ts';
import { defineSamplerNode } from '../node.ts';

export const randomOversampling = defineSamplerNode({
  id: 'random-oversampling',
  title: 'Random oversampling',
  group: 'balance',
  summary: 'Repeats training rows of the smaller classes until every class has as many as the largest. Validation and test rows stay as they are.',
  runsIn: 'training',
  reason: 'It changes how often training rows count, and nothing about a row that is predicted.',
  params: z.object({}),
  copies: (rows) => {
    const row = identifier(ROW);
    return sql`select ${row}, case when label is null then 1 else largest // own + case when "rank" < largest % own then 1 else 0 end end as copies
      from (select *, max(own) filter (where label is not null) over () as largest
        from (select ${row}, label, "rank", count(*) over (partition by label) as own from ${rows}))`;
  },
  python: () => ({ function: 'random_oversampling', arguments: {} }),
});
