/** Columns that are read from what Graph sent: where the value is, and how it becomes a cell. */

import type { Column } from './table.ts';

/** The objects that a row is about, outermost first; a path begins with one of these names. */
export const graphRoots = ['call', 'participant', 'session', 'segment', 'media', 'stream'] as const;
export type GraphRoot = (typeof graphRoots)[number];

/** A path such as `media.callerNetwork.linkSpeed`, or several: the first that gives a value counts. */
export type Paths = string | ReadonlyArray<string>;

/**
 * How a value becomes the column's, where it is not simply of the column's type:
 *
 * durationSeconds  an ISO 8601 duration, in seconds
 * list             an array of strings, joined by commas
 * idList           an array of objects, their ids joined by commas
 * count            the length of an array
 * json             any value as JSON text; empty arrays and objects say nothing and are left out
 * furtherIdentities  an endpoint's identities as JSON text, where they name more than the first of them does
 * typeName         an object's `@odata.type` without its namespace
 */
export type Conversion =
  | 'durationSeconds'
  | 'list'
  | 'idList'
  | 'count'
  | 'json'
  | 'furtherIdentities'
  | 'typeName';

/** A column with one property. */
export interface PropertyColumn extends Column {
  readonly from: Paths;
  readonly as?: Conversion;
  /** The values known when this was written. New ones are stored as they come. */
  readonly knownValues?: ReadonlyArray<string>;
}

/** What an identity may tell; `kind` is the key it has in its identity set, the others are properties. */
export type IdentityProperty =
  | 'kind'
  | 'id'
  | 'displayName'
  | 'tenantId'
  | 'userPrincipalName'
  | 'email'
  | 'ipAddress'
  | 'applicationType'
  | 'hidden'
  | 'azureCommunicationServicesResourceId';

/** A column with something about the one identity that an identity set (or an identity) names. */
export interface IdentityColumn extends Column {
  readonly identityIn: Paths;
  readonly property: IdentityProperty;
  readonly knownValues?: ReadonlyArray<string>;
}

/** A column with the seconds between two DateTime columns that stand before it in the table. */
export interface ElapsedColumn extends Column {
  readonly type: 'Double';
  readonly secondsBetween: readonly [start: string, end: string];
}

export type GraphColumn = PropertyColumn | IdentityColumn | ElapsedColumn;
export type GraphColumns = Readonly<Record<string, GraphColumn>>;

/** Declares the columns of a Graph type, with paths relative to it; '' is the value itself. */
export function graphColumns<const Columns extends GraphColumns>(columns: Columns): Columns {
  return columns;
}

/** The columns of a group where they stand in a table: names with the prefix, paths below the base. */
export type Placed<Prefix extends string, Columns> = {
  readonly [Name in keyof Columns & string as `${Prefix}${Name}`]: Columns[Name];
};

/**
 * Puts a group of columns into a table. With several bases the value comes from the first base that has it.
 * A prefix also begins the meaning: "Caller: IP address …".
 */
export function placed<const Prefix extends string, Columns extends GraphColumns>(
  prefix: Prefix,
  base: Paths,
  columns: Columns,
): Placed<Prefix, Columns> {
  const result: Record<string, GraphColumn> = {};
  for (const [name, column] of Object.entries<GraphColumn>(columns)) {
    const meaning = prefix === '' ? column.meaning : `${prefix}: ${column.meaning}`;
    result[prefix + name] = { ...relocated(prefix, asArray(base), column), meaning };
  }
  return result as Placed<Prefix, Columns>;
}

function relocated(prefix: string, bases: ReadonlyArray<string>, column: GraphColumn): GraphColumn {
  const below = (paths: Paths) => bases.flatMap((base) => asArray(paths).map((path) => joined(base, path)));
  if ('from' in column) return { ...column, from: below(column.from) };
  if ('identityIn' in column) return { ...column, identityIn: below(column.identityIn) };
  const [start, end] = column.secondsBetween;
  return { ...column, secondsBetween: [prefix + start, prefix + end] };
}

function joined(base: string, path: string): string {
  return path === '' ? base : `${base}.${path}`;
}

export function asArray(paths: Paths): ReadonlyArray<string> {
  return typeof paths === 'string' ? [paths] : paths;
}
