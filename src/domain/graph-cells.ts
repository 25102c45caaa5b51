/** Reads the cells of rows from what Graph sent, as the columns declare. */

import type { Cell } from './cell.ts';
import type { DateTime } from './date-time.ts';
import { secondsBetween } from './duration.ts';
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
import { isJsonObject, type Json } from './json.ts';
import type { Column } from './table.ts';

/** Some of a row's cells, and the columns that stay empty although Graph sent a value for them. */
export interface GraphCells {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly omitted: ReadonlyArray<string>;
  /** UTF-16 code units of all texts. */
  readonly textLength: number;
}

/** Reads, for each root, the columns that need nothing further in: what many rows share is read once. */
export type GraphCellReaders = { readonly [Root in GraphRoot]: (context: GraphContext) => GraphCells };

type ReadCell = (context: GraphContext) => Cell | undefined | typeof unfit;

interface Reader {
  readonly name: string;
  readonly root: GraphRoot;
  readonly read: ReadCell;
}

/** Prepares the reading of a table's Graph columns. Paths are split here, once. */
export function graphCellReaders(columns: Readonly<Record<string, Column | GraphColumn>>): GraphCellReaders {
  const readers = Object.entries(columns).flatMap(([name, column]) => readerOf(name, column) ?? []);
  const entries = graphRoots.map((root) => {
    const ofRoot = readers.filter((reader) => reader.root === root);
    return [root, (context: GraphContext) => readCells(ofRoot, context)] as const;
  });
  return Object.fromEntries(entries) as GraphCellReaders;
}

function readCells(readers: ReadonlyArray<Reader>, context: GraphContext): GraphCells {
  const cells: Record<string, Cell> = {};
  const omitted: Array<string> = [];
  let textLength = 0;
  for (const { name, read } of readers) {
    const cell = read(context);
    if (cell === unfit) omitted.push(name);
    else if (cell !== undefined) cells[name] = cell;
    if (cell !== unfit && cell?.type === 'String') textLength += cell.value.length;
  }
  return { cells, omitted, textLength };
}

function readerOf(name: string, column: Column | GraphColumn): Reader | undefined {
  if ('from' in column) return reader(name, asArray(column.from), (paths) => propertyReader(column, paths));
  if ('identityIn' in column) {
    return reader(name, asArray(column.identityIn), (paths) => identityReader(column, paths));
  }
  if ('secondsBetween' in column) {
    return reader(name, column.secondsBetween, (paths) => elapsedReader(column, paths));
  }
  return undefined;
}

function reader(
  name: string,
  paths: ReadonlyArray<string>,
  prepare: (paths: ReadonlyArray<GraphPath>) => ReadCell,
): Reader {
  const parsed = paths.map(parseGraphPath);
  return { name, root: innermostRoot(parsed), read: prepare(parsed) };
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
    const identity = firstIdentityIn(values.filter((value) => value !== unfit));
    if (identity === undefined) return values.every(saysNothing) ? undefined : unfit;
    const value = property === 'kind' ? identity.kind : identity.properties[property];
    if (value === undefined || value === null) return undefined;
    return toCell(type, value) ?? unfit;
  };
}

/** Whether a value may stand where an identity is expected without naming anybody: none, or a set of nulls. */
function saysNothing(value: Json | undefined | typeof unfit): boolean {
  return value === undefined || (value !== unfit && isJsonObject(value));
}

function elapsedReader(column: ElapsedColumn, paths: ReadonlyArray<GraphPath>): ReadCell {
  const dateTimeAt = (path: GraphPath | undefined, context: GraphContext) => {
    const value = path === undefined ? undefined : valueAt(path, context);
    const cell = value === undefined || value === unfit ? undefined : toCell('DateTime', value);
    return cell?.value as DateTime | undefined;
  };
  const [startPath, endPath] = paths;
  return (context) => {
    const start = dateTimeAt(startPath, context);
    const end = dateTimeAt(endPath, context);
    if (start === undefined || end === undefined) return undefined;
    return { type: column.type, value: secondsBetween(start, end) };
  };
}
