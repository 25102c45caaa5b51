import { describe, expect, test } from 'vitest';
import type { EdmType } from '../../src/tables/cell.ts';
import { documentsOnly } from '../../src/tables/declarations/documents-only.ts';
import { type TableName, tables } from '../../src/tables/declarations/index.ts';
import { asArray, type GraphColumn } from '../../src/tables/graph-column.ts';
import type { Column } from '../../src/tables/table.ts';
import { graphEnums } from '../fixtures/graph-enums.ts';
import { elementType, propertiesOf } from '../fixtures/graph-record.ts';
import { graphTypes } from '../fixtures/graph-types.ts';

/** Which objects' properties people look for in which table. */
const subjects: ReadonlyArray<{ table: TableName; type: string; root: string }> = [
  { table: 'CallRecords', type: 'callRecord', root: 'call' },
  { table: 'Participants', type: 'participant', root: 'participant' },
  { table: 'Sessions', type: 'session', root: 'session' },
  { table: 'Segments', type: 'segment', root: 'segment' },
  { table: 'MediaStreams', type: 'segment', root: 'segment' },
  { table: 'MediaStreams', type: 'media', root: 'media' },
  { table: 'MediaStreams', type: 'mediaStream', root: 'stream' },
];

describe('every property of Graph stands in a column, or among documents only with a reason', () => {
  test.each(subjects)('$type in $table', ({ table, type, root }) => {
    const declared = declaredPaths(tables[table].columns);
    const forgotten = [...leavesOf(type, root).keys()].filter(
      (path) => !declared.has(path) && !isDocumentsOnly(path),
    );
    expect(forgotten).toEqual([]);
  });
});

test('every path that a column names exists in the schema', () => {
  const leaves = new Set(subjects.flatMap(({ type, root }) => [...leavesOf(type, root).keys()]));
  const collections = ['session.segments', 'segment.media'];
  const objects = [
    'participant.identity',
    ...['session', 'segment'].flatMap((of) => [`${of}.caller`, `${of}.callee`]),
  ];
  for (const table of Object.values(tables)) {
    const unknown = [...declaredPaths(table.columns)].filter(
      (path) => !leaves.has(path) && !collections.includes(path) && !objects.includes(path),
    );
    expect(unknown, table.name).toEqual([]);
  }
});

describe('a column has the type of the property it holds', () => {
  test.each(subjects)('$type in $table', ({ table, type, root }) => {
    const leaves = leavesOf(type, root);
    for (const [name, column] of Object.entries<Column | GraphColumn>(tables[table].columns)) {
      for (const path of pathsOf(column)) {
        const graphType = leaves.get(path);
        if (graphType === undefined || path === 'call.id') continue;
        expect({ name, type: column.type }).toEqual({ name, type: edmType(graphType) });
        expect('as' in column && column.as === 'durationSeconds', name).toBe(graphType === 'Duration');
      }
    }
  });
});

test('the known values of a column are those of its enum', () => {
  const leaves = new Map(subjects.flatMap(({ type, root }) => [...leavesOf(type, root)]));
  let checked = 0;
  for (const [name, column] of Object.values(tables).flatMap((table) => Object.entries(table.columns))) {
    for (const path of pathsOf(column)) {
      const graphType = leaves.get(path) ?? '';
      const members = graphEnums[elementType(graphType) ?? graphType];
      if (members === undefined) continue;
      checked += 1;
      const known = 'knownValues' in column ? column.knownValues : [];
      expect({ name, known }).toEqual({
        name,
        known: members.filter((member) => member !== 'unknownFutureValue'),
      });
    }
  }
  expect(checked).toBeGreaterThan(50);
});

/** The properties that a row about this type can show, by path, with their types. */
function leavesOf(type: string, path: string): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  for (const [property, of] of propertiesOf(type)) {
    const at = `${path}.${property}`;
    if (elementType(of) !== undefined && hasRowsOfItsOwn(of)) continue;
    const isLeaf = graphTypes[of] === undefined || of === 'feedbackTokenSet';
    const inner = isLeaf ? [[at, of] as const] : isIdentity(of) ? identityLeaves(of, at) : leavesOf(of, at);
    for (const [leaf, leafType] of inner) leaves.set(leaf, leafType);
  }
  return leaves;
}

function hasRowsOfItsOwn(collection: string): boolean {
  return ['participant', 'session', 'segment', 'media', 'mediaStream'].includes(
    elementType(collection) ?? '',
  );
}

function isIdentity(type: string): boolean {
  return ['identity', 'identitySet', 'communicationsIdentitySet'].includes(type);
}

/** Of an identity set one member counts, so that its members' properties are as good as its own. */
function identityLeaves(type: string, path: string): ReadonlyArray<readonly [string, string]> {
  const own = type === 'communicationsIdentitySet' ? [[`${path}.endpointType`, 'endpointType'] as const] : [];
  return [...own, ...[...propertiesOf('identity')].map(([name, of]) => [`${path}.${name}`, of] as const)];
}

function declaredPaths(columns: Readonly<Record<string, Column | GraphColumn>>): ReadonlySet<string> {
  return new Set(Object.values(columns).flatMap(pathsOf));
}

function pathsOf(column: Column | GraphColumn): ReadonlyArray<string> {
  if ('from' in column) return asArray(column.from);
  if (!('identityIn' in column) || column.property === 'kind') return [];
  return asArray(column.identityIn).map((path) => `${path}.${column.property}`);
}

function isDocumentsOnly(path: string): boolean {
  return documentsOnly.some(
    ({ below, properties }) =>
      below.some((prefix) => path.startsWith(`${prefix}.`)) &&
      properties.some((property) => path.endsWith(`.${property}`)),
  );
}

function edmType(graphType: string): EdmType {
  switch (graphType) {
    case 'Boolean':
    case 'Int32':
    case 'Int64':
      return graphType;
    case 'Single':
    case 'Duration':
      return 'Double';
    case 'DateTimeOffset':
      return 'DateTime';
    default:
      return 'String';
  }
}
