/** One run of `npm run chaos`: calls flow while hosts die, then calm, then the verdict. */

import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import { azureRows } from '../judge/azure-rows.ts';
import { verdictOn } from '../judge/verdict.ts';
import { Random } from '../random.ts';
import { playCalls } from '../start/background.ts';
import { CannotRun } from '../start/cannot-run.ts';
import {
  type Demonstration,
  freePort,
  type Hosts,
  originOf,
  startDemonstration,
} from '../start/demonstration.ts';
import { hostEnvironment, hostSettings } from '../start/host-environment.ts';
import { aborted, EXIT_INTERRUPTED } from '../start/interrupts.ts';
import { paintFor } from '../start/paint.ts';
import { isGraphQuiet, within } from '../start/rest.ts';
import type { Surroundings } from '../start/run-to-verdict.ts';
import { verdictLines } from '../start/verdict-lines.ts';
import { FRONT_URL, inTurn } from './front.ts';
import { type Kill, killInTurn } from './killer.ts';
import { MortalHost } from './mortal-host.ts';
import type { ChaosOptions } from './syntax.ts';

/** From one call to the next: two a second, more than one host's life can end. */
const MEAN_GAP_SECONDS = 0.5;

/**
 * How long to wait for rest. A message that died with its host comes back after ten seconds, a timer after fifteen, and
 * a message whose function failed after thirty.
 */
const AT_REST_WITHIN_SECONDS = 180;

/** The last calls end, and their records come, within about this time. */
const STRUCK_WITHIN_MS = 30_000;

/** Resolves with the exit code. */
export async function run(options: ChaosOptions, surroundings: Surroundings): Promise<number> {
  const { output, clock, interrupts } = surroundings;
  const { seed = 1, calls = 200, 'kill-every': killEverySeconds = 2 } = options;
  output.write(`Seed ${seed}: ${calls} calls, two hosts, one of them killed with SIGKILL again and again.\n`);
  const started = await Promise.race([startTwoHosts(seed, clock), aborted(interrupts.first)]);
  // What has started so far ends with this process.
  if (started === undefined) return process.exit(EXIT_INTERRUPTED);
  try {
    const failed = started.hosts.failed.then((reason) => Promise.reject(new CannotRun(reason)));
    return await Promise.race([
      failed,
      throughChaos(started, { seed, calls, killEverySeconds }, surroundings),
    ]);
  } finally {
    await started.stop();
  }
}

interface TwoHosts extends Hosts {
  readonly both: readonly [MortalHost, MortalHost];
}

async function startTwoHosts(seed: number, clock: Clock): Promise<Demonstration<TwoHosts>> {
  // They keep their ports through every life. What is handed out is not handed out again for a while.
  const ports = [await freePort(), await freePort()] as const;
  return await startDemonstration({
    seed,
    clock,
    azurite: 'free',
    transport: inTurn(ports.map(originOf), webhookTransport),
    async startHosts(parts) {
      const failed = Promise.withResolvers<string>();
      // The same for both, the secret included: they are instances of one app.
      const settings = hostSettings(parts, FRONT_URL);
      const host = (name: string, port: number) =>
        new MortalHost(name, originOf(port), hostEnvironment(settings, port, process.env), failed.resolve);
      const both = [host('host 1', ports[0]), host('host 2', ports[1])] as const;
      await Promise.all(both.map((each) => each.start()));
      const stop = async () => void (await Promise.all(both.map((each) => each.stop())));
      return { both, failed: failed.promise, stop };
    },
  });
}

interface Chaos {
  readonly seed: number;
  readonly calls: number;
  readonly killEverySeconds: number;
}

async function throughChaos(
  { tenant, hosts, azurite }: Demonstration<TwoHosts>,
  { seed, calls, killEverySeconds }: Chaos,
  { output, clock, interrupts }: Surroundings,
): Promise<number> {
  const print = (line: string) => output.write(`${line}\n`);
  const log = (what: string) => print(`${clock.now().toISOString()} ${what}`);
  const origins = hosts.both.map(({ origin }) => origin).join(' and ');
  print(
    `Hosts: ${origins}. Tables: ${azurite.tableUrl}. Everything is in memory and is gone when this ends.`,
  );
  const random = Random.seeded(seed);
  const forged = new Set<string>();
  tenant.on((event) => {
    if (event.type !== 'notificationSent') return;
    for (const element of event.elements) if (element.forged) forged.add(element.callId ?? '');
  });
  const kills: Array<Kill> = [];
  const calm = new AbortController();
  const struck = new AbortController();
  const killing = killInTurn({
    hosts: hosts.both,
    everySeconds: killEverySeconds,
    random: random.fork('kills'),
    clock,
    signal: calm.signal,
    onKill: (kill) => {
      kills.push(kill);
      if (kill.ingests > 0) struck.abort();
      log(`${kill.host} killed during ${kill.ingests} ingests`);
    },
  });
  const stage = { tenant, clock, signal: interrupts.first };
  const happening = playCalls(stage, random, { calls, meanGapSeconds: MEAN_GAP_SECONDS });
  // Killing ends only by an error before it is told to.
  await Promise.race([happening, killing]);
  // The records of the last calls are still coming: time enough for a kill that ends an ingest, should none have yet.
  const enough = AbortSignal.any([struck.signal, interrupts.first]);
  await Promise.race([killing, clock.sleep(STRUCK_WITHIN_MS, enough).catch(() => undefined)]);
  calm.abort();
  await killing;
  log(`${tenant.truth().length} calls have happened; from now on no host is killed`);

  const isWorkedOff = workedOff(azurite.connectionString, tenant.tenantId);
  const isAtRest = await within(
    AT_REST_WITHIN_SECONDS,
    async () => isGraphQuiet(tenant, clock.now()) && (await isWorkedOff()),
    clock,
    interrupts.second,
  );
  if (interrupts.second.aborted) return EXIT_INTERRUPTED;
  if (!isAtRest) print(`Some calls are still in progress after ${AT_REST_WITHIN_SECONDS} s.`);
  const verdict = await verdictOn(tenant, azureRows(azurite.connectionString), [...forged]);
  const ended = kills.reduce((sum, { ingests }) => sum + ingests, 0);
  print(`\n${kills.length} kills ended ${ended} ingests.\n`);
  for (const line of verdictLines(verdict, paintFor(output))) print(line);
  return verdict.faults.length === 0 ? 0 : 1;
}

/** Whether the queue holds no message, visible or not, and no call waits in a row: what is not stored then, never will be. */
function workedOff(connectionString: string, tenantId: string): () => Promise<boolean> {
  const queue = createAzureQueue({ connectionString }, CALL_RECORD_QUEUE);
  const pending = createAzureTables({ connectionString }).table('PendingCallRecords');
  return async () => {
    if ((await queue.approximateLength('queue')) > 0) return false;
    for await (const page of pending.query({ partitionKey: tenantId, select: ['State'] })) {
      if (page.length > 0) return false;
    }
    return true;
  };
}
