import { expect, test } from 'vitest';
import { createTextTable } from '../../src/cli/list-table.ts';
import { safeJson, safeText } from '../../src/wording/safe-text.ts';

interface Person {
  readonly name: string;
  readonly calls: number;
  readonly note?: string;
}

const pieces = (width?: number) =>
  createTextTable<Person>(
    [
      { title: 'name', text: ({ name }) => name },
      {
        title: 'calls',
        align: 'right',
        text: ({ calls }) => String(calls),
        style: ({ calls }) => (calls > 100 ? 'red' : undefined),
      },
      { title: 'note', text: ({ note = '' }) => note },
    ],
    { details: ({ note }) => (note === 'look' ? ['  below its row'] : []), width },
  );
const table = (width?: number) => {
  const piecesOf = pieces(width);
  return (rows: ReadonlyArray<Person>) =>
    piecesOf(rows)
      .map(({ text }) => text)
      .join('');
};

test('columns of a list are as wide on the screen as what is in them, whatever the script', () => {
  const rows = [
    { name: 'Mei', calls: 7, note: 'look' },
    { name: '中文名字', calls: 12_345, note: 'wide' },
    { name: '👋🏽', calls: 1 },
  ];
  expect(table()(rows).split('\n')).toEqual([
    'name      calls  note',
    'Mei           7  look',
    '  below its row',
    '中文名字  12345  wide',
    '👋🏽            1',
    '',
  ]);
});

test('lines of a list are cut where the terminal ends, and say so', () => {
  const rows = [
    { name: '中文名字', calls: 12_345, note: 'wide' },
    { name: 'Mei', calls: 7, note: 'look' },
  ];
  expect(table(17)(rows).split('\n')).toEqual([
    'name      calls …',
    '中文名字  12345 …',
    'Mei           7 …',
    '  below its row',
    '',
  ]);
});

test('a heading is bold and a cell has its own style, also where the line is cut within it', () => {
  const styled = (width?: number) =>
    pieces(width)([
      { name: 'Mei', calls: 12_345, note: 'wide' },
      { name: 'Ada', calls: 7 },
    ]).filter(({ style }) => style !== undefined);
  expect(styled()).toEqual([
    { text: 'name', style: 'bold' },
    { text: 'calls', style: 'bold' },
    { text: 'note', style: 'bold' },
    { text: '12345', style: 'red' },
  ]);
  expect(styled(9)).toEqual([
    { text: 'name', style: 'bold' },
    { text: 'ca…', style: 'bold' },
    { text: '12…', style: 'red' },
  ]);
});

test('nothing in a list that a program reads is cut, and a row that comes later does not change what stands above it', () => {
  const lines = table();
  const long = 'a name of a hundred characters '.repeat(4).trim();
  expect(lines([{ name: 'Mei', calls: 7 }])).toBe('name  calls  note\nMei       7\n');
  expect(lines([])).toBe('');
  expect(lines([{ name: long, calls: 1, note: 'x'.repeat(300) }])).toBe(
    `${long}      1  ${'x'.repeat(300)}\n`,
  );
});

test('what a terminal obeys is taken out of text, and escaped in JSON', () => {
  const obeyed = [
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u009b',
    '\u061c',
    '\u200e',
    '\u200f',
    '\u2028',
    '\u202e',
    '\u2066',
    '\r',
  ];
  for (const mark of obeyed) {
    expect(safeText(`a${mark}b\nc\r\n`)).toBe('a\ufffdb\nc\r\n');
    const json = safeJson(JSON.stringify({ name: mark }));
    expect(json).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(json)).toEqual({ name: mark });
  }
  expect(safeText('Zoë 中文 👋🏽 \u200d')).toBe('Zoë 中文 👋🏽 \u200d');
});
