/** The document is what Graph sent. */

import type { Safeguards } from '../safeguard.ts';

export const documents: Safeguards = {
  'every answer goes into the document': {
    mechanism: 'As it came, page by page.',
    from: '    await document.add(answers);\n    if (received.participants === 0)',
    to: '    if (received.participants === 0)',
    proofs: { 'a large meeting is stored': 'complete' },
    test: 'of a meeting with 200 sessions and 300 participants',
  },
};
