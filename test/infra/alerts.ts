/** The alerts as the template makes them, and whom they would mail. */

import * as z from 'zod';
import { type Query, readQuery } from './kusto.ts';
import { type Row, runQuery, type Tables } from './run-query.ts';
import { resolved, type Template, templatesOf } from './template.ts';

const Alert = z.looseObject({
  name: z.string(),
  query: z.string(),
  measure: z.string().optional(),
  splitBy: z.string().optional(),
  aggregation: z.enum(['Count', 'Maximum', 'Total']),
  operator: z.enum(['GreaterThan', 'LessThan']),
  threshold: z.union([z.number(), z.string()]),
  windowSize: z.string(),
});
export type Alert = z.output<typeof Alert> & { readonly text: string; readonly read: Query };

export function alertsOf(template: Template): ReadonlyArray<Alert> {
  const [, module] = templatesOf(template).find(([path]) => path === 'main.alerts') ?? [];
  if (module === undefined) throw new Error('the template has no module for alerts');
  return z
    .array(Alert)
    .parse(module.variables.alerts)
    .map((alert) => {
      const text = String(resolved(alert.query, module));
      return { ...alert, text, read: readQuery(text) };
    });
}

/**
 * One evaluation as Azure Monitor does it: the rows of the window, grouped by the dimension, measured, compared.
 * @returns the values of the dimension that would be mailed; `['']` for an alert without one.
 */
export function mailed(alert: Alert, tables: Tables, now: Date): ReadonlyArray<string> {
  const from = now.getTime() - minutesOf(alert.windowSize) * 60_000;
  const inWindow = ({ TimeGenerated }: Row) =>
    TimeGenerated instanceof Date && TimeGenerated.getTime() > from && TimeGenerated <= now;
  const windowed = Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [name, rows.filter(inWindow)]),
  );
  const { splitBy } = alert;
  const groups = Map.groupBy(runQuery(alert.text, windowed), (row) =>
    splitBy === undefined ? '' : String(row[splitBy]),
  );
  return [...groups].filter(([, rows]) => exceeds(alert, measured(alert, rows))).map(([value]) => value);
}

function measured({ aggregation, measure }: Alert, rows: ReadonlyArray<Row>): number {
  if (aggregation === 'Count' || measure === undefined) return rows.length;
  const values = rows.map((row) => Number(row[measure]));
  return aggregation === 'Maximum' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
}

function exceeds({ operator, threshold }: Alert, value: number): boolean {
  // The latency window is a parameter of the template; these tests take the default.
  const limit = typeof threshold === 'number' ? threshold : 150;
  return operator === 'GreaterThan' ? value > limit : value < limit;
}

function minutesOf(windowSize: string): number {
  const [, amount, unit] = /^PT?(\d+)([MHD])$/.exec(windowSize) ?? [];
  if (amount === undefined) throw new Error(`${windowSize} is not a window this test knows`);
  return Number(amount) * { M: 1, H: 60, D: 1_440 }[unit as 'M' | 'H' | 'D'];
}
