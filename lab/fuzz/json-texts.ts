/** Arbitrary JSON, as text: what a parser makes of it is for the program to decide. */

import fc, { type Arbitrary } from 'fast-check';

/** One of these, drawn by its weight. */
export function weighted<T>(
  ...choices: ReadonlyArray<readonly [weight: number, arbitrary: Arbitrary<T>]>
): Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Names that mean something to JavaScript, to OData or to the program. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
  'value',
  'id',
  'clientState ',
  'ClientState',
  '@odata.type',
  '',
] as const;

/** Texts as programs meet them in the wild. */
const TEXTS = [
  '',
  ' ',
  '0',
  'null',
  '\u0000',
  '\u0085\u2028',
  '\ufeff',
  '😀',
  '\ud83d',
  '\udc00\ud800',
  '../..',
  "')--",
  '<script>',
  '%00',
  '🏳️‍🌈'.repeat(50),
  'x'.repeat(2_000),
] as const;

export const anyText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc.constantFrom(...TEXTS),
);

export const anyName: Arbitrary<string> = fc.oneof(fc.constantFrom(...NAMES), anyText);

/** Numbers of every notation, and beyond what a double or an int32 holds. */
const anyNumber: Arbitrary<string> = fc.oneof(
  fc.constantFrom('0', '-0', '1', '-1', '1e3', '2147483648', '1e308', '1e999', '-1e-999', '0.1'),
  fc.constantFrom('9007199254740993', '12345678901234567890', `${'9'.repeat(400)}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);

/** A value of any type, members with one name twice included. */
export const { anyJson } = fc.letrec<{ anyJson: string }>((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constantFrom('null', 'true', 'false', '{}', '[]'), anyNumber, anyText.map(quoted)),
    fc.array(tie('anyJson'), { maxLength: 4 }).map(listText),
    fc.array(fc.tuple(anyName, tie('anyJson')), { maxLength: 4 }).map(objectText),
  ),
}));

/**
 * Lists or objects in each other, up to so many levels. From some thousands on, parsers still read them, and
 * writers may fail.
 */
export function deepJson(levels: number): Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const), fc.integer({ min: 1, max: levels }))
    .map(([[open, close], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

export function listText(elements: ReadonlyArray<string>): string {
  return `[${elements.join(',')}]`;
}

/** The JSON text of a member's value; undefined leaves the member out. */
export type Member = Arbitrary<string | undefined>;

/** No members, where there could be some. */
export const noMembers: Arbitrary<ReadonlyArray<readonly [name: string, value: string]>> = fc.constant([]);

/** Mostly what is right, sometimes what is nearly so, seldom anything at all, one of `others` or nothing. */
export function mostly(
  right: Arbitrary<string>,
  nearly: Arbitrary<string>,
  ...others: ReadonlyArray<string>
): Member {
  const seldom = fc.constantFrom('null', undefined, ...others);
  return weighted<string | undefined>([20, right], [4, nearly], [1, anyJson], [1, seldom]);
}

export function texts(...choices: ReadonlyArray<string>): Arbitrary<string> {
  return fc.constantFrom(...choices.map(quoted));
}

/** The members that are not left out. */
export function present(
  members: Readonly<Record<string, string | undefined>>,
): ReadonlyArray<readonly [name: string, value: string]> {
  return Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

/** An object of these members, each with the JSON text of its value; a name may stand twice. */
export function objectText(members: ReadonlyArray<readonly [name: string, value: string]>): string {
  return `{${members.map(([name, value]) => `${quoted(name)}:${value}`).join(',')}}`;
}
