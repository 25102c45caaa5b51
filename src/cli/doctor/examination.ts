/** What a check may look at: the settings, and what they lead to, each opened when it is first asked for. */

import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { systemClock, systemRandom } from '../../adapters/system.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallRecordQueue } from '../../ports/queue.ts';
import type { Random } from '../../ports/random.ts';
import { createStore, type Store } from '../../rows/store.ts';
import { createGraphProbe, type GraphProbe } from './graph-probe.ts';
import { type ReadSettings, readSettings, type Settings } from './read-settings.ts';
import { createStorageProbe, type StorageProbe } from './storage-probe.ts';

/** How long the doctor waits. */
export interface DoctorLimits {
  /** For one answer of storage. */
  readonly storageMilliseconds: number;
  /** For one answer of Graph. */
  readonly graphMilliseconds: number;
  /** For a token; `az` takes seconds. */
  readonly tokenMilliseconds: number;
  /** For an answer of the webhook: what Graph waits for a handshake. */
  readonly webhookMilliseconds: number;
  /** Graph delays the notifications of a webhook that is slower than this. */
  readonly slowWebhookMilliseconds: number;
}

const DEFAULT_LIMITS: DoctorLimits = {
  storageMilliseconds: 10_000,
  graphMilliseconds: 20_000,
  tokenMilliseconds: 30_000,
  // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
  webhookMilliseconds: 10_000,
  slowWebhookMilliseconds: 3_000,
};

/** What tests put in place of the real world. */
export interface DoctorWorld {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly credential?: TokenCredential;
  readonly httpClient?: HttpClient;
  readonly limits?: Partial<DoctorLimits>;
  /** A certificate authority (PEM) for the webhook's certificate, instead of the public ones. */
  readonly authority?: string | undefined;
}

export interface Examination {
  readonly settings: ReadSettings;
  readonly limits: DoctorLimits;
  readonly authority: string | undefined;
  readonly clock: Clock;
  /** All settings. Throws when one is wrong: a check that reads it needs `settings`. */
  readonly config: Config;
  /** Throws when the connection string cannot be read. */
  readonly storage: StorageProbe;
  readonly graph: GraphProbe;
  readonly store: Store;
  readonly queue: CallRecordQueue;
}

export function createExamination(given: Settings, world: DoctorWorld = {}): Examination {
  const { clock = systemClock, random = systemRandom } = world;
  const settings = readSettings(given);
  const limits = { ...DEFAULT_LIMITS, ...world.limits };
  const config = () => readable(settings.config);
  const access = () => readable(settings.access);
  const storage = once(() =>
    createStorageProbe(access(), settings.standsIn, limits.storageMilliseconds, random),
  );
  const store = once(() => createStore({ tables: storage().rows, tenantId: access().tenantId, clock }));
  const graph = once(() =>
    createGraphProbe(config(), given.AZURE_CLIENT_ID, limits, { ...world, clock, random }),
  );
  return {
    settings,
    limits,
    authority: world.authority,
    clock,
    get config() {
      return config();
    },
    get storage() {
      return storage();
    },
    get graph() {
      return graph();
    },
    get store() {
      return store();
    },
    get queue() {
      return storage().queue;
    },
  };
}

function readable<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the settings cannot be read');
  return value;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
