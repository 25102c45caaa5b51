/** All instances of the function app: started, replaced, ended, and each with its own view of the world. */

import { createApplication } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { Random } from '../../random.ts';
import { Instance } from './instance.ts';
import type { Surroundings } from './surroundings.ts';
import { type AccidentOf, Wire } from './wire.ts';

/** What a build of the app is configured with. */
export interface Deployment {
  readonly origin: string;
  readonly secret: string;
  readonly previousSecret: string | undefined;
  /** KEEP_DAYS; undefined: for ever. */
  readonly keepDays: number | undefined;
}

type Outside = NonNullable<Parameters<typeof createApplication>[1]>;

export interface FleetOptions {
  readonly tenantId: string;
  /** An instance starts; returns what it sees of the world. */
  readonly connect: (wire: Wire) => Omit<Outside, 'clock' | 'random'>;
  readonly accidentOf: AccidentOf;
}

/** A process that ended is started again after so long, in milliseconds. */
const RESTART_WITHIN_MS = 60_000;

/** Where the app is reached at first. */
const FIRST_ORIGIN = 'https://contoso-call-records.azurewebsites.net';
const FIRST_SECRET = 'the first secret of this world';

export class Fleet {
  /** Where Graph reaches the app. */
  readonly origins = new Set([FIRST_ORIGIN]);
  readonly #surroundings: Surroundings;
  readonly #options: FleetOptions;
  readonly #random: Random;
  #instances: Array<Instance> = [];
  #deployment: Deployment;
  #wanted = 0;
  #worksSince = Number.POSITIVE_INFINITY;
  #started = 0;

  constructor(surroundings: Surroundings, options: FleetOptions) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.#random = surroundings.random.fork('fleet');
    const { keepDays } = surroundings.plan;
    this.#deployment = { origin: FIRST_ORIGIN, secret: FIRST_SECRET, previousSecret: undefined, keepDays };
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
    return working[this.#random.integer(0, Math.max(0, working.length - 1))];
  }

  /** Since when there are instances, in milliseconds since the epoch; in the future while there are none. */
  get worksSince(): number {
    return this.#worksSince;
  }

  scale(instances: number): void {
    if (instances === 0) this.#worksSince = Number.POSITIVE_INFINITY;
    else this.#worksSince = Math.min(this.#worksSince, this.#surroundings.time.milliseconds);
    this.#wanted = instances;
    const working = this.working();
    for (const instance of working.slice(instances)) instance.retire();
    for (let missing = instances - working.length; missing > 0; missing -= 1) this.#start();
  }

  /** Replaces every instance. Without `abruptly` those before finish what they are doing. */
  deploy(deployment: Deployment, abruptly: boolean): void {
    this.#deployment = deployment;
    this.origins.add(deployment.origin);
    for (const instance of this.#instances) {
      instance.retire();
      if (abruptly) instance.die();
    }
    this.scale(this.#wanted);
  }

  #start(): void {
    const { tenantId, connect, accidentOf } = this.#options;
    const { time, plan } = this.#surroundings;
    this.#started += 1;
    const { origin, secret, previousSecret, keepDays } = this.#deployment;
    const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
    const skew = (plan.clockSkewSeconds ?? 0) * 1000;
    const skewed = this.#random.fork('skew', this.#started).integer(-skew, skew);
    const instance = new Instance(`instance ${this.#started}`, time, secrets, skewed);
    const ofWire = this.#random.fork('wire', this.#started);
    const wire = new Wire(instance, this.#surroundings, ofWire, accidentOf);
    const config = readConfig({
      AzureWebJobsStorage: 'UseDevelopmentStorage=true',
      CallRecordStorage: 'UseDevelopmentStorage=true',
      GRAPH_TENANT_ID: tenantId,
      GRAPH_BASE_URL: 'http://127.0.0.1:4280',
      GRAPH_CLIENT_STATE: secret,
      GRAPH_CLIENT_STATE_PREVIOUS: previousSecret,
      WEBHOOK_BASE_URL: origin,
      BACKFILL_DAYS: String(plan.backfillDays),
      KEEP_DAYS: keepDays === undefined ? undefined : String(keepDays),
    });
    const application = createApplication(config, {
      ...connect(wire),
      clock: instance.clock,
      random: this.#random.fork('instance', this.#started),
    });
    instance.start(application);
    this.#instances = [...this.#instances.filter(({ isAlive }) => isAlive), instance];
    instance.whenDead(() => {
      time.in(this.#random.integer(1_000, RESTART_WITHIN_MS), () => this.scale(this.#wanted));
    });
  }
}
