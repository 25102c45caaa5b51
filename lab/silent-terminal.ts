/** A terminal that shows nothing and that nobody answers at, for commands whose effect is looked at. */

import type { Terminal } from '../src/cli/terminal.ts';

export const SILENT_TERMINAL: Terminal = {
  columns: undefined,
  print: async () => undefined,
  say: () => undefined,
  typed: (text) => text,
  ask: async () => undefined,
  during: (work) => work(() => undefined),
};
