/** Every command of ./callrecords, and what the help says of all of them. */

import manifest from '../../package.json' with { type: 'json' };
import { call } from './calls/call.ts';
import { calls } from './calls/calls.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { exportCommand } from './export/export.ts';
import { check } from './networks/check.ts';
import { importFile } from './networks/import.ts';
import { list } from './networks/list.ts';
import { missing } from './networks/missing.ts';
import { remove } from './networks/remove.ts';
import { backfill } from './operating/backfill.ts';
import { coverage } from './operating/coverage.ts';
import { deadLetters } from './operating/dead-letters.ts';
import { pending } from './operating/pending.ts';
import { rebuild } from './operating/rebuild.ts';
import { replay } from './operating/replay.ts';
import { retention } from './operating/retention.ts';
import { subscription } from './operating/subscription.ts';
import { verify } from './operating/verify.ts';
import { page } from './page/page.ts';
import { exclude } from './privacy/exclude.ts';
import { excludeLift } from './privacy/exclude-lift.ts';
import { excludeList } from './privacy/exclude-list.ts';
import { forget } from './privacy/forget.ts';
import { quality } from './quality/quality.ts';
import { status } from './status/status.ts';
import type { CommandSet } from './syntax.ts';

export const program: Omit<CommandSet<Command>, 'name'> = {
  summary: 'Reads and operates a pipeline that keeps Microsoft Teams call records.',
  details: `The deployment is the one that options name (--app, or --account and --tenant), or else that of the
environment (CallRecordStorage, GRAPH_TENANT_ID), of an npm start that runs in this folder, or of
local.settings.json here.

Exit code: 0 done, 1 something is wrong or does not exist, 2 asked wrongly, 3 could not reach what is needed.`,
  version: manifest.version,
  groups: { networks: 'the buildings that networks belong to: import, check, list, remove, missing' },
  commands: [
    status,
    doctor,
    calls,
    call,
    quality,
    page,
    importFile,
    check,
    list,
    remove,
    missing,
    exportCommand,
    coverage,
    pending,
    deadLetters,
    subscription,
    replay,
    backfill,
    verify,
    rebuild,
    retention,
    forget,
    exclude,
    excludeList,
    excludeLift,
  ],
};
