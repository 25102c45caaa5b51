/**
 * Runs a query over rows in memory: no kept library does this in JavaScript. It takes the tree of Azure Monitor's own
 * parser and knows the operators and functions that the alerts use; any other is an error, and never ignored.
 */

import { itemsOf, type KustoNode, kindOf, type List, parsed } from './kusto.ts';

export type Cell = unknown;
export type Row = Readonly<Record<string, Cell>>;
export type Tables = Readonly<Record<string, ReadonlyArray<Row>>>;

/** The rows that the query answers. Date-times are `Date`s, timespans are milliseconds, dynamics are plain values. */
export function runQuery(text: string, tables: Tables): ReadonlyArray<Row> {
  const [statement] = itemsOf(parsed(text).Statements).map(element);
  return rowsOf(part(statement, 'Expression'), tables);
}

function rowsOf(node: KustoNode, tables: Tables): ReadonlyArray<Row> {
  switch (kindOf(node)) {
    case 'NameReference':
      return tables[node.SimpleName ?? ''] ?? [];
    case 'ParenthesizedExpression':
      return rowsOf(part(node, 'Expression'), tables);
    case 'PipeExpression':
      return operate(part(node, 'Operator'), rowsOf(part(node, 'Expression'), tables), tables);
    default:
      throw unknown(node);
  }
}

function operate(operator: KustoNode, rows: ReadonlyArray<Row>, tables: Tables): ReadonlyArray<Row> {
  switch (kindOf(operator)) {
    case 'FilterOperator':
      return rows.filter((row) => evaluate(part(operator, 'Condition'), row) === true);
    case 'ExtendOperator':
      return rows.map((row) => ({ ...row, ...namedCells(operator.Expressions, row) }));
    case 'ProjectOperator':
      return rows.map((row) => namedCells(operator.Expressions, row));
    case 'MvExpandOperator':
      return rows.flatMap((row) => expanded(operator, row));
    case 'SummarizeOperator':
      return summarized(operator, rows);
    case 'JoinOperator':
      return withoutPartner(operator, rows, tables);
    default:
      throw unknown(operator);
  }
}

function namedCells(expressions: List<KustoNode> | undefined, row: Row): Row {
  return Object.fromEntries(
    elements(expressions).map((expression) => [nameOf(expression), evaluate(expressionOf(expression), row)]),
  );
}

/** A row for each member of the one list that is expanded. */
function expanded(operator: KustoNode, row: Row): ReadonlyArray<Row> {
  const [only] = elements(operator.Expressions);
  const expression = part(only, 'Expression');
  const members = evaluate(expressionOf(expression), row);
  return (Array.isArray(members) ? members : [members]).map((member) => ({
    ...row,
    [nameOf(expression)]: member,
  }));
}

function summarized(operator: KustoNode, rows: ReadonlyArray<Row>): ReadonlyArray<Row> {
  const keys = elements(operator.ByClause?.Expressions);
  const groups = new Map<string, { readonly by: Row; readonly rows: Array<Row> }>();
  // Without keys there is one answer, of no rows too.
  if (keys.length === 0) groups.set('[]', { by: {}, rows: [] });
  for (const row of rows) {
    const by = Object.fromEntries(keys.map((key) => [nameOf(key), evaluate(expressionOf(key), row)]));
    const group = JSON.stringify(Object.values(by));
    groups.set(group, groups.get(group) ?? { by, rows: [] });
    groups.get(group)?.rows.push(row);
  }
  return [...groups.values()].map(({ by, rows: members }) => ({
    ...by,
    ...Object.fromEntries(
      elements(operator.Aggregates).flatMap((named) =>
        expressionOf(named).Name?.SimpleName === 'arg_max'
          ? Object.entries(rowWithHighest(expressionOf(named), members))
          : [[nameOf(named), aggregate(expressionOf(named), members)]],
      ),
    ),
  }));
}

/** Of `arg_max(a, b = …)`: the columns a and b of the row in which a is highest. */
function rowWithHighest(call: KustoNode, rows: ReadonlyArray<Row>): Row {
  const candidates = rows.map((row) => namedCells(call.ArgumentList?.Expressions, row));
  const [by] = elements(call.ArgumentList?.Expressions).map(nameOf);
  return candidates.toSorted((a, b) => Number(b[by ?? '']) - Number(a[by ?? '']))[0] ?? {};
}

function aggregate(call: KustoNode, rows: ReadonlyArray<Row>): Cell {
  const [of, ...more] = elements(call.ArgumentList?.Expressions);
  const values =
    of === undefined ? [] : rows.map((row) => evaluate(of, row)).filter((value) => value != null);
  const sorted = values.toSorted((a, b) => Number(a) - Number(b));
  switch (call.Name?.SimpleName) {
    case 'count':
      return rows.length;
    case 'sum':
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'min':
      return sorted[0];
    case 'max':
      return sorted.at(-1);
    case 'percentile': {
      const share = Number(evaluate(part(more[0]), {})) / 100;
      return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    }
    default:
      throw unknown(call);
  }
}

/** Of the joins only `leftanti`: rows that have no partner in the other table. */
function withoutPartner(operator: KustoNode, rows: ReadonlyArray<Row>, tables: Tables): ReadonlyArray<Row> {
  const kind = itemsOf(operator.Parameters).map((parameter) => element(parameter).toString(0).trim());
  if (kind.join() !== 'kind=leftanti') throw unknown(operator);
  const columns = elements(operator.ConditionClause?.Expressions).map(nameOf);
  const keyOf = (row: Row) => JSON.stringify(columns.map((column) => row[column]));
  const others = new Set(rowsOf(part(operator, 'Expression'), tables).map(keyOf));
  return rows.filter((row) => !others.has(keyOf(row)));
}

