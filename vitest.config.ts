import { defineConfig } from 'vitest/config';

// npm test runs the folder test, the product's tests, but for the long ones; npm run test:lab runs those and the folder lab.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['test/bundle.setup.ts', 'test/azurite.setup.ts', 'test/infrastructure.setup.ts'],
    pool: 'forks',
    // Files share a process, and with it what they import: half of the time went into loading it again for each file.
    isolate: false,
    // A third of the time is waiting: for Azurite, Chromium and the command, which are processes of their own, and for
    // storage that does not answer.
    maxWorkers: '150%',
    // Ends what hangs. A busy machine must never meet it: tests wait for events, not for a time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
