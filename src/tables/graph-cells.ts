/** Reads the cells of rows from what Graph sent, as the columns declare. */

import type { DateTime } from '../language/date-time.ts';
import { secondsBetween } from '../language/duration.ts';
import { isJsonObject, type Json } from '../language/json.ts';
import type { Cell } from './cell.ts';
import {
  asArray,
  type ElapsedColumn,
  type GraphColumn,
  type GraphRoot,
  graphRoots,
  type IdentityColumn,
  type PropertyColumn,
} from './graph-column.ts';
import { type GraphContext, type GraphPath, innermostRoot, parseGraphPath, valueAt } from './graph-path.ts';
import { converted, toCell, unfit } from './graph-value.ts';
import { firstIdentityIn } from './identity.ts';
import type { Column } from './table.ts';

type Cells = Readonly<Record<string, Cell>>;

/** A row's cells as far as they are read, and the columns that stay empty although Graph sent a value for them. */
export interface GraphCells {
  readonly cells: Cells;
  readonly omitted: ReadonlyArray<string>;
  /** UTF-16 code units of all texts from Graph. */
  readonly textLength: number;
}

/**
 * Reads the columns that need nothing further in than a root. The result also has the cells of `outer`, which were
 * read further out, and the program's own: so what many rows share is read once.
 */
export type ReadCells = (context: GraphContext, own: Cells, outer?: GraphCells) => GraphCells;
export type GraphCellReaders = { readonly [Root in GraphRoot]: ReadCells };

type ReadCell = (context: GraphContext, cellsBefore: Cells) => Cell | undefined | typeof unfit;

interface Reader {
  readonly name: string;
  readonly root: GraphRoot;
  readonly read: ReadCell;
}

/** Prepares the reading of a table's Graph columns. Paths are split here, once. */
export function graphCellReaders(columns: Readonly<Record<string, Column | GraphColumn>>): GraphCellReaders {
  const readers: Array<Reader> = [];
  for (const [name, column] of Object.entries(columns)) {
    const reader = readerOf(name, column, readers);
    if (reader !== undefined) readers.push(reader);
  }
  const entries = graphRoots.map((root) => {
    const ofRoot = readers.filter((reader) => reader.root === root);
    const read: ReadCells = (context, own, outer) => readCells(ofRoot, context, own, outer);
    return [root, read] as const;
  });
  return Object.fromEntries(entries) as GraphCellReaders;
}

function readCells(
  readers: ReadonlyArray<Reader>,
  context: GraphContext,
  own: Cells,
  outer: GraphCells = { cells: {}, omitted: [], textLength: 0 },
): GraphCells {
  const cells: Record<string, Cell> = { ...outer.cells, ...own };
  const omitted = [...outer.omitted];
  let { textLength } = outer;
  for (const { name, read } of readers) {
    const cell = read(context, cells);
    if (cell === undefined) continue;
    if (cell === unfit) {
      omitted.push(name);
      continue;
    }
    cells[name] = cell;
    if (cell.type === 'String') textLength += cell.value.length;
  }
  return { cells, omitted, textLength };
}

function readerOf(
  name: string,
  column: Column | GraphColumn,
  readersBefore: ReadonlyArray<Reader>,
): Reader | undefined {
  if ('from' in column) {
    const paths = asArray(column.from).map(parseGraphPath);
    return { name, root: innermostRoot(paths), read: propertyReader(column, paths) };
  }
  if ('identityIn' in column) {
    const paths = asArray(column.identityIn).map(parseGraphPath);
    return { name, root: innermostRoot(paths), read: identityReader(column, paths) };
  }
  if ('secondsBetween' in column) {
    const [start, end] = column.secondsBetween.map((other) =>
      readersBefore.find((reader) => reader.name === other),
    );
    if (start === undefined || start.root !== end?.root) {
      throw new Error(
        `${name}: ${column.secondsBetween.join(' and ')} must stand before it and beside each other`,
      );
    }
    return { name, root: start.root, read: elapsedReader(column) };
  }
  return undefined;
}

function propertyReader(column: PropertyColumn, paths: ReadonlyArray<GraphPath>): ReadCell {
  const { type, as: conversion } = column;
  return (context) => {
    let result: typeof unfit | undefined;
    for (const path of paths) {
      const found = valueAt(path, context);
      if (found === undefined) continue;
      const value = conversion === undefined || found === unfit ? found : converted(found, conversion);
      if (value === undefined) continue;
      const cell = value === unfit ? undefined : toCell(type, value);
      if (cell !== undefined) return cell;
      result = unfit;
    }
    return result;
  };
}

function identityReader(column: IdentityColumn, paths: ReadonlyArray<GraphPath>): ReadCell {
  const { type, property } = column;
  return (context) => {
    const values = paths.map((path) => valueAt(path, context));
    const identity = firstIdentityIn(
      values.filter((value) => value !== unfit),
      context.identityKinds,
    );
    if (identity === undefined) return values.every(namesNobody) ? undefined : unfit;
    const value = property === 'kind' ? identity.kind : identity.properties[property];
    return value === undefined || value === null ? undefined : (toCell(type, value) ?? unfit);
  };
}

/** Whether a value without an identity is as it should be: absent, or a set whose members name no identity. */
function namesNobody(value: Json | undefined | typeof unfit): boolean {
  if (value === undefined) return true;
  if (value === unfit || !isJsonObject(value)) return false;
  return Object.entries(value).every(([name, member]) => NO_MEMBER.test(name) || isNobody(member));
}

/** What a set has beside its members: annotations, and in Graph's communicationsIdentitySet the endpointType. */
const NO_MEMBER = /@|^endpointType$/;

function isNobody(member: Json | undefined): boolean {
  if (!isJsonObject(member)) return (member ?? null) === null;
  return [member.id, member.displayName].every((named) => (named ?? '') === '');
}

function elapsedReader(column: ElapsedColumn): ReadCell {
  const [startColumn, endColumn] = column.secondsBetween;
  return (_context, cells) => {
    const start = cells[startColumn];
    const end = cells[endColumn];
    if (start?.type !== 'DateTime' || end?.type !== 'DateTime') return undefined;
    return { type: column.type, value: secondsBetween(start.value as DateTime, end.value as DateTime) };
  };
}
