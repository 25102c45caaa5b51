/** What `npm run chaos` plays: calls of every kind, on two hosts of which one dies again and again. */

import type { Transport } from '../graph/transport.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import { Random } from '../random.ts';
import { playCalls } from '../start/background.ts';
import { freePort, originOf, type Scenario, type Stage } from '../start/demonstration.ts';
import { hostEnvironment, hostSettings } from '../start/host-environment.ts';
import { type LogLine, pipelineEventIn } from '../start/host-log.ts';
import { MortalHost } from './mortal-host.ts';
import type { ChaosOptions } from './syntax.ts';

/** From one call to the next: two a second, more than one host's life can end. */
const MEAN_GAP_SECONDS = 0.5;

/**
 * A message that died with its host comes back after ten seconds, a timer after fifteen, and a message whose function
 * failed after thirty.
 */
const SETTLED_WITHIN_SECONDS = 180;

/** The last calls end, and their records come, within about this time. */
const STRUCK_WITHIN_MS = 30_000;

/**
 * The address that Graph knows. Nothing listens there: the hosts are reached through the transport, and the one whose
 * turn it is may be dead, in which case Graph hears no answer and sends again.
 */
const FRONT_URL = 'http://127.0.0.1:9';

export async function chaos(options: ChaosOptions): Promise<Scenario> {
  const { seed = 1, calls = 200, 'kill-every': everySeconds = 2 } = options;
  // They keep their ports through every life. What is handed out is not handed out again for a while.
  const ports = [await freePort(), await freePort()] as const;
  const origins = ports.map(originOf);
  return {
    seed,
    what: `Seed ${seed}: ${calls} calls, two hosts, one of them killed with SIGKILL again and again.`,
    story: [],
    exit: true,
    settledWithinSeconds: SETTLED_WITHIN_SECONDS,
    usesUsualPorts: false,
    transport: inTurn(origins, webhookTransport),
    async startHosts(parts, tell) {
      const failed = Promise.withResolvers<string>();
      // The same for both, the secret included: they are instances of one app.
      const settings = hostSettings(parts, FRONT_URL);
      const hear = (line: LogLine) => {
        const event = pipelineEventIn(line);
        if (event !== undefined) tell(event);
      };
      const host = (name: string, port: number) =>
        new MortalHost(name, hostEnvironment(settings, port, process.env), hear, failed.resolve);
      const hosts = [host('host 1', ports[0]), host('host 2', ports[1])] as const;
      await Promise.all(hosts.map((each) => each.start()));
      const where = `Hosts: ${origins.join(' and ')}. Tables: ${parts.azurite.tableUrl}.`;
      return {
        failed: failed.promise,
        whereToLook: () => [where, 'Everything is kept in memory and is gone when this ends.'],
        async play(stage) {
          const random = Random.seeded(seed);
          const calm = new AbortController();
          const struck = new AbortController();
          const killing = killInTurn(hosts, everySeconds, random.fork('kills'), stage, calm.signal, struck);
          // Kills are to meet a backlog.
          const happening = playCalls({ ...stage, waiting: undefined }, random, {
            calls,
            meanGapSeconds: MEAN_GAP_SECONDS,
          });
          // Killing ends only by an error before it is told to.
          await Promise.race([happening, killing]);
          // The records of the last calls are still coming: time enough for a kill that ends an ingest, should none have yet.
          const enough = AbortSignal.any([struck.signal, stage.signal]);
          await Promise.race([killing, stage.clock.sleep(STRUCK_WITHIN_MS, enough).catch(() => undefined)]);
          calm.abort();
          await killing;
        },
        conclude: async () => [],
        stop: async () => void (await Promise.all(hosts.map((each) => each.stop()))),
      };
    },
  };
}

/** An ingest takes a tenth of a second to some: looked for at random, any of its requests may be the last one. */
const LOOK_WITHIN_MS = 100;

/**
 * Kills one host after the other, and starts each again. The middle of an ingest is where it hurts: every other host dies
 * there, however long that takes to come. The others die wherever they are. Resolves when it is to be `calm` and all
 * hosts live. Rejects when one does not start again.
 */
async function killInTurn(
  hosts: readonly [MortalHost, MortalHost],
  everySeconds: number,
  random: Random,
  { clock, tell }: Stage,
  calm: AbortSignal,
  struck: AbortController,
): Promise<void> {
  const pause = (milliseconds: number) => clock.sleep(milliseconds, calm).catch(() => undefined);
  for (let kills = 0; ; kills += 1) {
    await pause(random.decimal(0.5, 1.5, 2) * everySeconds * 1000);
    const victim = random.pick(hosts);
    if (kills % 2 === 0) {
      while (!victim.isBusy && !calm.aborted) await pause(random.integer(1, LOOK_WITHIN_MS));
    }
    if (calm.aborted) return;
    const ingests = await victim.kill();
    if (ingests > 0) struck.abort();
    tell({ type: 'hostKilled', at: clock.now(), host: victim.name, ingests });
    await victim.start();
  }
}

/** A transport that takes the origins in turn, whatever the URL's own is. */
export function inTurn(origins: ReadonlyArray<string>, transport: Transport): Transport {
  let turn = 0;
  return {
    post(url, request) {
      const origin = origins[turn % origins.length];
      turn += 1;
      const { pathname, search } = new URL(url);
      return transport.post(`${origin}${pathname}${search}`, request);
    },
  };
}
