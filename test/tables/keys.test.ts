import { describe, expect, test } from 'vitest';
import { Random } from '../../lab/random.ts';
import { parseDateTime } from '../../src/language/date-time.ts';
import { dayOf } from '../../src/language/day.ts';
import { parseCallId, parseTenantId } from '../../src/language/identifiers.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import {
  callsByDayKey,
  callsByDayRange,
  callsByUserKey,
  callsByUserSince,
  childKey,
  childRange,
  dayPartition,
  decodeKeyPart,
  encodeKeyPart,
  generationRange,
  headKey,
  invertDigits,
  ordinal,
  userKeyPart,
} from '../../src/tables/keys.ts';
import { checkKey } from '../../src/tables/row-limits.ts';

const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90');
const callId = parseCallId('E523D2ED-2966-4B6B-925B-754A88034CC5');
const firstStartDateTime = parseDateTime('2026-03-01T23:59:59.9999999Z');
if (tenantId === undefined || callId === undefined || firstStartDateTime === undefined)
  throw new Error('fixture');
const call = { tenantId, callId, firstStartDateTime };
const generation = 'v3r0-0123456789ab';

describe('encodeKeyPart', () => {
  test('leaves what may stand in a key as it is', () => {
    expect(encodeKeyPart("8:orgid:Ada-Lovelace+'x'@contoso.example é 😀")).toBe(
      "8:orgid:Ada-Lovelace+'x'@contoso.example é 😀",
    );
  });

  test.each([
    ['a/b', 'a!002Fb'],
    ['a\\b', 'a!005Cb'],
    ['#?', '!0023!003F'],
    ['a_b', 'a!005Fb'],
    ['!', '!0021'],
    ['!002F', '!0021002F'],
    ['\u0000\t\u001f\u007f\u009f', '!0000!0009!001F!007F!009F'],
    ['\ud83d', '!D83D'],
    ['\ude00\ud83d', '!DE00!D83D'],
    ['', ''],
  ])('writes %j as %j', (text, part) => {
    expect(encodeKeyPart(text)).toBe(part);
    expect(decodeKeyPart(part)).toBe(text);
  });

  test('gives every text back, and a part that a table takes', () => {
    const seed = Number(process.env.SEED ?? Date.now());
    const random = Random.seeded(seed);
    const codeUnit = () =>
      random.chance(0.75)
        ? random.pick([
            '/',
            '\\',
            '#',
            '?',
            '_',
            '!',
            '\u0000',
            '\u0085',
            '\ud83d',
            '\ude00',
            '0',
            'F',
            'é',
            'a',
          ])
        : String.fromCharCode(random.integer(0, 0xffff));
    for (let round = 0; round < 5_000; round += 1) {
      const text = Array.from({ length: random.integer(0, 12) }, codeUnit).join('');
      const part = encodeKeyPart(text);
      expect(decodeKeyPart(part), `SEED=${seed} ${JSON.stringify(text)}`).toBe(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that tables forbid
      expect(part, `SEED=${seed} ${JSON.stringify(text)}`).not.toMatch(/[/\\#?_\u0000-\u001f\u007f-\u009f]/);
      expect(part.isWellFormed(), `SEED=${seed} ${JSON.stringify(text)}`).toBe(true);
    }
  });
});

describe('ordinal', () => {
  test('sorts as text in the order of numbers', () => {
    expect([0, 9, 10, 99_999].map(ordinal)).toEqual(['00000', '00009', '00010', '99999']);
  });

  test.each([100_000, -1, 1.5, Number.NaN])('refuses %d, which would sort wrongly', (position) => {
    expect(() => ordinal(position)).toThrow(RangeError);
  });
});

describe('keys of a call', () => {
  test('the head is found by call and tenant', () => {
    expect(headKey(tenantId, callId)).toEqual({
      partitionKey: 'e523d2ed-2966-4b6b-925b-754a88034cc5',
      rowKey: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
    });
  });

  test('the day is the UTC day of the first start', () => {
    expect(dayPartition(tenantId, dayOf(firstStartDateTime))).toBe(
      '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90_2026-03-01',
    );
  });

  test('rows of a session stand under the call, streams under a sixteenth of the day', () => {
    expect(childKey('Segments', call, generation, [12, 0])).toEqual({
      partitionKey: callId,
      rowKey: `${tenantId}_${generation}_00012_00000`,
    });
    expect(childKey('MediaStreams', call, generation, [12, 0, 1, 2])).toEqual({
      partitionKey: `${tenantId}_2026-03-01_e`,
      rowKey: `${callId}_${generation}_00012_00000_00001_00002`,
    });
  });

  test.each(childTableNames)('the ranges of a call in %s hold its rows and no others', (table) => {
    const key = childKey(table, call, generation, [1]);
    const all = childRange(table, call);
    const own = generationRange(table, call, generation);
    const other = generationRange(table, call, 'v3r0-0123456789a');
    expect(all.partitionKey).toBe(key.partitionKey);
    expect(key.rowKey.startsWith(all.rowKeyPrefix)).toBe(true);
    expect(key.rowKey.startsWith(own.rowKeyPrefix)).toBe(true);
    expect(key.rowKey.startsWith(other.rowKeyPrefix)).toBe(false);
  });
});

describe('keys of indexes', () => {
  test('a call stands under its day by its start, so that an hour is a range', () => {
    const key = callsByDayKey(call);
    expect(key).toEqual({
      partitionKey: `${tenantId}_2026-03-01`,
      rowKey: `2026-03-01T23:59:59.9999999Z_${callId}`,
    });
    for (const period of ['2026-03-01', '2026-03-01T23']) {
      const { partitionKey, rowKeyPrefix } = callsByDayRange(tenantId, period);
      expect(partitionKey).toBe(key.partitionKey);
      expect(key.rowKey.startsWith(rowKeyPrefix)).toBe(true);
    }
    expect(key.rowKey.startsWith(callsByDayRange(tenantId, '2026-03-01T22').rowKeyPrefix)).toBe(false);
  });

  test("somebody's calls sort from the latest to the earliest", () => {
    const starts = [
      '1601-01-01T00:00:00Z',
      '2026-03-01T09:00:00Z',
      '2026-03-01T09:00:00.0000001Z',
      '9999-12-31T23:59:59Z',
    ];
    const keys = starts.map((start) =>
      callsByUserKey({ ...call, firstStartDateTime: dateTime(start) }, 'ada'),
    );
    expect(keys.map(({ rowKey }) => rowKey).toSorted()).toEqual(
      keys.map(({ rowKey }) => rowKey).toReversed(),
    );
    expect(keys[1]).toEqual({
      partitionKey: `${tenantId}_ada`,
      rowKey: `7973-96-98T90:99:99.9999999Z_${callId}`,
    });
    expect(invertDigits('7973-96-98T90:99:99.9999999Z')).toBe(dateTime('2026-03-01T09:00:00Z'));
  });

  test('the bound of an instant leaves out what started before it, and nothing else', () => {
    const key = (start: string) =>
      callsByUserKey({ ...call, firstStartDateTime: dateTime(start) }, 'ada').rowKey;
    const bound = callsByUserSince(dateTime('2026-03-01T09:00:00Z'));
    expect(key('2026-03-01T09:00:00Z') < bound).toBe(true);
    expect(key('2026-03-01T09:00:00.0000001Z') < bound).toBe(true);
    expect(key('2026-03-01T08:59:59.9999999Z') < bound).toBe(false);
  });

  test.each([
    ['D0C8E3A2-0000-4000-8000-00000000000A', 'd0c8e3a2-0000-4000-8000-00000000000a'],
    ['+15555550123', '+15555550123'],
    ['teamsvisitor:8f2d_1', 'teamsvisitor:8f2d!005F1'],
    ['8:acs:A/b', '8:acs:a!002Fb'],
    ['Guest.Three@x', 'guest.three@x'],
    ['ΟΔΥΣΣΕΥΣ@x', 'οδυσσευσ@x'],
    ['8:acs:\ud800', '8:acs:\ufffd'],
  ])('the user %j is found under %j', (id, part) => {
    expect(userKeyPart(id)).toBe(part);
  });

  test('an id too long for a key is cut, yet stays different from every other', () => {
    const long = [
      'x'.repeat(476),
      'x'.repeat(1_000),
      `${'x'.repeat(999)}y`,
      '/'.repeat(96),
      '😀'.repeat(16_000),
    ];
    const parts = long.map(userKeyPart);
    expect(new Set(parts).size).toBe(long.length);
    for (const [index, part] of parts.entries()) {
      expect(part).toMatch(/!sha256\.[0-9a-f]{64}$/);
      expect(part.startsWith(userKeyPart((long[index] ?? '').slice(0, 64)))).toBe(true);
      expect(() => checkKey({ partitionKey: `${tenantId}_${part}`, rowKey: '' })).not.toThrow();
      // What the long id became is itself an id that somebody could have.
      expect(parts).not.toContain(userKeyPart(part));
    }
    expect(userKeyPart('x'.repeat(475))).toBe('x'.repeat(475));
    const cutInside = `${'x'.repeat(63)}😀${'x'.repeat(1_000)}`;
    expect(userKeyPart(cutInside).isWellFormed()).toBe(true);
  });
});

function dateTime(text: string) {
  const parsed = parseDateTime(text);
  if (parsed === undefined) throw new Error(`fixture: ${text}`);
  return parsed;
}
