/** Kills one host after the other, and starts each again. */

import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../random.ts';
import type { MortalHost } from './mortal-host.ts';

export interface Kill {
  readonly host: string;
  /** Ingests that were under way in it. */
  readonly ingests: number;
}

export interface KillerOptions {
  readonly hosts: readonly [MortalHost, MortalHost];
  readonly everySeconds: number;
  readonly random: Random;
  readonly clock: Clock;
  /** Aborted when no more are to be killed. */
  readonly signal: AbortSignal;
  readonly onKill: (kill: Kill) => void;
}

/** An ingest takes a tenth of a second to some: looked for at random, any of its requests may be the last one. */
const LOOK_WITHIN_MS = 100;

/**
 * The middle of an ingest is where it hurts: every other host dies there, however long that takes to come. The others
 * die wherever they are. Resolves when the signal is aborted and all hosts live. Rejects when one does not start again.
 */
export async function killInTurn(options: KillerOptions): Promise<void> {
  const { hosts, everySeconds, random, clock, signal, onKill } = options;
  const pause = (milliseconds: number) => clock.sleep(milliseconds, signal).catch(() => undefined);
  for (let kills = 0; ; kills += 1) {
    await pause(random.decimal(0.5, 1.5, 2) * everySeconds * 1000);
    const victim = random.pick(hosts);
    if (kills % 2 === 0) {
      while (!victim.isBusy && !signal.aborted) await pause(random.integer(1, LOOK_WITHIN_MS));
    }
    if (signal.aborted) return;
    onKill({ host: victim.name, ingests: await victim.kill() });
    await victim.start();
  }
}
