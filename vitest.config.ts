import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'lab/**/*.test.ts'],
    globalSetup: ['test/bundle.setup.ts', 'test/azurite.setup.ts', 'test/infrastructure.setup.ts'],
    pool: 'forks',
    // Azurite works in a process of its own: tests that wait for it leave a core to others.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