function evaluate(node: KustoNode, row: Row): Cell {
  const left = () => evaluate(part(node, 'Left'), row);
  const right = () => evaluate(part(node, 'Right'), row);
  switch (kindOf(node)) {
    case 'NameReference':
      if (!Object.hasOwn(row, node.SimpleName ?? '')) throw new Error(`no column ${node.SimpleName}`);
      return row[node.SimpleName ?? ''];
    case 'PathExpression':
      return memberOf(evaluate(part(node, 'Expression'), row), part(node, 'Selector').toString(0).trim());
    case 'ParenthesizedExpression':
      return evaluate(part(node, 'Expression'), row);
    case 'TimespanLiteralExpression':
      return millisecondsOf(node.toString(0).trim());
    case 'StringLiteralExpression':
    case 'LongLiteralExpression':
    case 'RealLiteralExpression':
    case 'BooleanLiteralExpression':
      return literal(node.LiteralValue);
    case 'FunctionCallExpression':
      return called(node, row);
    case 'AndExpression':
      return left() === true && right() === true;
    case 'OrExpression':
      return left() === true || right() === true;
    case 'EqualExpression':
      return left() === right();
    case 'GreaterThanExpression':
      return compared(left(), right(), (difference) => difference > 0);
    case 'GreaterThanOrEqualExpression':
      return compared(left(), right(), (difference) => difference >= 0);
    case 'AddExpression':
      return Number(left()) + Number(right());
    case 'SubtractExpression':
      return Number(left()) - Number(right());
    case 'MultiplyExpression':
      return Number(left()) * Number(right());
    case 'DivideExpression':
      return quotient(left(), right());
    case 'StartsWithExpression':
      return text(left()).toLowerCase().startsWith(text(right()).toLowerCase());
    case 'InExpression':
      return alternatives(node, row).includes(left());
    case 'NotInExpression':
      return !alternatives(node, row).includes(left());
    case 'HasAnyExpression':
      return alternatives(node, row).some((term) => hasTerm(text(left()), text(term)));
    default:
      throw unknown(node);
  }
}

function called(call: KustoNode, row: Row): Cell {
  const [first, second] = elements(call.ArgumentList?.Expressions).map((argument) => evaluate(argument, row));
  switch (call.Name?.SimpleName) {
    case 'parse_json':
      return JSON.parse(text(first));
    case 'tostring':
      return text(first);
    case 'tolong':
    case 'toint':
      return first == null || first === '' ? null : Math.trunc(Number(first));
    case 'todatetime':
      return first == null ? null : new Date(text(first));
    case 'todouble':
      return first == null || first === '' ? null : Number(first);
    case 'split':
      return text(first).split(text(second));
    case 'coalesce':
      return first ?? second;
    case 'not':
      return first !== true;
    case 'isnotempty':
      return text(first) !== '';
    case 'isnotnull':
      return first != null;
    default:
      throw unknown(call);
  }
}

function alternatives(node: KustoNode, row: Row): ReadonlyArray<Cell> {
  return elements(part(node, 'Right').Expressions).map((alternative) => evaluate(alternative, row));
}

/** `has` finds whole terms: what stands beside them is neither letter nor digit. */
function hasTerm(whole: string, term: string): boolean {
  const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(whole);
}

/** Nothing compares with null. */
function compared(a: Cell, b: Cell, holds: (difference: number) => boolean): boolean {
  return a != null && b != null && holds(Number(a) - Number(b));
}

function quotient(a: Cell, b: Cell): Cell {
  return a == null || b == null ? null : Number(a) / Number(b);
}

function text(value: Cell): string {
  return value == null ? '' : String(value);
}

function memberOf(value: Cell, name: string): Cell {
  return typeof value === 'object' && value !== null ? (value as Row)[name] : null;
}

/** Numbers of the parser are objects of its own. */
function literal(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? Number(value.toString()) : value;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function millisecondsOf(timespan: string): number {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(timespan) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw new Error(`${timespan} is not evaluated here`);
  return Number(amount) * UNITS[unit];
}

function nameOf(expression: KustoNode): string {
  return (expression.Name ?? expression).SimpleName ?? expression.toString(0).trim();
}

/** `name = value`, or a column by its own name. */
function expressionOf(expression: KustoNode): KustoNode {
  return kindOf(expression) === 'SimpleNamedExpression' ? part(expression, 'Expression') : expression;
}

function elements(list: List<KustoNode> | undefined): ReadonlyArray<KustoNode> {
  return itemsOf(list).map(element);
}

/** A list holds its members with the separators beside them. */
function element(member: KustoNode): KustoNode {
  return kindOf(member) === 'SeparatedElement' ? part(member, 'Element') : member;
}

function part(
  node: KustoNode | undefined,
  name?: 'Condition' | 'Element' | 'Expression' | 'Left' | 'Operator' | 'Right' | 'Selector',
): KustoNode {
  const found = name === undefined ? node : node?.[name];
  if (found === undefined) throw new Error(`the query has no ${name ?? 'argument'} where one is expected`);
  return found;
}

function unknown(node: KustoNode): Error {
  return new Error(`${kindOf(node)} is not evaluated here: ${node.toString(0).trim()}`);
}
