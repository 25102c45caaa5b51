import { beforeEach, describe, expect, test } from 'vitest';
import { heldOf } from '../../../src/forget/held-of-person.ts';
import { requestErasure } from '../../../src/forget/request.ts';
import { LIMITS } from '../../../src/withheld/withheld.ts';
import { inStore, numberedCall, store, valuesOf } from '../../store/call-in-store.ts';
import { excluding } from '../../withheld/excluding.ts';
import { ACCOUNT, memoryTerminal, type TestTerminal } from '../command-in-test.ts';

const ORGANIZER = '0a0a0a0a-5f4e-4c3d-8b2a-1c9d8e7f6a5b';
const DOCTOR = 'd0c8e3a2-0000-4000-8000-00000000000a';
const PHONE = '+15555550123';
const LINK = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_X%40thread.v2/0?context=%7b%7d';

let terminal: TestTerminal;
const noted = () => terminal.tables.rows('Withheld').filter(({ rowKey }) => rowKey !== LIMITS);
const exclusions = () => noted().map(valuesOf);
const rowKeys = () => noted().map(({ rowKey }) => rowKey);

beforeEach(async () => {
  terminal = memoryTerminal();
  const organizer = { user: { id: ORGANIZER, displayName: 'Ada' } };
  const phone = { phone: { id: PHONE, displayName: null } };
  await store(terminal.tables, { callId: numberedCall(1), participants: [DOCTOR, 'ben'], organizer });
  await store(terminal.tables, { callId: numberedCall(2), participants: [phone, 'ben'], organizer });
  terminal.clock.advance({ minutes: 60 });
});

describe('exclude', () => {
  test('counts the stored calls first, and asks for the name of the account before it notes anything', async () => {
    const refused = await terminal.run(`exclude --user ${DOCTOR}`, 'another');
    expect(refused.code).toBe(1);
    expect(refused.questions[0]).toContain(
      `Calls that name ${DOCTOR} will be withheld: of 1 stored call nothing stays but when it was`,
    );
    expect(exclusions()).toEqual([]);
    const agreed = await terminal.run(`exclude --user ${DOCTOR}`, ACCOUNT);
    expect(agreed.code).toBe(0);
    expect(agreed.out).toContain('Not reached from here: files');
    expect(agreed.out).toContain(`./callrecords exclude lift ${rowKeys()[0]}`);
    expect(exclusions()).toMatchObject([{ Excludes: 'user', Ids: JSON.stringify([DOCTOR]), Calls: 0 }]);
  });

  test('takes several ids of one person, and a phone number with and without its plus', async () => {
    const { code, out } = await terminal.run(`exclude --user ${DOCTOR} --user 15555550123 --yes ${ACCOUNT}`);
    expect(code).toBe(0);
    expect(out).toContain('2 stored calls');
    expect(JSON.parse(String(exclusions()[0]?.Ids))).toEqual([DOCTOR, PHONE, PHONE.slice(1)]);
  });

  test('of an organizer counts the calls that they organized, and not those that they were in', async () => {
    const { out } = await terminal.run(`exclude --organizer ${ORGANIZER} --dry-run`);
    expect(out).toContain(
      `Calls organized by ${ORGANIZER} will be withheld: of 2 stored calls nothing stays but when they were`,
    );
    expect((await terminal.run(`exclude --organizer ${DOCTOR} --dry-run`)).out).toContain(
      'no stored call is concerned',
    );
    expect(exclusions()).toEqual([]);
  });

  test('takes the link of a meeting as it stands in the invitation, and refuses what is none', async () => {
    expect((await terminal.run(`exclude --meeting ${LINK} --yes ${ACCOUNT}`)).code).toBe(0);
    expect(exclusions()).toMatchObject([
      { Excludes: 'meeting', Ids: '["/l/meetup-join/19:meeting_x@thread.v2/0"]' },
    ]);
    const wrong = await terminal.run('exclude --meeting https://example.com/');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('is not the link by which people join a meeting');
  });

  test('of a name that nobody known has is refused: no call is recognized by it', async () => {
    for (const kind of ['user', 'organizer']) {
      const { code, err } = await terminal.run(`exclude --${kind} Interviewee --yes ${ACCOUNT}`);
      expect([code, err]).toEqual([1, expect.stringContaining('a name alone is recognized in no call')]);
    }
    expect(exclusions()).toEqual([]);
  });

  test('of somebody of whom nothing is stored says so, and holds for what may still come', async () => {
    const { code, out } = await terminal.run(`exclude --user 8:acs:unknown --yes ${ACCOUNT}`);
    expect(code).toBe(0);
    expect(out).toContain('no stored call is concerned. Check each id: ./callrecords calls --user ID.');
    expect(exclusions()).toHaveLength(1);
  });

  test('of somebody who is excluded already says since when, and notes nothing twice', async () => {
    await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`);
    const { code, out } = await terminal.run(`exclude --user ${DOCTOR.toUpperCase()} --yes ${ACCOUNT}`);
    expect(code).toBe(0);
    expect(out).toContain('Excluded already, since 2026-11-23 ');
    expect(exclusions()).toHaveLength(1);
    expect((await terminal.run(`exclude --organizer ${DOCTOR} --yes ${ACCOUNT}`)).code).toBe(0);
    expect(exclusions()).toHaveLength(2);
  });

  test('of somebody who is erased holds for calls that come, beside the erasure', async () => {
    const random = { fraction: () => 0.5, hex: () => 'abcd' };
    await requestErasure(inStore(terminal.tables), random, [DOCTOR]);
    expect((await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`)).code).toBe(0);
    expect(rowKeys().map((key) => key.split('_')[0])).toEqual(['erasure', 'exclusion']);
  });

  test('is among what is held of a person, for the person', async () => {
    await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`);
    await terminal.run(`exclude --user ben --yes ${ACCOUNT}`);
    const held = await Array.fromAsync(heldOf(inStore(terminal.tables), [DOCTOR]));
    expect(held.filter(({ table }) => table === 'Withheld').map(({ row }) => row.Ids)).toEqual([
      JSON.stringify([DOCTOR]),
    ]);
  });

  test('needs to be told whom or what, one kind at a time', async () => {
    expect((await terminal.run('exclude')).err).toContain(
      'one of --user, --organizer and --meeting is needed',
    );
    const both = await terminal.run(`exclude --user ${DOCTOR} --organizer ada`);
    expect(both.code).toBe(2);
    expect(both.err).toContain('cannot be used with');
    expect((await terminal.run('exclude everything')).code).toBe(2);
  });
});

describe('exclude list', () => {
  test('shows whom or what, since when, and how far the stored calls are', async () => {
    expect((await terminal.run('exclude list')).out).toBe('Nothing is excluded.\n');
    await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`);
    const { out } = await terminal.run('exclude list');
    expect(out).toContain(`user ${DOCTOR}`);
    expect(out).toContain(
      '0 stored calls withheld so far, waits for the first look of the timer forget, not before',
    );
    expect(await terminal.json('exclude list')).toMatchObject([{ Excludes: 'user', Calls: 0 }]);
  });
});

