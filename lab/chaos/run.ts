/** One run of `npm run chaos`: calls flow while hosts die, then calm, then the verdict. */

import { type Line, plainText } from '../../src/cli/text-line.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import { azureRows } from '../judge/azure-rows.ts';
import { verdictOn } from '../judge/verdict.ts';
import { Random } from '../random.ts';
import { beginCall } from '../start/background.ts';
import { aborted, type Interrupts } from '../start/interrupts.ts';
import { verdictLines } from '../start/verdict-lines.ts';
import { restOf } from './at-rest.ts';
import { type Kill, killInTurn } from './killer.ts';
import type { Options } from './options.ts';
import { startWorld, type World } from './world.ts';

export interface RunDependencies {
  readonly print: (line: string) => void;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
}

/** From one call to the next: two a second, more than one host's life can end. */
const MEAN_GAP_SECONDS = 0.5;

/**
 * How long to wait for rest. A message that died with its host comes back after ten seconds, a timer after fifteen, and
 * a message whose function failed after thirty.
 */
const AT_REST_WITHIN_SECONDS = 180;
const LOOK_EVERY_MS = 500;

/** The last calls end, and their records come, within about this time. */
const STRUCK_WITHIN_MS = 30_000;

const EXIT_INTERRUPTED = 130;

/** A host ended that nobody had killed. */
export class HostEnded extends Error {
  override readonly name = 'HostEnded';
}

/** Resolves with the exit code. */
export async function run(options: Options, dependencies: RunDependencies): Promise<number> {
  const { print, clock, interrupts } = dependencies;
  const { seed, calls } = options;
  print(`Seed ${seed}: ${calls} calls, two hosts, one of them killed with SIGKILL again and again.`);
  const world = await Promise.race([startWorld({ seed, clock }), aborted(interrupts.first)]);
  // What has started so far ends with this process.
  if (world === undefined) return process.exit(EXIT_INTERRUPTED);
  try {
    const failed = world.failed.then((reason) => Promise.reject(new HostEnded(reason)));
    return await Promise.race([failed, throughChaos(world, options, dependencies)]);
  } finally {
    await world.stop();
  }
}

async function throughChaos(world: World, options: Options, dependencies: RunDependencies): Promise<number> {
  const { print, clock, interrupts } = dependencies;
  const { tenant, hosts, azurite, origins } = world;
  print(`Hosts: ${origins.join(' and ')}. Tables: ${azurite.tableUrl}, gone when this ends.`);
  const random = Random.seeded(options.seed);
  const forged = forgedIn(tenant);
  const kills: Array<Kill> = [];
  const calm = new AbortController();
  const struck = new AbortController();
  const killing = killInTurn({
    hosts,
    everySeconds: options.killEverySeconds,
    random: random.fork('kills'),
    clock,
    signal: calm.signal,
    onKill: (kill) => {
      kills.push(kill);
      if (kill.ingests > 0) struck.abort();
      print(`${clock.now().toISOString()} ${kill.host} killed, ${kill.ingests} ingests ended with it`);
    },
  });
  const happening = letCallsHappen(tenant, options.calls, random, clock, interrupts.first);
  // Killing ends only by an error before it is told to.
  await Promise.race([happening, killing]);
  // The records of the last calls are still coming: time enough for a kill that ends an ingest, should none have yet.
  const enough = AbortSignal.any([struck.signal, interrupts.first]);
  await Promise.race([killing, clock.sleep(STRUCK_WITHIN_MS, enough).catch(() => undefined)]);
  calm.abort();
  await killing;
  print(`${clock.now().toISOString()} ${tenant.truth().length} calls have happened; now both hosts live`);

  const isAtRest = await waitForRest(restOf(tenant, azurite.connectionString), clock, interrupts.second);
  if (interrupts.second.aborted) return EXIT_INTERRUPTED;
  if (!isAtRest) print(`Waited ${AT_REST_WITHIN_SECONDS} s for rest, no longer.`);
  const verdict = await verdictOn(tenant, azureRows(azurite.connectionString), forged());
  const ended = kills.reduce((sum, { ingests }) => sum + ingests, 0);
  const lines: ReadonlyArray<Line> = [
    [],
    [`${kills.length} kills ended ${ended} ingests.`],
    [],
    ...verdictLines(verdict),
  ];
  for (const line of lines) print(plainText(line));
  return verdict.faults.length === 0 ? 0 : 1;
}

async function letCallsHappen(
  tenant: SimulatedTenant,
  calls: number,
  random: Random,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; number < calls && !signal.aborted; number += 1) {
    const own = random.fork('call', number);
    beginCall(tenant, own);
    const gapSeconds = Math.min(own.fork('gap').exponential(MEAN_GAP_SECONDS), 4 * MEAN_GAP_SECONDS);
    await clock.sleep(gapSeconds * 1000, signal).catch(() => undefined);
  }
}

/** The ids that forged notifications have named so far. */
function forgedIn(tenant: SimulatedTenant): () => ReadonlyArray<string> {
  const callIds = new Set<string>();
  tenant.on((event) => {
    if (event.type !== 'notificationSent') return;
    for (const { forged, callId } of event.elements) if (forged && callId !== undefined) callIds.add(callId);
  });
  return () => [...callIds];
}

async function waitForRest(
  isAtRest: (now: Date) => Promise<boolean>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const until = clock.now().getTime() + AT_REST_WITHIN_SECONDS * 1000;
  while (!(await isAtRest(clock.now()))) {
    if (clock.now().getTime() >= until || signal.aborted) return false;
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
  return true;
}
