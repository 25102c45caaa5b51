/** Asks health in a world or in memory, and says what it left out. */

import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { createApplication } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { HealthReason } from '../../../src/health/health-reasons.ts';
import { ManualClock } from '../../manual-clock.ts';
import type { WorldPlan } from '../../worlds/plan/plan.ts';
import { at, broken, inWorld, type Prepare, type Proof } from './proof.ts';

/** Health says so at that second; the end of every world is that it says nothing any more. */
export function says(
  reason: HealthReason,
  seconds: number,
  plan: Partial<WorldPlan>,
  ...prepared: ReadonlyArray<Prepare>
): Proof {
  const ask = at(seconds, async ({ fleet, checker }) => {
    const application = fleet.any()?.application;
    if (application === undefined) return;
    for (const { rule, message } of missing(await saidBy(application), reason)) checker.report(rule, message);
  });
  return inWorld(plan, ...prepared, ask);
}

export function saysNoMore(seconds: number, reason: HealthReason): Prepare {
  return at(seconds, async ({ fleet, checker }) => {
    const application = fleet.any()?.application;
    if (application === undefined || !(await saidBy(application)).includes(reason)) return;
    checker.report('healthy', `health says ${reason}`);
  });
}

export async function saidBy(
  application: ReturnType<typeof createApplication>,
): Promise<ReadonlyArray<string>> {
  return (await application.statusReport()).reasons.map(({ code }) => code);
}

export function missing(said: ReadonlyArray<string>, reason: HealthReason) {
  if (said.includes(reason)) return [];
  return [broken('healthy', `health does not say ${reason}, but: ${said.join(', ') || 'nothing'}`)];
}

/** For a cause that is over. */
export function stillSaid(said: ReadonlyArray<string>, reason: HealthReason) {
  return said.includes(reason) ? [broken('healthy', `health still says ${reason}`)] : [];
}

export function applicationInMemory(
  changes: Readonly<Record<string, string | undefined>> = {},
  eachRequest: () => Promise<void> = async () => {},
) {
  const clock = new ManualClock();
  const queue = createMemoryQueue(clock);
  const config = readConfig({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    CallRecordStorage: 'UseDevelopmentStorage=true',
    GRAPH_TENANT_ID: '11111111-2222-4333-8444-555555555555',
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    GRAPH_CLIENT_STATE: 'the secret of this proof',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
    ...changes,
  });
  const tables = createMemoryTables().seenThrough(eachRequest);
  const application = createApplication(config, { clock, queue: queue.seenThrough(eachRequest), tables });
  return { application, queue, clock };
}
