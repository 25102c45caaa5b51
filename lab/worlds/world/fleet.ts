/** All instances of the function app: started, replaced, ended, and each with its own view of the world. */

import { createApplication } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { Random } from '../../random.ts';
import { Instance } from './instance.ts';
import type { VirtualTime } from './virtual-time.ts';
import { Wire, type WireOptions } from './wire.ts';

/** What a build of the app is configured with. */
export interface Deployment {
  readonly origin: string;
  readonly secret: string;
  readonly previousSecret: string | undefined;
}

/** What an instance sees of the world. */
export interface Surroundings {
  readonly application: (
    wire: Wire,
  ) => Omit<NonNullable<Parameters<typeof createApplication>[1]>, 'clock' | 'random'>;
  readonly started: (instance: Instance, wire: Wire) => void;
}

export interface FleetOptions {
  readonly tenantId: string;
  readonly backfillDays: number;
  readonly random: Random;
  readonly time: VirtualTime;
  readonly wire: Pick<WireOptions, 'weather' | 'busy' | 'heard' | 'accidentOf'>;
  readonly surroundings: Surroundings;
}

/** A process that ended is started again after so long, in milliseconds. */
const RESTART_WITHIN_MS = 60_000;

export class Fleet {
  readonly #options: FleetOptions;
  #instances: Array<Instance> = [];
  #deployment: Deployment;
  #wanted = 0;
  #started = 0;

  constructor(options: FleetOptions, deployment: Deployment) {
    this.#options = options;
    this.#deployment = deployment;
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  /** Those that get new work. */
  working(): ReadonlyArray<Instance> {
    return this.#instances.filter(({ takesWork }) => takesWork);
  }

  /** One of those that get new work, other than this one; undefined when there is none just now. */
  any(other?: Instance): Instance | undefined {
    const working = this.working().filter((instance) => instance !== other);
    return working[this.#options.random.integer(0, Math.max(0, working.length - 1))];
  }

  scale(instances: number): void {
    this.#wanted = instances;
    const working = this.working();
    for (const instance of working.slice(instances)) instance.retire();
    for (let missing = instances - working.length; missing > 0; missing -= 1) this.#start();
  }

  /** Replaces every instance. Without `abruptly` those before finish what they are doing. */
  deploy(deployment: Deployment, abruptly: boolean): void {
    this.#deployment = deployment;
    for (const instance of this.#instances) {
      instance.retire();
      if (abruptly) instance.die();
    }
    this.scale(this.#wanted);
  }

  #start(): void {
    const { tenantId, time, random, wire: wiring, surroundings } = this.#options;
    this.#started += 1;
    const { origin, secret, previousSecret } = this.#deployment;
    const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
    const instance = new Instance(`instance ${this.#started}`, time, secrets);
    const wire = new Wire({ ...wiring, instance, time, random: random.fork('wire', this.#started) });
    const config = readConfig({
      CallRecordStorage: 'UseDevelopmentStorage=true',
      GRAPH_TENANT_ID: tenantId,
      GRAPH_BASE_URL: 'http://127.0.0.1:4280',
      GRAPH_CLIENT_STATE: secret,
      GRAPH_CLIENT_STATE_PREVIOUS: previousSecret,
      WEBHOOK_BASE_URL: origin,
      BACKFILL_DAYS: String(this.#options.backfillDays),
    });
    const application = createApplication(config, {
      ...surroundings.application(wire),
      clock: instance.clock,
      random: random.fork('instance', this.#started),
    });
    instance.start(application);
    this.#instances = [...this.#instances.filter(({ isAlive }) => isAlive), instance];
    instance.whenDead(() => {
      time.in(random.integer(1_000, RESTART_WITHIN_MS), () => this.scale(this.#wanted));
    });
    surroundings.started(instance, wire);
  }
}
