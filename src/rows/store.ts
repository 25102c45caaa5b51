/** The tables of one tenant: what use-cases read and write. */

import type { Day } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tables } from '../ports/storage.ts';
import { coverage } from '../tables/declarations/coverage.ts';
import { type DeadLetterSource, deadLetters } from '../tables/declarations/dead-letters.ts';
import { pendingCallRecords } from '../tables/declarations/pending-call-records.ts';
import { people } from '../tables/declarations/people.ts';
import { pipelineStatus } from '../tables/declarations/pipeline-status.ts';
import { qualitySummaries } from '../tables/declarations/quality-summaries.ts';
import { subscriptions } from '../tables/declarations/subscriptions.ts';
import { withheld } from '../tables/declarations/withheld.ts';
import { dayPartition } from '../tables/keys.ts';
import { ofStatus, ofSubscription } from './believed.ts';
import { Partition } from './partition.ts';

/** All tables by name, and as typed rows those in which the tenant has one partition. */
export interface Store extends Tables {
  readonly tenantId: TenantId;
  /** Dates what is written. */
  readonly clock: Clock;
  /** By call id. */
  readonly pending: Partition<typeof pendingCallRecords.columns>;
  /** By hour. */
  readonly coverage: Partition<typeof coverage.columns>;
  /** By subscription id. */
  readonly subscriptions: Partition<typeof subscriptions.columns>;
  /** By person, and by the words of their names. */
  readonly people: Partition<typeof people.columns>;
  /** By aspect. */
  readonly status: Partition<typeof pipelineStatus.columns>;
  /** The limits of retention, exclusions and erasures. */
  readonly withheld: Partition<typeof withheld.columns>;
  /** By time and message id. */
  deadLetters(source: DeadLetterSource): Partition<typeof deadLetters.columns>;
  /** Of the calls that started on a day; by dimension and value. */
  summaries(day: Day): Partition<typeof qualitySummaries.columns>;
}

export function createStore(options: {
  readonly tables: Tables;
  readonly tenantId: TenantId;
  readonly clock: Clock;
}): Store {
  const { tables, tenantId, clock } = options;
  return {
    tenantId,
    clock,
    table: (name) => tables.table(name),
    pending: new Partition(tables, 'PendingCallRecords', pendingCallRecords, tenantId),
    coverage: new Partition(tables, 'Coverage', coverage, tenantId),
    subscriptions: new Partition(tables, 'Subscriptions', subscriptions, tenantId, ofSubscription(clock)),
    people: new Partition(tables, 'People', people, tenantId),
    status: new Partition(tables, 'PipelineStatus', pipelineStatus, tenantId, ofStatus(clock)),
    withheld: new Partition(tables, 'Withheld', withheld, tenantId),
    deadLetters: (source) => new Partition(tables, 'DeadLetters', deadLetters, source),
    summaries: (day) =>
      new Partition(tables, 'QualitySummaries', qualitySummaries, dayPartition(tenantId, day)),
  };
}
