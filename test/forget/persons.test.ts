/** Erasures of people who are known in odd ways, and beside other work. */

import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { dayOf } from '../../src/language/day.ts';
import { rebuild } from '../../src/store/rebuild.ts';
import { linkOf, numberedCall, once, rowsOf, store, usersIndexed } from '../store/call-in-store.ts';
import { ForgetTimer } from './timer.ts';

const BEN = 'ben-0000001';
const BEN_ID = 'd0c8e3a2-0000-4000-8000-00000000000b';
const GRACE = 'd0c8e3a2-0000-4000-8000-00000000000c';
const PHONE = '+15555550123';
const DAY = dayOf(toDateTime(new Date('2026-11-23T09:00:00Z')));

let at: ForgetTimer;

beforeEach(() => {
  at = new ForgetTimer();
});

const erase = (...ids: ReadonlyArray<string>) => requestErasure(at.working().store, systemRandom, ids);

describe('an erasure', () => {
  it('of a phone number takes it out of the calls, and leaves a number that only begins so', async () => {
    const phone = (id: string) => ({ phone: { id, displayName: null } });
    await store(at.tables, { participants: ['ada', phone(PHONE)] });
    await store(at.tables, { callId: numberedCall(2), participants: ['ada', phone(`${PHONE}4`)] });
    await erase(PHONE);
    await at.untilFinished();
    expect(at.naming(PHONE).filter((row) => !row.includes(`${PHONE}4`))).toEqual([]);
    expect(usersIndexed(at.tables, numberedCall(2))).toContain(`${PHONE}4`);
  });

  it('of a user takes their telephone out of the ends that name it alone, and another user of it stays', async () => {
    const number = { id: PHONE, displayName: 'Grace Hopper' };
    const masked = { id: '+1202555****', displayName: 'Grace Hopper' };
    const [grace, ben] = [
      { id: GRACE, displayName: 'Grace Hopper' },
      { id: BEN_ID, displayName: 'Ben' },
    ];
    const version = {
      participants: [
        { phone: number, assertedIdentity: grace, endpointType: 'default' },
        { phone: masked, assertedIdentity: grace },
        { phone: { id: PHONE, displayName: null }, user: ben },
        { phone: { id: masked.id, displayName: 'Cleo' } },
      ],
      callers: [
        { phone: number },
        { phone: masked },
        { phone: { id: masked.id, displayName: 'Cleo' } },
        {
          associatedIdentity: grace,
          identity: { phone: { id: '+15555550199', displayName: 'Grace Hopper' } },
        },
        { identity: { phone: { id: '+15555550199', displayName: 'Grace Hopper' } }, name: 'GRACE-PC' },
      ],
    };
    await store(at.tables, version);
    await erase(GRACE);
    await store(at.tables, { ...version, callId: numberedCall(2) }, { withheld: await at.known() });
    await at.untilFinished();
    for (const text of [GRACE, 'Grace Hopper', PHONE, '+15555550199', 'GRACE-PC']) {
      expect(at.naming(text), text).toEqual([]);
    }
    for (const call of [numberedCall(1), numberedCall(2)]) {
      const named = rowsOf(at.tables, 'Participants', call).map(({ IdentityId }) => IdentityId);
      expect(named).toContain(masked.id);
      expect(usersIndexed(at.tables, call)).toContain(BEN_ID);
      expect(usersIndexed(at.tables, call)).not.toContain(PHONE);
      expect(rowsOf(at.tables, 'Sessions', call).map((row) => row.CallerDisplayName)).toContain('Cleo');
    }
  });

  it('of a user takes them out where the call shows them by their SIP address, too, and nobody else', async () => {
    const address = 'grace.hopper@tidewater.example';
    const grace = { onPremises: { id: `sip:${address}`, displayName: 'Grace Hopper' } };
    const other = { onPremises: { id: `sip:ada.lovelace@tidewater.example`, displayName: 'Ada Lovelace' } };
    const user = { id: GRACE, displayName: 'Grace Hopper', userPrincipalName: address };
    const version = {
      participants: [{ user }, grace, other],
      callers: [{ identity: grace, name: 'GRACE-PC' }, other],
    };
    await store(at.tables, version);
    await erase(GRACE);
    await store(at.tables, { ...version, callId: numberedCall(2) }, { withheld: await at.known() });
    await at.untilFinished();
    for (const text of ['Grace Hopper', `:${address}`, 'GRACE-PC']) expect(at.naming(text), text).toEqual([]);
    for (const call of [numberedCall(1), numberedCall(2)]) {
      expect(rowsOf(at.tables, 'Participants', call).map((row) => row.DisplayName)).toContain('Ada Lovelace');
      expect(usersIndexed(at.tables, call)).toContain(`sip:ada.lovelace@tidewater.example`);
    }
  });

  it('by the number of a telephone takes out the user who is known to have it', async () => {
    const grace = { id: GRACE, displayName: 'Grace Hopper' };
    await store(at.tables, {
      participants: ['ada', { phone: { id: PHONE }, assertedIdentity: grace }],
      callers: [{ associatedIdentity: { ...grace, userPrincipalName: 'grace@contoso.example' } }],
      joinWebUrl: linkOf(GRACE),
    });
    await erase(PHONE);
    await at.untilFinished();
    for (const text of [GRACE, 'Grace Hopper', PHONE, 'grace@contoso'])
      expect(at.naming(text), text).toEqual([]);
  });

  it('of a guest who has an address and no id takes out all that stands beside the address', async () => {
    const email = 'Guest.Three@fabrikam.example';
    const guest = { id: 'teamsvisitor:8f2d', displayName: 'Guest Three', email };
    await store(at.tables, {
      participants: ['ada', { guest: { id: null, displayName: 'Guest Three', email } }],
      callers: [{ guest: { id: guest.id, displayName: 'Guest Three' } }, { guest }],
    });
    await erase(email.toLowerCase());
    await at.untilFinished();
    for (const text of [email, 'Guest Three', guest.id]) expect(at.naming(text), text).toEqual([]);
  });

  it('of a guest takes all three ids of theirs out, each under the same pseudonym', async () => {
    const ids = [
      '0a5e8c11-0000-4000-8000-000000000001',
      '8:acs:guest-000002',
      'guest.three@fabrikam.example',
    ];
    for (const [place, id] of ids.entries()) {
      await store(at.tables, { callId: numberedCall(place + 1), participants: ['ada', id] });
    }
    await erase(...ids);
    await at.untilFinished();
    expect(ids.flatMap((id) => at.naming(id))).toEqual([]);
    const pseudonym = (await at.known()).erasures[0]?.values.Pseudonym;
    for (const place of ids.keys()) {
      const people = rowsOf(at.tables, 'Participants', numberedCall(place + 1));
      expect(people.map(({ IdentityId }) => IdentityId)).toContain(pseudonym);
    }
  });

  it('finds an id in whatever case it is typed, and in whatever case Graph wrote it in each call', async () => {
    const spellings = ['guest.three@Fabrikam.example', 'Guest.Three@fabrikam.example'];
    for (const [place, id] of spellings.entries()) {
      await store(at.tables, { callId: numberedCall(place + 1), participants: ['ada', id] });
    }
    const organizer = { guest: { id: 'GUEST.three@fabrikam.example' } };
    await store(at.tables, { callId: numberedCall(3), participants: ['ada', 'ben'], organizer });
    await erase('guest.THREE@fabrikam.EXAMPLE');
    await at.untilFinished();
    expect(at.naming('guest.three')).toEqual([]);
    expect((await at.known()).erasures.map(({ values }) => values.Calls)).toEqual([3]);
  });

  it('finds a call that names them in its link alone', async () => {
    const joinWebUrl = linkOf(BEN_ID);
    await store(at.tables, { participants: ['ada', 'cleo'], organizer: null, joinWebUrl });
    await erase(BEN_ID);
    await at.untilFinished();
    expect(at.naming(BEN_ID)).toEqual([]);
  });

  it('finds a call that names them at one end beside a telephone, and leaves nothing of either', async () => {
    const grace = { id: GRACE, displayName: 'Grace Hopper' };
    const [first, second] = [{ phone: { id: PHONE }, user: grace }, { phone: { id: '+15555550199' } }];
    await store(at.tables, {
      participants: ['ada', 'cleo'],
      callers: [{ identity: first }, { identity: second, associatedIdentity: grace }],
    });
    await store(at.tables, { version: 2, participants: ['ada', 'cleo'], callers: [{ identity: first }] });
    expect(usersIndexed(at.tables)).toEqual(expect.arrayContaining([GRACE, PHONE]));
    expect(usersIndexed(at.tables)).not.toContain('+15555550199');
    await erase(GRACE);
    await at.untilFinished();
    for (const text of [GRACE, PHONE, 'Grace Hopper']) expect(at.naming(text), text).toEqual([]);
  });

  it('that is asked twice ends twice, and the calls keep the pseudonym of the first', async () => {
    await store(at.tables, { participants: ['ada', BEN] });
    await erase(BEN);
    await at.untilFinished();
    const [first] = (await at.known()).erasures;
    await erase(BEN);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    const people = rowsOf(at.tables, 'Participants').map(({ IdentityId }) => IdentityId);
    expect(people).toContain(first?.values.Pseudonym);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('of somebody unknown, and of somebody whose calls are withheld, finds nothing and ends', async () => {
    const exclusion = { kind: 'user', ids: [BEN] } as const;
    await requestExclusion(at.working().store, systemRandom, exclusion);
    await store(at.tables, { participants: ['ada', BEN] }, { withheld: await at.known() });
    await erase(BEN);
    await erase('nobody-0000001');
    await at.untilFinished();
    const { erasures } = await at.known();
    expect(erasures.map(({ values }) => values.Calls)).toEqual([0, 0]);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('that is asked while a rebuild writes a call again leaves the person nowhere', async () => {
    await store(at.tables, { participants: ['ada', BEN] });
    for (const row of at.tables.rows('CallRecords')) {
      await at.tables.table('CallRecords').merge({ ...row, cells: { Layout: { type: 'Int32', value: 2 } } });
    }
    // The rebuild has passed the door by then.
    const asking = once(at.tables, { table: 'Participants', operation: 'batch', phase: 'before' }, () =>
      erase(BEN),
    );
    const silent = { advanced() {}, finished() {}, failed() {} };
    const period = { from: DAY, to: DAY };
    expect(await rebuild(at.working(asking), period, silent)).toMatchObject({ rebuilt: 1, failed: 0 });
    expect(at.naming(BEN)).not.toEqual([]);
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect(at.naming(BEN)).toEqual([]);
  });

  it('goes on beside a rebuild that begins between two of its passes', async () => {
    for (const number of [1, 2]) {
      await store(at.tables, { callId: numberedCall(number), participants: ['ada', BEN] });
    }
    await erase(BEN);
    const silent = { advanced() {}, finished() {}, failed() {} };
    const swapping = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    let isRebuilt = false;
    const beside = once(at.tables, swapping, async () => {
      isRebuilt = (await rebuild(at.working(), { from: DAY, to: DAY }, silent)).failed === 0;
    });
    at.clock.advance({ minutes: 60 });
    await forget(at.working(beside));
    expect(isRebuilt).toBe(true);
    await at.untilFinished();
    expect(at.naming(BEN)).toEqual([]);
  });
});