describe('exclude lift', () => {
  test('asks for the name of the account, and takes the ids out of the row, which stays', async () => {
    await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`);
    const [row = ''] = rowKeys();
    expect((await terminal.run(`exclude lift ${row}`, 'no')).code).toBe(1);
    expect(exclusions()[0]).toHaveProperty('Ids');
    const lifted = await terminal.run(`exclude lift ${row}`, ACCOUNT);
    expect(lifted.code).toBe(0);
    expect(lifted.out).toContain('./callrecords replay --withheld');
    expect(exclusions()).toMatchObject([{ Excludes: 'user', LiftedAt: expect.any(String) }]);
    expect(exclusions()[0]).not.toHaveProperty('Ids');
    expect((await terminal.run('exclude list')).out).toContain('lifted 2026');
  });

  test('twice, or of a row that is not there, says so and changes nothing', async () => {
    await terminal.run(`exclude --user ${DOCTOR} --yes ${ACCOUNT}`);
    const [row = ''] = rowKeys();
    await terminal.run(`exclude lift ${row} --yes ${ACCOUNT}`);
    const before = exclusions();
    const twice = await terminal.run(`exclude lift ${row} --yes ${ACCOUNT}`);
    expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('was lifted before')]);
    const unknown = await terminal.run(`exclude lift limits --yes ${ACCOUNT}`);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('There is no exclusion limits')]);
    expect(exclusions()).toEqual(before);
  });
});

describe('replay --withheld', () => {
  test('makes the withheld calls of the last 30 days due, and no other', async () => {
    const withheld = excluding('user', DOCTOR);
    await store(terminal.tables, { callId: numberedCall(3), participants: [DOCTOR] }, { withheld });
    const old = { callId: numberedCall(4), participants: [DOCTOR], start: '2026-09-01T09:00:00Z' };
    await store(terminal.tables, old, { withheld });
    const { code, out } = await terminal.run(`replay --withheld --yes ${ACCOUNT}`);
    expect(code).toBe(0);
    expect(out).toContain('1 call due now');
    expect(terminal.tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([numberedCall(3)]);
  });

  test('takes either ids or --withheld', async () => {
    expect((await terminal.run('replay')).err).toContain('either the ids of calls or --withheld is needed');
    expect((await terminal.run(`replay ${numberedCall(1)} --withheld`)).code).toBe(2);
  });
});
