/** A host that is killed and started again, and what it was doing when it died. */

import * as z from 'zod';
import { type HostProcess, startHostProcess } from '../start/host-process.ts';

/** A line of the host's log about an invocation. */
const InvocationLine = z.object({
  source: z.literal('host'),
  functionName: z.literal('ingestCallRecord'),
  invocationId: z.string(),
  message: z.string(),
});

/**
 * Ten minutes, as on the real host, would be the pause after every kill. Ten seconds are still far longer than an ingest
 * takes here, so that no living host loses a message to another.
 */
const MESSAGE_LEASE_SECONDS = 10;
/** The shortest lease of a blob. */
const TIMER_LEASE_SECONDS = 15;

export class MortalHost {
  readonly name: string;
  readonly origin: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #onFailure: (reason: string) => void;
  /** Invocations of ingest that have begun and not ended. */
  readonly #ingests = new Set<string>();
  #process: HostProcess | undefined;
  #busy = Promise.withResolvers<void>();

  constructor(
    name: string,
    origin: string,
    environment: NodeJS.ProcessEnv,
    onFailure: (reason: string) => void,
  ) {
    this.name = name;
    this.origin = origin;
    this.#environment = environment;
    this.#onFailure = onFailure;
  }

  /** @throws {CannotRun} */
  async start(): Promise<void> {
    const flags = ['--message-lease', `${MESSAGE_LEASE_SECONDS}`, '--timer-lease', `${TIMER_LEASE_SECONDS}`];
    this.#process = await startHostProcess(this.#environment, (line) => this.#hear(line), flags);
    void this.#process.failed.then(this.#onFailure);
  }

  get isBusy(): boolean {
    return this.#ingests.size > 0;
  }

  /** Resolves as soon as it is in the middle of an ingest. */
  busy(): Promise<void> {
    return this.#busy.promise;
  }

  /** Resolves, once it is dead, with how many ingests that ended. */
  async kill(): Promise<number> {
    await this.#process?.kill();
    const ended = this.#ingests.size;
    this.#ingests.clear();
    this.#busy = Promise.withResolvers();
    return ended;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  #hear(line: string): void {
    if (!line.includes('"ingestCallRecord"')) return;
    const data = invocationIn(line);
    if (data === undefined) return;
    if (data.message.startsWith('Executing (')) {
      this.#ingests.add(data.invocationId);
      this.#busy.resolve();
    } else if (data.message.startsWith('Executed (')) {
      this.#ingests.delete(data.invocationId);
      if (!this.isBusy) this.#busy = Promise.withResolvers();
    }
  }
}

/** What a line says about an ingest. The last line of a killed host may have been cut off. */
function invocationIn(line: string): z.output<typeof InvocationLine> | undefined {
  try {
    return InvocationLine.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
