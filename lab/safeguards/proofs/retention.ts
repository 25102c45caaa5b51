/** What retention says of itself, and that what it deletes is gone, wherever a process ends. */

import { applicationInMemory, missing, saidBy } from './ask-health.ts';
import type { Proof } from './proof.ts';

const OLD_DAY = '2026-01-05';

export const retentionProofs = {
  'a first KEEP_DAYS would delete calls': async () => {
    const { application } = applicationInMemory({ KEEP_DAYS: '90' });
    const { store } = application;
    const rowKey = `${OLD_DAY}T09:00:00.0000000Z_c0000000-0000-4000-8000-000000000001`;
    await store
      .table('CallsByDay')
      .upsert({ partitionKey: `${store.tenantId}_${OLD_DAY}`, rowKey, cells: {} });
    await application.retain();
    return missing(await saidBy(application), 'retentionUnconfirmed');
  },

  'the limits of retention cannot be read for a day': async () => {
    const { application, clock } = applicationInMemory({ KEEP_DAYS: '90' });
    await application.store.withheld.upsert('limits', { RefusedBefore: 'the first of May' });
    await application.retain().catch(() => undefined);
    clock.advance({ minutes: 25 * 60 });
    return missing(await saidBy(application), 'retentionNotSucceeding');
  },
} as const satisfies Readonly<Record<string, Proof>>;
