import { describe, expect, it } from 'vitest';
import { type DateTime, parseDateTime } from '../../src/language/date-time.ts';
import { compareVersions } from '../../src/language/version.ts';
import { compareGenerations, createGeneration, parseGenerationName } from '../../src/tables/generation.ts';

const at = (text: string): DateTime => {
  const parsed = parseDateTime(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

describe('versions', () => {
  it('are ordered by number, beyond what a JavaScript number holds', () => {
    const modified = at('2026-01-01T00:00:00Z');
    const older = { version: 9007199254740992n, lastModifiedDateTime: modified };
    const newer = { version: 9007199254740993n, lastModifiedDateTime: modified };
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it('of equal number are ordered by their modification, down to the seventh digit', () => {
    const older = { version: 2n, lastModifiedDateTime: at('2026-01-01T00:00:00.1234567Z') };
    const newer = { version: 2n, lastModifiedDateTime: at('2026-01-01T00:00:00.1234568Z') };
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, older)).toBe(0);
  });

  it('with a later modification but a lower number are older', () => {
    const first = { version: 1n, lastModifiedDateTime: at('2026-01-02T00:00:00Z') };
    const second = { version: 2n, lastModifiedDateTime: at('2026-01-01T00:00:00Z') };
    expect(compareVersions(first, second)).toBeLessThan(0);
  });
});

describe('generations', () => {
  const reading = { version: 12n, lastModifiedDateTime: at('2026-01-01T00:00:00Z') };

  it('carry version and revision in their name', () => {
    const generation = createGeneration(reading, 3, 'c0ffee000000');
    expect(generation.name).toBe('v12r3-c0ffee000000');
    expect(parseGenerationName(generation.name)).toEqual({ version: 12n, revision: 3 });
  });

  it('of two attempts at one reading are equal: the random part orders nothing', () => {
    const one = createGeneration(reading, 0, '000000000000');
    const other = createGeneration(reading, 0, 'ffffffffffff');
    expect(compareGenerations(one, other)).toBe(0);
    expect(compareGenerations(createGeneration(reading, 1, '000000000000'), other)).toBeGreaterThan(0);
  });

  it.each(['v1r0', 'v-1r0-aa', '1r0-aa', 'v1r0-GG', ''])('are not read from %j', (name) => {
    expect(parseGenerationName(name)).toBeUndefined();
  });
});
