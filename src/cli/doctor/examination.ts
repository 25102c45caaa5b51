/** What a check may look at: the settings, and what they lead to, each asked no more often than needed. */

import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { systemClock, systemRandom } from '../../adapters/system.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { createPipelineStatus, type PipelineStatus } from '../../status/pipeline-status.ts';
import { createSubscriptionRows, type SubscriptionRows } from '../../subscription/subscription-rows.ts';
import { createGraphProbe, type GraphProbe } from './graph-probe.ts';
import { DEFAULT_LIMITS, type DoctorLimits } from './limits.ts';
import { type Environment, type ReadSettings, readSettings } from './read-settings.ts';
import { createStorageProbe, type StorageProbe } from './storage-probe.ts';

/** What tests put in place of the real world. */
export interface DoctorWorld {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly credential?: TokenCredential;
  readonly httpClient?: HttpClient;
  readonly limits?: Partial<DoctorLimits>;
  /** A certificate authority (PEM) that the webhook's certificate may come from, instead of the public ones. */
  readonly authority?: string | undefined;
}

export interface Examination {
  readonly environment: Environment;
  readonly settings: ReadSettings;
  readonly limits: DoctorLimits;
  readonly authority: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** All settings. Throws where one is wrong: whoever asks needs the check `settings`. */
  readonly config: Config;
  readonly storage: StorageProbe;
  readonly graph: GraphProbe;
  readonly status: PipelineStatus;
  readonly subscriptionRows: SubscriptionRows;
}

export function createExamination(environment: Environment, world: DoctorWorld = {}): Examination {
  const { clock = systemClock, random = systemRandom } = world;
  const settings = readSettings(environment);
  const limits = { ...DEFAULT_LIMITS, ...world.limits };
  const config = once(() => read(settings.config));
  const storage = once(() =>
    createStorageProbe(read(settings.access), settings.standsIn, limits.storageMilliseconds, random),
  );
  const rowDependencies = () => ({
    tables: storage().tables,
    clock,
    tenantId: read(settings.access).tenantId,
  });
  const graph = once(() =>
    createGraphProbe({
      config: config(),
      clock,
      random,
      limits,
      clientId: environment.AZURE_CLIENT_ID?.trim() || undefined,
      ...(world.credential === undefined ? {} : { credential: world.credential }),
      ...(world.httpClient === undefined ? {} : { httpClient: world.httpClient }),
    }),
  );
  const status = once(() => createPipelineStatus(rowDependencies()));
  const subscriptionRows = once(() => createSubscriptionRows(rowDependencies()));
  return {
    environment,
    settings,
    limits,
    authority: world.authority,
    clock,
    random,
    get config() {
      return config();
    },
    get storage() {
      return storage();
    },
    get graph() {
      return graph();
    },
    get status() {
      return status();
    },
    get subscriptionRows() {
      return subscriptionRows();
    },
  };
}

function read<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the settings have not been read');
  return value;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
