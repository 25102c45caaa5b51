/** One run: bring everything up, let calls happen, wait for them, judge, take everything down. */

import { aborted } from 'node:util';
import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { counted, numeral } from '../../src/wording/values.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { verdictOn } from '../judge/verdict.ts';
import { EXIT_INTERRUPTED } from '../script.ts';
import {
  type Announce,
  type Demonstration,
  type Parts,
  type Scenario,
  startDemonstration,
} from './demonstration.ts';
import { createNarration } from './narration.ts';
import { type LocalEvent, Observed } from './observed.ts';
import { paintFor } from './paint.ts';
import { progressOn } from './progress.ts';
import { CannotRun, type Surroundings } from './run-to-verdict.ts';
import { verdictLines } from './verdict-lines.ts';

/**
 * Resolves with the exit code.
 * @throws whatever keeps the parts from starting.
 */
export async function run(scenario: Scenario, surroundings: Surroundings): Promise<number> {
  const { output, clock, interrupts } = surroundings;
  const { exit, settledWithinSeconds } = scenario;
  const paint = paintFor(output);
  const print = (...lines: ReadonlyArray<string>) => output.write(`${lines.join('\n')}\n`);
  const observed = new Observed();
  const narrate = createNarration(scenario, paint);
  let shownSince: number | undefined;
  const tell = (event: LocalEvent) => {
    observed.hear(event);
    if (shownSince === undefined) return;
    const elapsedSeconds = (clock.now().getTime() - shownSince) / 1000;
    for (const line of narrate(event, observed, elapsedSeconds)) print(line);
  };
  const title = 'Microsoft Teams call records, from a simulated Graph into tables';
  print(paint('title', title), paint('quiet', scenario.what), paint('quiet', 'Starting…'), '');
  const announce: Announce = (lines) => print(...lines(paint));
  const starting = startDemonstration(scenario, clock, tell, announce).catch((error: unknown) => {
    if (!(error instanceof CannotRun) || observed.trouble === undefined) throw error;
    throw new CannotRun(`${error.message}\n${observed.trouble.message}`);
  });
  const interrupted = aborted(interrupts.first, interrupts).then(() => undefined);
  const started = await Promise.race([starting, interrupted]);
  // What has started so far ends with this process.
  if (started === undefined) return process.exit(EXIT_INTERRUPTED);
  try {
    const { hosts, tenant, azurite } = started;
    const atCtrlC = exit ? [] : [paint('busy', '  Ctrl-C stops the calls and shows the verdict.')];
    print(...hosts.whereToLook(paint), ...atCtrlC, '');
    shownSince = clock.now().getTime();
    const over = new AbortController();
    const ended = hosts.failed.then((reason) => {
      over.abort();
      throw new CannotRun(reason);
    });
    const stopped = aborted(interrupts.second, interrupts).then(() => undefined);
    await Promise.race([ended, happen(scenario, started, surroundings, over.signal, tell, observed)]);
    const isSettled = await Promise.race([
      ended,
      within(settledWithinSeconds, isAtRest(started, scenario, observed, clock), clock, interrupts.second),
      stopped,
    ]);
    shownSince = undefined;
    print('');
    if (!isSettled && interrupts.second.aborted) {
      print('No verdict: some calls were still in progress.');
      return EXIT_INTERRUPTED;
    }
    if (!isSettled) print(`Some calls are still in progress after ${settledWithinSeconds} s.`, '');
    const forged = [...observed.forged.callIds];
    const all = counted(tenant.truth().length, 'call');
    print(`Comparing ${all} with the tables…`, '');
    const progress = progressOn(output, clock);
    const compared = (calls: number) => {
      if (!interrupts.second.aborted) progress.show(`  ${numeral(calls)} of ${all} compared`);
    };
    const verdict = await Promise.race([
      stopped,
      verdictOn(tenant, azurite.connectionString, forged, hosts.notKept, compared),
    ]);
    progress.end();
    const concluded = verdict && (await Promise.race([stopped, hosts.conclude(paint)]));
    if (!verdict || !concluded) {
      print('No verdict: the comparison was not finished.');
      return EXIT_INTERRUPTED;
    }
    print(...killLines(observed), ...verdictLines(verdict, paint), ...concluded);
    return verdict.faults.length === 0 ? 0 : 1;
  } finally {
    shownSince = undefined;
    await started.stop();
  }
}

/** Resolves when no more calls will happen. */
async function happen(
  { exit }: Scenario,
  { hosts, tenant }: Demonstration,
  { clock, interrupts }: Surroundings,
  over: AbortSignal,
  tell: (event: LocalEvent) => void,
  observed: Observed,
): Promise<void> {
  const waiting = () => observed.waiting;
  await hosts.play({ tenant, clock, tell, waiting, signal: AbortSignal.any([interrupts.first, over]) });
  if (!interrupts.first.aborted) {
    tell({ type: 'callsOver', at: clock.now(), interrupted: false });
    if (!exit) await aborted(interrupts.first, interrupts);
  }
  if (interrupts.first.aborted) tell({ type: 'callsOver', at: clock.now(), interrupted: true });
}

/**
 * Whether everything that has begun has come to its end: Graph has nothing more to say about any call, the functions say
 * that they have stored all of it and done what was asked for before, no message is in the queue, visible or not, and no call waits in a row. What an operator
 * asked for and Graph never had waits for a day: that holds nothing up.
 */
function isAtRest(
  { tenant, azurite }: Parts,
  { story }: Scenario,
  observed: Observed,
  clock: Clock,
): () => Promise<boolean> {
  const { connectionString } = azurite;
  const queue = createAzureQueue({ connectionString }, CALL_RECORD_QUEUE);
  const pending = createAzureTables({ connectionString }).table('PendingCallRecords');
  return async () => {
    const isAsked = story.some(
      ({ begin, seen }) => begin === undefined && seen(undefined, observed) === undefined,
    );
    if (isAsked || !isGraphQuiet(tenant, clock.now()) || !observed.isAllStored) return false;
    if ((await queue.approximateLength('queue')) > 0) return false;
    const known = new Set(tenant.truth().map(({ callId }) => callId));
    for await (const page of pending.query({ partitionKey: tenant.tenantId, select: ['Rewrite'] })) {
      const isAwaited = page.some(({ rowKey, cells }) => known.has(rowKey) || cells.Rewrite?.value !== true);
      if (isAwaited) return false;
    }
    return true;
  };
}

/** What is due later than this belongs to no call: the end of a subscription, days away. */
const OF_A_CALL_MS = 5 * 60_000;

function isGraphQuiet(tenant: SimulatedTenant, now: Date): boolean {
  const dueAt = tenant.nextDueAt();
  return dueAt === undefined || dueAt.getTime() - now.getTime() > OF_A_CALL_MS;
}

const LOOK_EVERY_MS = 200;

/** Resolves with true as soon as `isDone` holds, with false when it does not within so many seconds. */
async function within(
  seconds: number,
  isDone: () => Promise<boolean>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const until = clock.now().getTime() + seconds * 1000;
  while (!(await isDone())) {
    if (clock.now().getTime() >= until || signal.aborted) return false;
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
  return true;
}

function killLines({ kills }: Observed): ReadonlyArray<string> {
  if (kills.length === 0) return [];
  const ingests = kills.reduce((sum, kill) => sum + kill.ingests, 0);
  return [`${counted(kills.length, 'kill')} ended ${counted(ingests, 'ingest')}.`, ''];
}
