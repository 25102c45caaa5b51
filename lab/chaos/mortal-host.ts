/** A host that is killed and started again, and what it was doing when it died. */

import type { LogLine } from '../start/host-log.ts';
import { type HostProcess, startHostProcess } from '../start/host-process.ts';

/**
 * Ten minutes, as on the real host, would be the pause after every kill. Ten seconds are still far longer than an ingest
 * takes here, so that no living host loses a message to another.
 */
const MESSAGE_LEASE_SECONDS = 10;
/** The shortest lease of a blob. */
const TIMER_LEASE_SECONDS = 15;

export class MortalHost {
  readonly name: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #hear: (line: LogLine) => void;
  readonly #onFailure: (reason: string) => void;
  /** Invocations of ingest that have begun and not ended. */
  readonly #ingests = new Set<string>();
  #process: HostProcess | undefined;

  constructor(
    name: string,
    environment: NodeJS.ProcessEnv,
    hear: (line: LogLine) => void,
    onFailure: (reason: string) => void,
  ) {
    this.name = name;
    this.#environment = environment;
    this.#onFailure = onFailure;
    this.#hear = (line) => {
      this.#notice(line);
      hear(line);
    };
  }

  /** @throws {CannotRun} */
  async start(): Promise<void> {
    const flags = ['--message-lease', `${MESSAGE_LEASE_SECONDS}`, '--timer-lease', `${TIMER_LEASE_SECONDS}`];
    this.#process = await startHostProcess(this.#environment, this.#hear, flags);
    void this.#process.failed.then(this.#onFailure);
  }

  /** Whether it is in the middle of an ingest. */
  get isBusy(): boolean {
    return this.#ingests.size > 0;
  }

  /** Resolves, once it is dead, with how many ingests that ended. */
  async kill(): Promise<number> {
    await this.#process?.kill();
    const ended = this.#ingests.size;
    this.#ingests.clear();
    return ended;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  #notice({ source, functionName, invocationId, message }: LogLine): void {
    if (source !== 'host' || functionName !== 'ingestCallRecord' || invocationId === undefined) return;
    if (message.startsWith('Executing (')) this.#ingests.add(invocationId);
    else if (message.startsWith('Executed (')) this.#ingests.delete(invocationId);
  }
}
