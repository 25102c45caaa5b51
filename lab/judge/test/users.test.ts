import { expect, it } from 'vitest';
import { addressesOf, isNamedIn, tellingTexts } from '../users.ts';

const ADA = '11111111-aaaa-4aaa-8aaa-111111111111';
const BEN = '22222222-bbbb-4bbb-8bbb-222222222222';
const NUMBER = '+12025550123';

const user = (id: string, displayName: string) => ({
  id,
  displayName,
  userPrincipalName: `${displayName}@x.example`,
});
const entry = (id: string | null, identity: object) => ({ id, identity });
const recordOf = (...participants: ReadonlyArray<object>) => ({
  participants_v2: participants,
  sessions: [],
});
const erased = (record: object, ...erasures: ReadonlyArray<ReadonlyArray<string>>) =>
  tellingTexts(
    record,
    erasures.map((ids) => ({ ids })),
  ).toSorted();

it('holds that a number is of who stands beside it, and that who shares it stays', () => {
  const shared = recordOf(
    entry(NUMBER, { phone: { id: NUMBER, displayName: 'Ada' }, assertedIdentity: { id: ADA.toUpperCase() } }),
    entry(BEN, { user: user(BEN, 'Ben'), phone: { id: NUMBER } }),
  );
  expect(erased(shared, [ADA])).toEqual(['"ada"', NUMBER, ADA]);
  expect(erased(shared, [NUMBER])).toEqual(['"ada"', '"ben"', NUMBER, ADA, BEN, 'ben@x.example']);
  expect(erased(shared, [ADA], [NUMBER])).toEqual(erased(shared, [ADA]));
});

it('holds that a number with masked digits is of who stands beside it under the same name', () => {
  const masked = recordOf(
    entry('+12025***', { phone: { id: '+12025***', displayName: 'Ada' }, assertedIdentity: { id: ADA } }),
    entry('+12025***', { phone: { id: '+12025***', displayName: 'Ben' } }),
  );
  expect(erased(masked, [ADA])).toEqual(['"ada"', ADA]);
});

it('holds that all ids of a guest are of one person, by whichever they are asked for', () => {
  const guest = { id: 'teamsvisitor:8F', displayName: 'Eve', email: 'Eve@Y.example' };
  const record = {
    ...recordOf(
      entry(ADA, { user: user(ADA, 'Eve'), guest }),
      entry(BEN, { user: { id: BEN, displayName: 'Eve' } }),
    ),
    organizer_v2: entry(guest.id, { guest: { ...guest, email: null } }),
    sessions: [{ caller: { associatedIdentity: { id: guest.id } }, segments: [{}] }],
  };
  for (const id of [ADA, 'teamsvisitor:8f', 'eve@y.example']) {
    expect(addressesOf(record, [id])).toEqual(
      new Set([ADA, 'teamsvisitor:8f', 'eve@y.example', 'eve@x.example']),
    );
  }
  expect(erased(record, [ADA])).not.toContain('"eve"');
  expect(erased(record, [ADA], [BEN])).toContain('"eve"');
});

it('holds that an address is not named where it is the end or the beginning of another', () => {
  const address = 'eve@y.example';
  for (const own of [
    address,
    `sip:${address}`,
    `to "${address}".`,
    `steve@y.example ${address}`,
    JSON.stringify(`see\n${address}\nsteve@y.example`),
    `"{\\u0022to\\u0022:\\u0022${address}\\u0022`,
    `https://y.example/?to%3d${address}`,
    `https://y.example/?to%3d+${address}`,
    `ada@x.example_${address}`,
    `${address}-${address}`,
    `erased-0123456789abcdef_${address}`,
    `i called...${address}`,
  ])
    expect([own, isNamedIn(own, 'ada@y.example', address)]).toEqual([own, true]);
  for (const other of [
    `steve@y.example`,
    `ann.eve@y.example, o'${address}`,
    `a+${address}`,
    `${address}.org`,
  ])
    expect([other, isNamedIn(other, 'ada@y.example', address)]).toEqual([other, false]);
  expect(isNamedIn(`19:${ADA}_${BEN}@thread`, BEN)).toBe(true);
});
