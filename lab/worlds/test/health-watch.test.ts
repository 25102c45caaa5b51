import { describe, expect, it } from 'vitest';
import { type AskHealth, askHealth, watchHealth } from '../world/health-watch.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { begunWorld } from './calm-world.ts';

const ALWAYS_GREEN: AskHealth = async () => [];

const MINUTES = 60;

const messages = ({ checker }: SimulatedWorld) =>
  checker.violations.map(({ rule, message }) => `${rule}: ${message}`).join();

/** The function that ingests is disabled, and its one call notified. */
async function standstill(ask: AskHealth): Promise<SimulatedWorld> {
  const world = begunWorld();
  world.hosts.disable('queue');
  watchHealth(world, ask);
  await world.passUntil(world.instantOf(60 * MINUTES));
  return world;
}

/** Its call was listed and made pending, and neither head nor pending row is there any more. */
async function forgotten(ask: AskHealth): Promise<SimulatedWorld> {
  const world = begunWorld();
  const { tenant, checker } = world;
  await world.passUntil(world.instantOf(10 * MINUTES));
  const callId = '0d0a9d53-3a7f-4a2d-8b1a-5a1e2e0c7b11';
  const startDateTime = '2026-11-23T07:10:00Z';
  const call = { type: 'callEnded', callId, startDateTime } as Parameters<typeof checker.shown.heard>[0];
  checker.shown.heard(call);
  checker.shown.listed(
    JSON.stringify({ value: [{ id: callId, lastModifiedDateTime: '2026-11-23T05:00:00Z' }] }),
  );
  const checked = { type: 'DateTime', value: '2026-11-23T09:11:00.0000000Z' } as const;
  const cells = { CheckedAt: checked };
  await world.tables
    .table('Coverage')
    .upsert({ partitionKey: tenant.tenantId, rowKey: '2026-11-23T07', cells });
  watchHealth(world, ask);
  await world.passUntil(world.instantOf(60 * MINUTES));
  return world;
}

/** An hour is due, and reconcile is never run. */
async function unlisted(ask: AskHealth): Promise<SimulatedWorld> {
  const world = begunWorld();
  world.timers.reconcile.wake = () => undefined;
  // Half an hour before the end.
  const cells = { NextCheckAt: { type: 'DateTime', value: '2026-11-23T09:29:00.0000000Z' } } as const;
  const partitionKey = world.tenant.tenantId;
  await world.tables.table('Coverage').upsert({ partitionKey, rowKey: '2026-11-23T03', cells });
  watchHealth(world, ask);
  await world.passUntil(world.instantOf(60 * MINUTES));
  return world;
}

describe('a health that says that all is well is noticed while', () => {
  it.each([
    ['messages stay in the queue', standstill, /^honest: .* a message has been visible since/],
    ['a call that was listed is on no way to being stored', forgotten, /^honest: .* it is neither stored/],
    ['an hour is not listed that was due', unlisted, /^honest: .* the hour 2026-11-23T03 was to be listed/],
  ] as const)('%s', async (_, world, expected) => {
    const found = await world(ALWAYS_GREEN);
    expect(messages(found)).toMatch(expected);
    expect(found.tallies.falseGreenMinutes).toBeGreaterThan(0);
  });
});

it('health says so itself within fifteen minutes when the queue stands still', async () => {
  const asked: Array<ReadonlyArray<string>> = [];
  const world = await standstill(async (of) => {
    const reasons = await askHealth(of);
    if (reasons !== undefined) asked.push(reasons);
    return reasons;
  });
  expect(messages(world)).toBe('');
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every((reasons) => reasons.includes('queueStalled'))).toBe(true);
});
