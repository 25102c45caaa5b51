/** Bodies of dead letters against what was received. */

import { expect } from 'vitest';

/** Characters that a dead letter can hold: three cells of 32,000. */
const LONGEST_BODY = 96_000;

/** What stands for a body that JSON.parse can read and JSON.stringify cannot write again. */
const TOO_DEEP = '(nested too deeply to be kept as text)';

/** Levels that must be written down whatever the stack; a notification has three. */
const SHALLOW = 400;

/** The texts of which a dead letter of this value must hold one: mostly there is one. */
export function bodyTexts(value: unknown): ReadonlyArray<string> {
  if (!isDeep(value)) return [written(value)];
  try {
    return [written(value), TOO_DEEP];
  } catch {
    return [TOO_DEEP];
  }
}

/** Holds the bodies to the received values: one for each, in any order. */
export function expectBodies(bodies: ReadonlyArray<string>, received: ReadonlyArray<unknown>): void {
  const left = [...bodies];
  // Those that may be written in one way only come first, so that no other takes their place.
  const expected = received.map(bodyTexts).sort((a, b) => a.length - b.length);
  for (const texts of expected) {
    // Its own text before the one that stands for many.
    const text = texts.find((each) => left.includes(each));
    if (text === undefined) expect(left, 'a dead letter is missing').toContain(texts[0]);
    const at = left.indexOf(text ?? '');
    left.splice(at, 1);
  }
  expect(left, 'dead letters of nothing that was received').toEqual([]);
}

function written(value: unknown): string {
  return (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value)).slice(0, LONGEST_BODY);
}

/** Goes down level by level: the values are deeper than any recursion. */
function isDeep(value: unknown): boolean {
  let level: ReadonlyArray<unknown> = [value];
  for (let depth = 0; depth < SHALLOW; depth += 1) {
    level = level.flatMap((member) =>
      typeof member === 'object' && member !== null ? Object.values(member) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
