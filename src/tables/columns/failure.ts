/** Columns of failureInfo. */

import { graphColumns } from '../graph-column.ts';

export const failureColumns = graphColumns({
  FailureStage: {
    type: 'String',
    from: 'stage',
    knownValues: ['unknown', 'callSetup', 'midcall'],
    meaning: 'Stage at which it failed; empty when it did not fail.',
  },
  FailureReason: { type: 'String', from: 'reason', meaning: 'Classification of why it failed.' },
});
